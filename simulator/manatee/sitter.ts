/**
 * A peer's sitter, which comes and goes with its zone: its session in ZooKeeper, which outlives it by a
 * minute, and its postgres, which follows the one before it in the chain.
 */
import { draw } from '../durations.ts';
import { schedule } from '../schedule.ts';
import { isServing } from '../serving.ts';
import { elect, follow, setPeer, upstreamOf } from './election.ts';
import { isOnline, isWritable, newPeer } from './shard.ts';
import type { Happening, World, Zone } from '../world.ts';

/** Milliseconds after which somebody looks again who could do nothing yet. */
const AGAIN = 5_000;

/** A sitter has started. */
export function sitterUp(world: World, zone: Zone): void {
  const shard = world.manatee;
  if (shard === null) return;
  const peer = shard.peers[zone.uuid] ?? newPeer(zone);
  world.manatee = { ...shard, peers: { ...shard.peers, [zone.uuid]: { ...peer, isSitting: true } } };
  const turn = peer.turn + 1;
  setPeer(world, zone.uuid, { turn });
  schedule(world, 0, { kind: 'manatee', zone: zone.uuid, turn, what: 'sits' });
}

/** A sitter and its postgres have ended; ZooKeeper finds out when the session expires. */
export function sitterDown(world: World, zone: string): void {
  const peer = world.manatee?.peers[zone];
  if (peer?.isSitting !== true) return;
  const turn = peer.turn + 1;
  setPeer(world, zone, { isSitting: false, isOnline: false, turn });
  schedule(world, draw(world.random, 'manateeSession'), { kind: 'manatee', zone, turn, what: 'expired' });
}

type PeerEvent = Extract<Happening, { readonly kind: 'manatee' }>;

/** Lets happen what a peer has begun, if nothing else has come between. */
export function peerHappens(world: World, event: PeerEvent): void {
  const { zone, turn, what } = event;
  const shard = world.manatee;
  if (shard === null || shard.peers[zone]?.turn !== turn) return;
  // Without ZooKeeper no session begins and none expires.
  if (what !== 'attached' && !isServing(world, 'binder')) {
    schedule(world, AGAIN, event);
    return;
  }
  if (what === 'sits') sits(world, zone);
  else if (what === 'expired') setPeer(world, zone, { isPresent: false });
  else attached(world, event);
  elect(world);
}

function sits(world: World, zone: string): void {
  setPeer(world, zone, { isPresent: true });
  const shard = world.manatee;
  if (shard !== null && upstreamOf(shard, zone) !== undefined) follow(world, zone);
}

function attached(world: World, event: PeerEvent): void {
  const { zone } = event;
  const shard = world.manatee;
  if (shard === null) return;
  const upstream = upstreamOf(shard, zone);
  if (upstream === undefined) return;
  if (upstream !== null && !isOnline(shard, upstream)) {
    schedule(world, AGAIN, event);
    return;
  }
  if (upstream !== null) fill(world, zone, upstream);
  const behindUntil = upstream === null ? 0 : world.now + draw(world.random, 'manateeBehind');
  setPeer(world, zone, { isOnline: true, data: 'good', behindUntil });
  const now = world.manatee;
  if (now !== null && isWritable(now)) world.manatee = { ...now, isCaughtUp: true };
}

/** Its dataset is as large as that of the one it follows. */
function fill(world: World, zone: string, upstream: string): void {
  const [mine, theirs] = [zone, upstream].map((uuid) =>
    world.datasets.get(world.zones.get(uuid)?.server ?? '')?.get(`zones/${uuid}/data`),
  );
  if (mine !== undefined && theirs !== undefined)
    mine.referenced = Math.max(mine.referenced, theirs.referenced);
}
