/** Faults are put into a world: those that wait beside its state, those that come at a time into its queue. */
import { schedule } from '../schedule.ts';
import type { World } from '../world.ts';
import type { Fault, TimedFault } from './fault.ts';
import { FAULTS } from './kinds.ts';
import type { Random } from '../random.ts';

/** Arms faults. `random` is what is drawn from when they strike. */
export function arm(world: World, faults: readonly Fault[], random: Random): void {
  world.faults.random.state = random.state;
  for (const fault of faults) {
    const id = world.faults.reports.length;
    world.faults.reports.push({ kind: fault.kind, at: null, object: null, what: FAULTS[fault.kind] });
    if (isTimed(fault)) schedule(world, fault.after, { kind: 'fault', id, fault, part: 'begins' });
    else world.faults.armed.push({ id, fault, seen: 0 });
  }
}

/** No fault strikes any more; those that last go on to their end. */
export function disarm(world: World): void {
  world.faults.armed = [];
  world.faults.active = false;
}

function isTimed(fault: Fault): fault is TimedFault {
  return 'after' in fault;
}
