/** How long a step waits for a job: as long as workflow gives it, whatever the step's own patience with silence is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invoke } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated } from './support/simulated.ts';

const snapshot = recorded('no-ha');
const plan = planOf(snapshot, ['adminui']);
const [move] = plan.steps.filter(({ action }) => action === 'nic.move');

/** Carries the plan out while the job that takes the NIC off the old zone takes longer. */
async function moveSlowly(minutes: number) {
  assert.ok(move);
  const place = simulated(snapshot);
  const began = place.clock.now();
  // The first job makes the new zone.
  place.datacenter.arm([{ kind: 'job-slow', skip: 1, longer: minutes * 60_000 }], { state: 1 });
  const { end } = await invoke(plan, place, { until: 'cutover' });
  assert.match(JSON.stringify(place.datacenter.faults), /remove-nics/);
  return { end, place, began };
}

describe('a job that is slow', () => {
  it('is waited for beyond the silence that its step may keep', async () => {
    assert.ok(move && move.timeoutSeconds < 9 * 60);
    const { end, place } = await moveSlowly(9);
    assert.equal(end, 'done');
    await assertSound(place);
  });

  it('is not waited for much longer than workflow would let it run', async () => {
    const { end, place, began } = await moveSlowly(300);
    assert.equal(end, 'stuck');
    assert.ok(place.clock.now() < began + 60 * 60_000);
  });
});
