/**
 * manatee's shard as it was recorded, and whether a member may leave it. A member's role decides how it
 * leaves, so that nothing is guessed: one whose role nobody recorded, or that is part of a shard which is
 * not in order, stays where it is.
 */
import type { ZoneUuid } from '../schemas/ids.ts';
import { isGone, runs, type CoreZone, type World } from './world.ts';

/** What is read of the shard state (manatee-adm zk-state); peers by their zones. */
export interface Shard {
  readonly primary: ZoneUuid | null;
  readonly sync: ZoneUuid | null;
  readonly async: readonly ZoneUuid[];
  readonly deposed: readonly ZoneUuid[];
  readonly frozen: boolean;
  readonly oneNode: boolean;
}

/** The shard; null where it was not recorded. */
export function readShard({ snapshot }: World): Shard | null {
  const state = snapshot.clusters?.manatee;
  if (!state) return null;
  const peer = (value: unknown): ZoneUuid | null => {
    const zone = (value as { readonly zoneId?: unknown } | null | undefined)?.zoneId;
    return typeof zone === 'string' ? (zone as ZoneUuid) : null;
  };
  const peers = (value: unknown): readonly ZoneUuid[] =>
    Array.isArray(value) ? value.flatMap((one: unknown) => peer(one) ?? []) : [];
  return {
    primary: peer(state['primary']),
    sync: peer(state['sync']),
    async: peers(state['async']),
    deposed: peers(state['deposed']),
    frozen: Boolean(state['freeze']),
    oneNode: state['oneNodeWriteMode'] === true,
  };
}

/** The peers in the order in which each replicates from the one before. */
export function chainOf({ primary, sync, async }: Shard): readonly ZoneUuid[] {
  return [primary, sync, ...async].filter((peer) => peer !== null);
}

/** Why a zone of manatee can't leave its shard now; null: it can, or it is no zone of manatee. */
export function whyInShard(world: World, zone: CoreZone): string | null {
  if (zone.service.name !== 'manatee') return null;
  const shard = readShard(world);
  if (shard === null) return "which role it has in manatee's shard was not recorded (clusters.manatee)";
  if (shard.oneNode) return 'manatee is in one-node write mode, which this version of hnadm does not move';
  if (shard.frozen) return 'manatee is frozen: find out why, then `manatee-adm unfreeze`';
  const deposed = shard.deposed.filter((peer) => peer !== zone.uuid);
  if (deposed.length > 0) {
    const names = deposed.map((peer) => world.zones.find(({ uuid }) => uuid === peer)?.alias ?? peer);
    return `of manatee ${names.join(', ')} is deposed: rebuild or reap it first`;
  }
  return whyNotWhole(world, zone, shard);
}

function whyNotWhole(world: World, zone: CoreZone, shard: Shard): string | null {
  const chain = chainOf(shard);
  const others = world.zones.filter(
    (one) => one.service.uuid === zone.service.uuid && one.uuid !== zone.uuid && !isGone(one.state),
  );
  const beside = others.find(({ server }) => server !== null && server === zone.server);
  // Each leaves by the role that it has then, which nobody can know before the first has gone.
  if (beside !== undefined) return `${beside.alias} is on the same server, and two can't leave in one plan`;
  const isLeaving = !chain.includes(zone.uuid);
  if (isLeaving && runs(zone.state) && !shard.deposed.includes(zone.uuid))
    return "it has no place in manatee's chain: find out why it does not join";
  // One that an unfinished move has made has not joined yet, and that is waited for.
  const strange = chain.find((peer) => peer !== zone.uuid && others.every(({ uuid }) => uuid !== peer));
  if (strange !== undefined) return `manatee has the peer ${strange}, and SAPI has no such instance`;
  if (shard.primary === null || shard.sync === null) return 'manatee has no primary, or no sync';
  if (!isLeaving && shard.async.length === 0 && [shard.primary, shard.sync].includes(zone.uuid))
    return 'manatee has no async that could take the place of its sync: bring a third peer up first';
  return null;
}
