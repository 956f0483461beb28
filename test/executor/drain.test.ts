/** workflow's own move: no job is cut off, neither in the old zone nor, when it is taken back, in the new one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lint } from '../../plans/lint.ts';
import type * as generated from '../../schemas/generated/plan.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Transport } from '../../triton/transport.ts';
import { invoke } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

const snapshot = recorded('three-headnodes');
const plan = planOf(snapshot, ['workflow']);
const [workflow] = plan.instances;
const old = workflow?.replaces?.uuid ?? '';
const fresh: string = workflow?.create?.candidates[0]?.uuid ?? '';
const server = snapshot.cnapi?.servers.find(({ hostname }) => hostname === 'headnode2')?.uuid ?? '';
const VM = 'bbbbbbbb-1111-4111-8111-000000000001';

/** The plan with its stops as any other service's. */
function undrained(): Plan {
  const made = structuredClone(plan) as generated.Plan;
  for (const step of made.steps)
    for (const call of [step, step.undo]) if (call?.action === 'zone.stop') delete call.params.drain;
  return made;
}

/** Jobs of somebody else begin, each of which takes so many minutes. */
function jobs(place: SimulatedPlace, minutes: number, ...vms: readonly string[]): void {
  const faults = vms.map(
    (vm) => ({ kind: 'others-job', after: 0, lasts: minutes * 60_000, vm, server }) as const,
  );
  place.datacenter.arm(faults, { state: 1 });
}

/** Takes a run back that finds the old zone can't be stopped, while both zones run jobs. */
async function takenBack(moved: Plan): Promise<SimulatedPlace> {
  const place = simulated(snapshot);
  let begun = false;
  const run: Transport['run'] = (on, argv, options) => {
    if (argv.join(' ') !== `vmadm stop ${old}`) return place.transport.run(on, argv, options);
    if (!begun) jobs(place, 9, VM, VM.replace('b', 'c'), VM.replace('b', 'd'), VM.replace('b', 'e'));
    begun = true;
    return Promise.resolve({ exitCode: 1, stdout: '', stderr: 'no' });
  };
  const { end, message } = await invoke(
    moved,
    { ...place, transport: { ...place.transport, run } },
    { onFailure: 'unit' },
  );
  assert.equal(end, 'undone', message);
  return place;
}

/** Milliseconds from the intent of a step, or of its undo, to its end. */
function took({ journal }: SimulatedPlace, step: string, from: string, to: string): number {
  const at = (record: string): number => {
    const found = journal.records.find((one) => one.record === record && 'step' in one && one.step === step);
    return Date.parse(found?.at ?? '');
  };
  return at(to) - at(from);
}

/** Zones whose jobs were cut off, and by whom. */
function cutOff({ datacenter }: SimulatedPlace): readonly string[] {
  const found = datacenter.violations.filter(({ invariant }) => invariant === 'jobs-end');
  return [...new Set(found.map(({ object, by }) => `${object} by ${by}`))];
}

describe('the move of workflow', () => {
  it('waits with the stop of the old zone until the job in it is over', async () => {
    const place = simulated(snapshot);
    jobs(place, 40, VM);
    const { end, message } = await invoke(plan, place, { onFailure: 'unit' });
    assert.equal(end, 'waiting', message);
    assert.ok(took(place, 'workflow/cutover/stop-old', 'intent', 'done') > 30 * 60_000, 'it waited');
    await assertSound(place);
  });

  it('ends where the old zone takes one job after the other, and names one', async () => {
    const place = simulated(snapshot);
    // Of three jobs that begin every four minutes and take nine, the old zone has always one.
    const faults = Array.from({ length: 90 }, (_, nth) => {
      const vm = `bbbbbbbb-1111-4111-8111-${String(nth).padStart(12, '0')}`;
      const after = Math.floor(nth / 3) * 240_000;
      return { kind: 'others-job', after, lasts: 540_000, vm, server } as const;
    });
    place.datacenter.arm(faults, { state: 1 });
    const { end, message } = await invoke(plan, place, { onFailure: 'stop' });
    assert.equal(end, 'failed', message);
    const stop = plan.steps.find(({ id }) => id === 'workflow/cutover/stop-old');
    const silence = `no progress for ${String(stop?.timeoutSeconds)} s after: zone ${old} has begun other jobs`;
    assert.ok(message.includes(silence), message);
    assert.deepEqual(cutOff(place), []);
  });

  it('is taken back without cutting off a job that the new zone has taken', async () => {
    const place = await takenBack(plan);
    assert.ok(took(place, 'workflow/cutover/start', 'undo-intent', 'undone') > 4 * 60_000, 'it waited');
    await assertSound(place);
  });

  it('without waiting cuts off jobs, and the simulator and the lint see it', async () => {
    const place = simulated(snapshot);
    jobs(place, 40, VM);
    await invoke(undrained(), place);
    assert.deepEqual(cutOff(place), [`${old} by hnadm`]);
    assert.deepEqual(cutOff(await takenBack(undrained())), [`${fresh} by hnadm`]);
    assert.deepEqual(
      lint(undrained()).flatMap(({ rule, at }) => (rule === 'cutovers' ? [at] : [])),
      ['workflow/cutover/stop-old', 'workflow/cutover/start'],
    );
  });
});
