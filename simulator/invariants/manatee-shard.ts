/**
 * manatee at rest: writable, nobody deposed, not frozen, and every zone of it that runs has its place in the
 * chain. What was not so when the world began is nobody's fault here.
 */
import { chainOf, isOnline, isWritable } from '../manatee/shard.ts';
import { zonesOf } from '../zones-of.ts';
import type { Mark } from '../blame.ts';
import type { World } from '../world.ts';

type Say = (object: string, message: string, ...causes: readonly Mark[]) => void;

/** Says what is not as it should be with the shard. */
export function checkShard(world: World, say: Say): void {
  const shard = world.manatee;
  if (shard === null) return;
  const causes = causesOf(world);
  const complain = (message: string): void => {
    say('manatee', message, ...causes);
  };
  if (!isWritable(shard)) complain('manatee takes no writes');
  if (shard.freeze !== null) complain(`manatee is frozen: ${shard.freeze.reason}`);
  // One that is gone can't come back; after success it must be forgotten as well (as-planned.ts).
  for (const zone of shard.deposed) if (world.zones.has(zone)) complain(`manatee's peer ${zone} is deposed`);
  const chain = chainOf(shard);
  for (const zone of chain) if (!isOnline(shard, zone)) complain(`manatee's peer ${zone} does not replicate`);
  for (const { uuid, serving } of zonesOf(world, 'manatee')) {
    if (serving && !chain.includes(uuid) && !shard.oneNodeWriteMode)
      complain(`zone ${uuid} has no place in manatee's chain`);
  }
}

/** What an operator did to any peer may have changed every role. */
export function causesOf({ manatee }: World): readonly Mark[] {
  return Object.keys(manatee?.peers ?? {}).map((zone) => `running:${zone}` as const);
}
