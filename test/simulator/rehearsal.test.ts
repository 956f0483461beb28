/**
 * The example plans, rehearsed with the real executor: they end, no invariant is broken, and what
 * they leave is a snapshot that validates.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Plan } from '../../schemas/plan.ts';
import { validateSnapshot } from '../../schemas/validate.ts';
import { rehearse } from '../../simulator/rehearsal/rehearse.ts';
import { snapshotNamed } from './support/site.ts';

function planNamed(name: string): Plan {
  const path = new URL(`../../plans/examples/${name}.migrate.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Plan;
}

for (const name of ['three-headnodes', 'recorded', 'no-ha', 'optional-services']) {
  for (const seed of [1, 2]) {
    test(`${name} is evacuated, seed ${String(seed)}`, async () => {
      const plan = planNamed(name);
      const rehearsal = await rehearse(plan, snapshotNamed(name), { seed });
      assert.equal(rehearsal.end, 'done', rehearsal.message);
      assert.deepEqual(rehearsal.violations, []);
      const snapshot: unknown = JSON.parse(JSON.stringify(rehearsal.datacenter.snapshot()));
      assert.deepEqual(validateSnapshot(snapshot), { ok: true, value: snapshot });
    });
  }
}

test('start-first services are never down, stop-first ones for an increment and a boot', async () => {
  const { downtimes } = await rehearse(planNamed('three-headnodes'), snapshotNamed('three-headnodes'), {
    seed: 1,
  });
  const down = new Map(downtimes.map(({ service, seconds }) => [service, seconds]));
  for (const service of ['vmapi', 'cnapi', 'napi', 'papi', 'workflow'])
    assert.equal(down.get(service), undefined);
  const imgapi = down.get('imgapi') ?? 0;
  assert.ok(imgapi > 10 && imgapi < 300, `imgapi was down for ${String(imgapi)} s`);
});

test('a seed gives the same rehearsal again', async () => {
  const [one, two, other] = await Promise.all(
    [1, 1, 2].map((seed) => rehearse(planNamed('no-ha'), snapshotNamed('no-ha'), { seed })),
  );
  assert.deepEqual(one?.datacenter.state(), two?.datacenter.state());
  assert.notEqual(one?.durationSeconds, other?.durationSeconds);
});

test('the event loop turns while a rehearsal goes on, so that signals and files have their chance', async () => {
  let turns = 0;
  let goesOn = true;
  const turn = (): void => {
    turns += 1;
    if (goesOn) setImmediate(turn);
  };
  setImmediate(turn);
  await rehearse(planNamed('no-ha'), snapshotNamed('no-ha'), { seed: 1 });
  goesOn = false;
  assert.ok(turns > 20, `${String(turns)} turns`);
});
