/**
 * Who is what in manatee's shard when peers come and go, and when an operator asks: the transitions of
 * manatee-state-machine. A new generation is declared only where somebody is left to be its sync; two
 * peers never fail over, and a frozen shard changes nothing but its asyncs.
 */
import { draw, drawCloneRate } from '../durations.ts';
import { schedule } from '../schedule.ts';
import { chainOf } from './shard.ts';
import type { Peer, Shard } from './state.ts';
import type { Happening, World } from '../world.ts';

/** Lets the peers look at the shard, and at each other, until there is nothing left to change. */
export function elect(world: World): void {
  for (;;) {
    const shard = world.manatee;
    const next = shard === null ? null : transition(shard);
    if (next === null) return;
    change(world, next);
  }
}

/** What the peers would change now, or null. */
function transition(shard: Shard): Shard | null {
  if (shard.oneNodeWriteMode) return null;
  const { primary, sync, async } = shard;
  const isThere = (zone: string) => shard.peers[zone]?.isPresent === true;
  const successor = async.find(isThere);
  if (!isThere(primary)) {
    const isAble = sync !== null && isThere(sync) && shard.isCaughtUp && shard.peers[sync]?.isOnline === true;
    return isAble && successor !== undefined && shard.freeze === null ? takenOver(shard, sync) : null;
  }
  if (sync !== null && !isThere(sync) && successor !== undefined) {
    if (shard.freeze !== null) return null;
    return newGeneration(shard, {
      sync: successor,
      async: async.filter((zone) => zone !== successor && isThere(zone)),
    });
  }
  const known = new Set([primary, sync, ...async, ...shard.deposed]);
  const joining = Object.keys(shard.peers).filter((zone) => isThere(zone) && !known.has(zone));
  const following = [...async.filter(isThere), ...joining];
  return following.join() === async.join() ? null : { ...shard, async: following };
}

function newGeneration(shard: Shard, roles: Partial<Shard>): Shard {
  return { ...shard, ...roles, generation: shard.generation + 1, isCaughtUp: false };
}

/** The sync is the primary, the first async its sync, and who was the primary is deposed. */
function takenOver(shard: Shard, sync: string): Shard {
  const { primary, peers } = shard;
  const following = shard.async.filter((zone) => peers[zone]?.isPresent === true);
  const old = peers[primary];
  return newGeneration(shard, {
    primary: sync,
    sync: following[0] ?? null,
    async: following.slice(1),
    deposed: [...shard.deposed, primary],
    peers: old === undefined ? peers : { ...peers, [primary]: { ...old, data: 'diverged' } },
  });
}

/**
 * Asks that a peer have the place of the one before it in the chain; the caller has seen that it may. Who
 * asked is told so at once, and the peers grant it when they see the request.
 */
export function promote(world: World, shard: Shard, zone: string): void {
  const position = chainOf(shard).indexOf(zone);
  const { generation } = shard;
  const after = draw(world.random, 'manateePromote');
  schedule(world, after, { kind: 'manatee-granted', zone, position, generation });
}

/** The peers have seen the request. */
export function granted(world: World, asked: Extract<Happening, { readonly kind: 'manatee-granted' }>): void {
  const { zone, position, generation } = asked;
  const shard = world.manatee;
  if (shard === null || shard.freeze !== null || shard.generation !== generation) return;
  if (chainOf(shard)[position] !== zone || shard.peers[zone]?.isOnline !== true) return;
  if (zone === shard.sync) change(world, takenOver(shard, zone));
  else if (zone === shard.async[0]) {
    const behind = [...(shard.sync === null ? [] : [shard.sync]), ...shard.async.slice(1)];
    change(world, newGeneration(shard, { sync: zone, async: behind }));
  } else {
    const at = shard.async.indexOf(zone);
    const [before = '', ...rest] = shard.async.slice(at - 1);
    const behind = [...shard.async.slice(0, at - 1), zone, before, ...rest.slice(1)];
    change(world, { ...shard, async: behind });
  }
  elect(world);
}

/** The shard becomes another; peers that follow somebody else now begin to, and a new primary starts anew. */
function change(world: World, next: Shard): void {
  const before = world.manatee;
  world.manatee = next;
  for (const zone of Object.keys(next.peers)) {
    const upstream = upstreamOf(next, zone);
    if (before !== null && upstream === upstreamOf(before, zone)) continue;
    if (upstream === undefined) setPeer(world, zone, { isOnline: false });
    else follow(world, zone);
  }
}

/** Whom a peer replicates from: null of the primary, undefined of one that has no place. */
export function upstreamOf(shard: Shard, zone: string): string | null | undefined {
  const chain = chainOf(shard);
  const at = chain.indexOf(zone);
  return at === -1 ? undefined : (chain[at - 1] ?? null);
}

/** Lets a peer begin to replicate, with a copy of everything where it has nothing of its own. */
export function follow(world: World, zone: string): void {
  const peer = world.manatee?.peers[zone];
  if (peer === undefined) return;
  setPeer(world, zone, { isOnline: false });
  // Of one whose sitter has ended ZooKeeper still has the session, and that it will expire is its turn.
  if (!peer.isSitting || peer.data === 'diverged') return;
  const turn = peer.turn + 1;
  setPeer(world, zone, { turn });
  const copied = peer.data === 'none' ? cloneTime(world) : 0;
  const after = copied + draw(world.random, 'manateeAttach');
  schedule(world, after, { kind: 'manatee', zone, turn, what: 'attached' });
}

/** Milliseconds that a copy of the primary's database takes. */
function cloneTime(world: World): number {
  const primary = world.zones.get(world.manatee?.primary ?? '');
  const data =
    primary === undefined ? undefined : world.datasets.get(primary.server)?.get(`zones/${primary.uuid}/data`);
  return Math.round(((data?.referenced ?? 0) / drawCloneRate(world.random)) * 1000);
}

/** Replaces some of what is known of a peer. */
export function setPeer(world: World, zone: string, changed: Partial<Peer>): void {
  const shard = world.manatee;
  const peer = shard?.peers[zone];
  if (shard === null || peer === undefined) return;
  world.manatee = { ...shard, peers: { ...shard.peers, [zone]: { ...peer, ...changed } } };
}
