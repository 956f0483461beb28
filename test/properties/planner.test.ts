/**
 * What every plan must be, told of generated datacenters of any kind. The oracles read the snapshot
 * for themselves: they share no code with planner, catalogue or plans.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planMigrate } from '../../planner/plan-migrate.ts';
import { planDigest } from '../../schemas/canonical.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { validatePlan } from '../../schemas/validate.ts';
import { recipes } from '../support/datacenter/arbitrary.ts';
import { buildDatacenter } from '../support/datacenter/build.ts';
import { holds, runs } from '../support/property.ts';
import { everyZoneIsToldOnce, imagesComeFirst, namesAreNew, replacementsAreTrue } from './oracle/fidelity.ts';
import { expectedOf } from './oracle/expected.ts';
import {
  bracketsHold,
  chainMovesOneByOne,
  commitsAreGuarded,
  oldStopsBeforeNewStarts,
  prepareIsSilent,
  removalsRestOnOthers,
  writersAreOrdered,
} from './oracle/rules.ts';
import { type Case, caseOf, cases, DIGEST } from './cases.ts';
import { writtenAddressesChange } from './oracle/written.ts';
import { EVERYTHING, TROUBLES } from './troubles.ts';
import { jealous, reversed } from './variants.ts';

const anything = cases(recipes());
const sound = cases(recipes({ sound: true, headnodes: { min: 2, max: 5 } }), 'everything');

/** The plan of a case that has one; other cases are passed over. */
function planOf({ snapshot, request }: Case): Plan {
  const { plan } = planMigrate(snapshot, DIGEST, request);
  fc.pre(plan !== null);
  return plan;
}

test('there is a plan, or an error that an independent reading finds too', () => {
  holds(anything, runs(250), (drawn) => {
    const { snapshot, request } = caseOf(drawn);
    const { plan, findings } = planMigrate(snapshot, DIGEST, request);
    const expected = expectedOf(snapshot, request);
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    assert.equal(plan === null, errors.length > 0, `no plan exactly with an error: ${errors.join(' ')}`);
    const wanted = [...expected.errors];
    if (wanted.length > 0) assert.ok(plan === null, `planned in spite of ${wanted.join(' ')}`);
    for (const code of errors)
      assert.ok(
        expected.errors.has(code) || expected.possible.has(code),
        `${code} is not so; there is ${wanted.join(' ') || 'no error'}`,
      );
  });
});

test('each trouble alone forbids a plan, and is called by its name', () => {
  const base = recipes({ sound: true, services: ['imgapi', 'vmapi', 'papi'], headnodes: { min: 2, max: 3 } });
  holds(fc.tuple(base, fc.constantFrom(...TROUBLES)), runs(60), ([recipe, { code, of }]) => {
    const here = recipe.services.map((service) => ({
      ...service,
      instances: service.instances.slice(0, 1).map((instance) => ({ ...instance, server: 0 })),
    }));
    const others = recipe.others.map((other) => ({ ...other, fill: [] }));
    const well = { ...recipe, services: here, others, admin: { ...recipe.admin, fill: [] } };
    const [from, to] = well.headnodes.map(({ hostname }) => hostname);
    const request = { ...EVERYTHING, from: from ?? '', to: to ?? '' };
    assert.ok(planMigrate(buildDatacenter(well), DIGEST, request).plan, 'without the trouble');
    const { plan, findings } = planMigrate(buildDatacenter(of(well)), DIGEST, request);
    assert.equal(plan, null, `planned in spite of ${code}`);
    const errors = findings.filter(({ severity }) => severity === 'error');
    assert.deepEqual([...new Set(errors.map((one) => one.code))], [code]);
  });
});

test('a sound datacenter has a plan', () => {
  const counts = { planned: 0, steps: 0 };
  holds(sound, runs(40), (drawn) => {
    const { snapshot, request } = caseOf(drawn);
    const { plan, findings } = planMigrate(snapshot, DIGEST, request);
    const why = findings.map(({ code }) => code).join(' ');
    if (expectedOf(snapshot, request).errors.size === 0) assert.ok(plan, why);
    counts.planned += plan === null ? 0 : 1;
    counts.steps += plan?.steps.length ?? 0;
  });
  // Without these the properties below would prove nothing.
  assert.ok(counts.planned > runs(40) / 2, `only ${String(counts.planned)} plans`);
  assert.ok(counts.steps > runs(40) * 15, `only ${String(counts.steps)} steps`);
});

test('the same input gives the same bytes', () => {
  holds(anything, runs(30), (drawn) => {
    const { snapshot, request } = caseOf(drawn);
    const again = JSON.parse(JSON.stringify(snapshot)) as Snapshot;
    assert.equal(text(planMigrate(snapshot, DIGEST, request)), text(planMigrate(again, DIGEST, request)));
  });
});

test('the order in which APIs list things does not matter', () => {
  holds(anything, runs(40), (drawn) => {
    const { snapshot, request } = caseOf(drawn);
    assert.deepEqual(
      planMigrate(reversed(snapshot), DIGEST, request),
      planMigrate(snapshot, DIGEST, request),
    );
  });
});

test('planning leaves the snapshot as it was', () => {
  holds(sound, runs(10), (drawn) => {
    const { snapshot, request } = caseOf(drawn);
    const before = JSON.stringify(snapshot);
    planMigrate(snapshot, DIGEST, request);
    assert.equal(JSON.stringify(snapshot), before);
  });
});

test('a plan fits its schema and carries its digest', () => {
  holds(sound, runs(25), (drawn) => {
    const plan = planOf(caseOf(drawn));
    const read = validatePlan(JSON.parse(JSON.stringify(plan)));
    assert.ok(read.ok, read.ok ? '' : read.problems.join('; '));
    assert.equal(plan.digest, planDigest(plan));
  });
});

test('nothing on the source is forgotten and nothing else is touched', () => {
  holds(anything, runs(120), (drawn) => {
    const chosen = caseOf(drawn);
    everyZoneIsToldOnce(planOf(chosen), expectedOf(chosen.snapshot, chosen.request));
  });
});

test('each replacement is what its zone was', () => {
  for (const values of [anything, sound])
    holds(values, runs(60), (drawn) => {
      const chosen = caseOf(drawn);
      const plan = planOf(chosen);
      replacementsAreTrue(plan, chosen.snapshot, expectedOf(chosen.snapshot, chosen.request));
      imagesComeFirst(plan, chosen.snapshot);
      namesAreNew(plan, chosen.snapshot);
    });
});

test('what was burnt or taken since is not given out again', () => {
  holds(sound, runs(30), (drawn) => {
    const chosen = caseOf(drawn);
    const snapshot = jealous(chosen.snapshot, planOf(chosen));
    const plan = planOf({ ...chosen, snapshot });
    namesAreNew(plan, snapshot);
    replacementsAreTrue(plan, snapshot, expectedOf(snapshot, chosen.request));
  });
});

test('what cannot be undone waits for the gate and a verified replacement', () => {
  holds(sound, runs(40), (drawn) => {
    commitsAreGuarded(planOf(caseOf(drawn)));
  });
});

test('an old address is written down nowhere, or is changed there by a step, or by a person who is told', () => {
  let told = 0;
  holds(sound, runs(60), (drawn) => {
    const { snapshot, request } = caseOf(drawn);
    const plan = planOf({ snapshot, request });
    told += writtenAddressesChange(plan, snapshot);
  });
  assert.ok(told > runs(60), `only ${String(told)} places`);
});

test('nobody notices the prepare phase', () => {
  holds(sound, runs(40), (drawn) => {
    prepareIsSilent(planOf(caseOf(drawn)));
  });
});

test('steps that write one object are ordered, brackets and references hold', () => {
  holds(sound, runs(40), (drawn) => {
    const plan = planOf(caseOf(drawn));
    writersAreOrdered(plan);
    bracketsHold(plan);
    oldStopsBeforeNewStarts(plan);
    removalsRestOnOthers(plan);
    chainMovesOneByOne(plan);
  });
});

test('no plan shows a secret', () => {
  holds(anything, runs(60), (drawn) => {
    const { snapshot, request } = caseOf(drawn);
    assert.ok(JSON.stringify(snapshot).includes('CANARY'));
    assert.ok(!text(planMigrate(snapshot, DIGEST, request)).includes('CANARY'), 'a secret is in the open');
  });
});

function text(value: unknown): string {
  return JSON.stringify(value);
}
