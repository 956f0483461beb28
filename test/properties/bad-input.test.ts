/**
 * Snapshots and plans that are damaged at random: what comes back is a message or something sound,
 * never an exception, and a message is one line that shows no secret. HNADM_PROPERTY_RUNS=1000 makes
 * a long hunt of it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { planMigrate } from '../../planner/plan-migrate.ts';
import { parseJson } from '../../plans/json-text.ts';
import { lint } from '../../plans/lint.ts';
import { loadPlan } from '../../plans/load.ts';
import { planDigest } from '../../schemas/canonical.ts';
import type { Plan } from '../../schemas/plan.ts';
import { validatePlan, validateSnapshot } from '../../schemas/validate.ts';
import { recipes } from '../support/datacenter/arbitrary.ts';
import { buildDatacenter } from '../support/datacenter/build.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { holds, runs } from '../support/property.ts';
import { DIGEST } from './cases.ts';
import { damaged, damages } from './mutation.ts';
import { commitsAreGuarded, prepareIsSilent, writersAreOrdered } from './oracle/rules.ts';

const recorded = ['no-ha', 'recorded'].map(
  (name) =>
    JSON.parse(readFileSync(new URL(`../snapshots/${name}.json`, import.meta.url), 'utf8')) as Snapshot,
);
const small = recipes({
  services: ['vmapi', 'imgapi', 'cloudapi', 'binder', 'papi'],
  headnodes: { min: 2, max: 3 },
  sound: true,
}).map(buildDatacenter);
const snapshots = fc.oneof(
  { arbitrary: small, weight: 5 },
  { arbitrary: fc.constantFrom(...recorded), weight: 1 },
);

function requestFor(from: string, to: string) {
  return { from, to, all: true, services: [], except: [], allowDegraded: false, toolVersion: '0.0.0-test' };
}

/** The first two headnodes of a snapshot, before it was damaged. */
function requestOf(snapshot: Snapshot) {
  const [from, to] = (snapshot.cnapi?.servers ?? []).filter(({ headnode }) => headnode === true);
  return requestFor(from?.uuid ?? '', to?.uuid ?? '');
}

test('a damaged snapshot gives a message, an error finding or a sound plan', () => {
  const ends = { refused: 0, unplanned: 0, planned: 0 };
  holds(fc.tuple(snapshots, damages), runs(240), ([snapshot, damage]) => {
    const read = validateSnapshot(damaged(snapshot, damage));
    if (!read.ok) {
      ends.refused += 1;
      readable(read.problems);
      return;
    }
    const { plan, findings } = planMigrate(read.value, DIGEST, requestOf(snapshot));
    const errors = findings.filter(({ severity }) => severity === 'error');
    readable(findings.map(({ message }) => message));
    assert.equal(plan === null, errors.length > 0);
    if (plan === null) ends.unplanned += 1;
    else {
      ends.planned += 1;
      soundPlan(plan);
    }
  });
  for (const [end, count] of Object.entries(ends))
    assert.ok(count > runs(240) / 100, `${end}: ${String(count)}`);
});

test('a damaged plan is refused, even where somebody mended its digest', () => {
  const plans = small.map((snapshot) => planMigrate(snapshot, DIGEST, requestOf(snapshot)).plan);
  const ends = { refused: 0, 'read, then linted': 0 };
  holds(fc.tuple(plans, damages), runs(150), ([plan, damage]) => {
    fc.pre(plan !== null);
    const hurt = damaged(plan, damage);
    const loaded = loadPlan(JSON.stringify(hurt));
    if (JSON.stringify(hurt) !== JSON.stringify(plan) && loaded.ok) {
      // Only where damage changed what the digest does not see: the order of keys, and nothing else.
      assert.equal(planDigest(loaded.value), plan.digest);
    }
    if (!loaded.ok) readable(loaded.problems);
    const shaped = validatePlan(hurt);
    if (!shaped.ok) {
      ends.refused += 1;
      return;
    }
    ends['read, then linted'] += 1;
    readable(lint(shaped.value).map(({ message }) => message));
  });
  for (const [end, count] of Object.entries(ends))
    assert.ok(count > runs(150) / 100, `${end}: ${String(count)}`);
});

test('a text that was cut off or has a wrong character says where', () => {
  const text = fc
    .tuple(small, fc.nat(), fc.option(fc.constantFrom('"', '{', ']', ',', '\u0000', '\\', 'é', '0')))
    .map(([snapshot, at, character]) => {
      const whole = JSON.stringify(snapshot);
      const place = at % whole.length;
      return whole.slice(0, place) + (character === null ? '' : character + whole.slice(place + 1));
    });
  holds(text, runs(80), (broken) => {
    const parsed = parseJson(broken);
    if (parsed.ok) return;
    readable([parsed.problem]);
    const loaded = loadPlan(broken);
    assert.ok(!loaded.ok);
    readable(loaded.problems);
  });
});

test('no servers of strange names make the planner throw', () => {
  const names = fc.oneof(fc.string(), fc.constantFrom('', '__proto__', 'constructor', 'headnode'));
  holds(fc.tuple(small, names, names), runs(40), ([snapshot, from, to]) => {
    const { plan, findings } = planMigrate(snapshot, DIGEST, requestFor(from, to));
    assert.equal(
      plan === null,
      findings.some(({ severity }) => severity === 'error'),
    );
  });
});

function readable(messages: readonly string[]): void {
  for (const message of messages) {
    assert.ok(message.length > 10, `"${message}" tells nothing`);
    assert.ok(message.length < 2000, `a message of ${String(message.length)} characters`);
    assert.doesNotMatch(message, /CANARY|undefined|\[object Object\]|\bNaN\b|\n\s+at /);
  }
}

function soundPlan(plan: Plan): void {
  const loaded = loadPlan(JSON.stringify(plan));
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.join('; '));
  commitsAreGuarded(plan);
  prepareIsSilent(plan);
  writersAreOrdered(plan);
  const problems = lint(plan);
  assert.deepEqual(problems, []);
}
