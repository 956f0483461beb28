/**
 * Generated datacenters: a world can be made from any of them, holes and all, and gives back a valid
 * snapshot; sound ones are evacuated without breaking anything, and planned again have nothing left.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { validateSnapshot } from '../../schemas/validate.ts';
import { createDatacenter } from '../../simulator/datacenter.ts';
import { rehearse } from '../../simulator/rehearsal/rehearse.ts';
import { buildDatacenter } from '../support/datacenter/build.ts';
import { recipes } from '../support/datacenter/arbitrary.ts';
import { holdsAsync, runs } from '../support/property.ts';
import { caseOf, cases, DIGEST } from '../properties/cases.ts';

const PARTS = ['sapi', 'cnapi', 'napi', 'vmapi', 'imgapi', 'globalZones', 'clusters'] as const;
const holes = fc.uniqueArray(fc.constantFrom(...PARTS), { maxLength: 4 });

test('any snapshot makes a world that answers and gives back a valid snapshot', async () => {
  await holdsAsync(fc.tuple(recipes(), holes, fc.nat()), runs(60), async ([recipe, missing, seed]) => {
    const nulls = Object.fromEntries(missing.map((part) => [part, null]));
    const snapshot = { ...buildDatacenter(recipe), ...nulls } as Snapshot;
    const datacenter = createDatacenter(snapshot, { seed });
    const { signal } = new AbortController();
    for (const service of ['sapi', 'napi', 'cnapi', 'vmapi', 'imgapi', 'workflow']) {
      const asked = datacenter.transport.request({ service }, { method: 'GET', path: '/ping', signal });
      // Where an API's only zone is down there is no answer; anything else would be a fault of ours.
      await asked.catch((error: unknown) => {
        assert.equal((error as Error).name, 'TransportError');
      });
    }
    assert.deepEqual(datacenter.checkAtRest(), [], 'nobody touched it');
    const given: unknown = JSON.parse(JSON.stringify(datacenter.snapshot()));
    const validation = validateSnapshot(given);
    assert.deepEqual(validation.ok ? [] : validation.problems, []);
  });
});

test('sound datacenters are evacuated, nothing breaks, and nothing is left to plan', async () => {
  const sound = cases(recipes({ sound: true, headnodes: { min: 2, max: 4 } }), 'everything');
  await holdsAsync(fc.tuple(sound, fc.nat()), runs(10), async ([drawn, seed]) => {
    const { snapshot, request } = caseOf(drawn);
    const { plan } = planMigrate(snapshot, DIGEST, request);
    fc.pre(plan !== null);
    const { end, message, violations, datacenter } = await rehearse(plan, snapshot, { seed });
    assert.equal(end, 'done', message);
    assert.deepEqual(violations, []);
    const again = planMigrate(datacenter.snapshot(), DIGEST, request);
    assert.deepEqual(
      again.plan?.steps.map(({ id }) => id),
      [],
    );
  });
});
