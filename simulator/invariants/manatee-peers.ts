/**
 * No step of ours takes manatee's last good peer: not its primary, whose stop ends all writes until another
 * has taken over; not its sync where nobody could stand in for it; and nobody is forgotten who is still there
 * and could come back with writes that the others never got.
 */
import { blameFor, type Blame } from '../blame.ts';
import { isOnline } from '../manatee/shard.ts';
import { violate } from '../violations.ts';
import { nameOf } from './one-address.ts';
import type { World, Zone } from '../world.ts';

/** Checks a running zone that hnadm is about to stop; `decidedAt` is when that was asked for. */
export function checkPeerTaken(world: World, zone: Zone, decidedAt = world.now): void {
  const shard = world.manatee;
  if (shard === null || !zone.running || zone.service !== 'manatee') return;
  const say = (why: string): void => {
    violate(
      world,
      'manatee-peers',
      blameOf(world, decidedAt),
      zone.uuid,
      `${nameOf(zone)} is stopped ${why}`,
    );
  };
  if (zone.uuid === shard.primary) say("while it is manatee's primary");
  else if (zone.uuid === shard.sync && !shard.async.some((peer) => isOnline(shard, peer)))
    say("while it is manatee's sync, and no other peer replicates");
}

/** Checks a deposed peer that is about to be reaped. */
export function checkReaped(world: World, peer: string): void {
  const zone = world.zones.get(peer);
  if (zone === undefined) return;
  const message = `${nameOf(zone)} is reaped, and its zone is still there`;
  violate(world, 'manatee-peers', blameOf(world, world.now), peer, message);
}

/** A fault that has stopped or started any peer may have changed every role. */
function blameOf(world: World, decidedAt: number): Blame {
  const peers = Object.keys(world.manatee?.peers ?? {});
  return peers.some((peer) => blameFor(world, `running:${peer}`, decidedAt) === 'fault') ? 'fault' : 'hnadm';
}
