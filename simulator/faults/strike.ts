/** Faults that wait: whose turn it is, and the note of what was struck. */
import { isoNow } from '../schedule.ts';
import type { World } from '../world.ts';
import type { ArmedFault, WaitingFault } from './fault.ts';

/**
 * The fault that strikes on an occasion, or null. Faults that fit and whose turn has not come count
 * the occasion; one that has struck as often as it does is taken away.
 */
export function strikes<F extends WaitingFault>(
  world: World,
  fits: (fault: WaitingFault) => fault is F,
): (Omit<ArmedFault, 'fault'> & { readonly fault: F }) | null {
  for (const armed of world.faults.armed) {
    const { fault } = armed;
    if (!fits(fault)) continue;
    armed.seen += 1;
    if (armed.seen <= fault.skip) continue;
    if (armed.seen >= fault.skip + timesOf(fault))
      world.faults.armed = world.faults.armed.filter((other) => other !== armed);
    return { ...armed, fault };
  }
  return null;
}

function timesOf(fault: WaitingFault): number {
  return 'times' in fault ? fault.times : 1;
}

/** Notes that a fault struck; only the first time is told. */
export function note(world: World, id: number, object: string, what: string): void {
  const report = world.faults.reports[id];
  if (report?.at === null) world.faults.reports[id] = { ...report, at: isoNow(world), object, what };
}
