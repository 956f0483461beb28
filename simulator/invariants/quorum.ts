/**
 * No step of ours takes binder's quorum for longer than an election takes, and none takes it needlessly. Sessions
 * of registrars and of manatee's sitters last a minute: what is short of half of that nobody notices. A
 * change of the list costs one election, the leader's restart, where the members take it one after the other,
 * the leader last and while all of the old list still run; every other order costs more of them.
 */
import { blameFor, type Blame } from '../blame.ts';
import { violate } from '../violations.ts';
import { configured, serversIn } from '../zookeeper/config.ts';
import { object } from '../rows.ts';
import { adminIp } from '../zone-nics.ts';
import { zonesOf } from '../zones-of.ts';
import { nameOf } from './one-address.ts';
import type { World, Zone, ZooKeeper } from '../world.ts';

/** Checks that the quorum which was lost at a time is back; `by` is who took it. */
export function checkQuorumBack(world: World, lostAt: number, by: Blame, seconds: number): void {
  if (world.ensemble.lostAt !== lostAt) return;
  violate(world, 'quorum', by, 'binder', `the binders have been without a leader for ${String(seconds)} s`);
}

/** Checks that there is one ensemble: two would each take what the other never hears of. */
export function checkTwoEnsembles(world: World, leaders: readonly ZooKeeper[]): void {
  if (leaders.length < 2) return;
  const zones = leaders.flatMap(({ zone }) => world.zones.get(zone) ?? []);
  violate(
    world,
    'quorum',
    blame(world),
    'binder',
    `${zones.map(nameOf).join(' and ')} lead at the same time`,
  );
}

/** Checks the election that has just begun anew with nothing. */
export function checkForgotten(world: World): void {
  violate(world, 'quorum', blame(world), 'binder', 'all that was registered with the binders is forgotten');
}

/** What is known before a member restarts for a new list. */
export interface Relist {
  readonly member: ZooKeeper;
  readonly zone: Zone;
  readonly wasLeader: boolean;
  /** How long its list was. */
  readonly length: number;
  /** Others that run and have not taken the new list. */
  readonly behind: readonly Zone[];
}

/** Checks the restart of a member for a new list, which has just begun; `isLost`: it has cost the quorum. */
export function checkRelist(
  world: World,
  { zone, wasLeader, length, behind }: Relist,
  isLost: boolean,
): void {
  if (behind.length === 0) return;
  const names = behind.map(nameOf).join(' and ');
  if (wasLeader) {
    const message = `${nameOf(zone)} leads and takes a new list before ${names}: one of them leads next, and must restart too`;
    violate(world, 'quorum', blame(world), zone.uuid, message);
  } else if (isLost && length > 2) {
    const message = `${nameOf(zone)} takes a new list when one of the old list is gone already, and ${names} can't be heard meanwhile`;
    violate(world, 'quorum', blame(world), zone.uuid, message);
  }
}

/** Checks a binder zone that is about to be destroyed: nothing may still count on it. */
export function checkUnlisted(world: World, zone: Zone): void {
  const ip = adminIp(zone);
  if (zone.service !== 'binder' || ip === null || world.elsewhere.includes('binder')) return;
  // While a NIC goes from one zone to another neither may have it: that they are one member their id tells.
  const { id } = configured(world, zone);
  if (zonesOf(world, 'binder').some((other) => other !== zone && configured(world, other).id === id)) return;
  const places = [...world.applications.values(), ...world.services.values()].filter((place) =>
    serversIn(object(place, 'metadata')).some((one) => one.ip === ip),
  );
  for (const place of places) {
    const message = `${nameOf(zone)} is destroyed, and ZK_SERVERS of ${String(place['name'])} still names ${ip}`;
    violate(world, 'quorum', 'hnadm', zone.uuid, message);
  }
}

/** Whose fault it is: somebody has just stopped or started a binder, or it is ours. */
function blame(world: World): Blame {
  const marked = zonesOf(world, 'binder').some(({ uuid }) => blameFor(world, `running:${uuid}`) === 'fault');
  return marked ? 'fault' : 'hnadm';
}
