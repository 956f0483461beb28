/** Estimates are true: rehearsals, whose durations are the simulator's own, take as long as the plan says. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SecondsRange } from '../../schemas/plan.ts';
import { rehearse } from '../../simulator/rehearsal/rehearse.ts';
import { planOf, recorded } from '../executor/support/simulated.ts';

const snapshot = recorded('three-headnodes');
const plan = planOf(snapshot, []);

it('nine of ten rehearsals are within the ranges of the whole, the maintenance and each downtime', async () => {
  const { durationSeconds, maintenance, windows } = plan.estimate;
  assert.ok(maintenance, 'the plan estimates its maintenance');
  const counts = { within: 0, all: 0 };
  const note = (seconds: number, { low, high }: SecondsRange) => {
    counts.all += 1;
    counts.within += seconds >= low && seconds <= high ? 1 : 0;
  };
  for (let seed = 1; seed <= 10; seed += 1) {
    const rehearsal = await rehearse(plan, snapshot, { seed });
    note(rehearsal.durationSeconds, durationSeconds);
    note(rehearsal.maintenanceSeconds, maintenance.lengthSeconds);
    for (const { service, downtimeSeconds } of windows) {
      const seconds = rehearsal.downtimes.find((one) => one.service === service)?.seconds ?? 0;
      if (downtimeSeconds.high > 0) note(seconds, downtimeSeconds);
      else assert.equal(seconds, 0, `${service} was not to be down, seed ${String(seed)}`);
    }
  }
  assert.ok(counts.all > 100, `${String(counts.all)} figures`);
  assert.ok(counts.within >= 0.9 * counts.all, `${String(counts.within)} of ${String(counts.all)} within`);
});

it('a maintenance is estimated at what its cutovers take, and not at the worst of each at once', () => {
  const { lengthSeconds } = plan.estimate.maintenance ?? assert.fail('no maintenance');
  const bracket = plan.brackets.find(({ open }) => open.action === 'maintenance.start');
  const felt = plan.steps.filter(({ id }) => bracket?.around.includes(id));
  const most = felt.reduce((sum, { estimateSeconds }) => sum + estimateSeconds.high, 0);
  assert.ok(lengthSeconds.high < most / 2, `${String(lengthSeconds.high)} s, and ${String(most)} s in all`);
});

it('is not estimated where there is none', () => {
  assert.equal(planOf(snapshot, ['papi', 'rabbitmq']).estimate.maintenance, undefined);
});
