/** A pool without space: whatever would need some fails as ZFS says it, until there is some again. */
import { schedule } from '../schedule.ts';
import type { TimedFault } from './fault.ts';
import { note } from './strike.ts';
import type { World } from '../world.ts';

type Full = Extract<TimedFault, { readonly kind: 'pool-full' }>;

/** ZFS' words. */
export const NO_SPACE = 'out of space';

/** Fills it. */
export function fill(world: World, id: number, fault: Full): void {
  world.faults.full = [...world.faults.full, fault.server];
  note(
    world,
    id,
    `server:${fault.server}`,
    `its pool is full for ${String(Math.round(fault.lasts / 1000))} s`,
  );
  schedule(world, fault.lasts, { kind: 'fault', id, fault, part: 'ends' });
}

/** There is space again. */
export function empty(world: World, { server }: Full): void {
  const at = world.faults.full.indexOf(server);
  world.faults.full = world.faults.full.filter((_, index) => index !== at);
}

/** Whether nothing can be made in the server's pool. */
export function isFull(world: World, server: string): boolean {
  return world.faults.full.length > 0 && world.faults.full.includes(server);
}
