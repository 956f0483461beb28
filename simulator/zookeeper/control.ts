/**
 * What makes a ZooKeeper server start, stop and read its configuration: the life of its zone, SMF, and the
 * zone's config-agent, whose manifests restart it (binder sapi_manifests zookeeper, zookeeper_id: post_cmd).
 */
import { checkRelist } from '../invariants/quorum.ts';
import { isServing } from '../serving.ts';
import { zonesOf } from '../zones-of.ts';
import { configured, sameList } from './config.ts';
import { hasQuorum, startMember, stopMember } from './ensemble.ts';
import type { World, Zone, ZooKeeper } from '../world.ts';

/** The services of a binder zone are up. It has SAPI's configuration if SAPI answers, else its last one. */
export function zooKeeperUp(world: World, zone: Zone): void {
  if (zone.disabled.includes('zookeeper')) return;
  const known = world.zookeepers.get(zone.uuid);
  const canAsk = known === undefined || isServing(world, 'sapi');
  startMember(world, zone, canAsk ? configured(world, zone) : undefined);
}

/** `svcadm restart zookeeper`, which reads nothing anew. */
export function restartZooKeeper(world: World, zone: Zone): void {
  stopMember(world, zone);
  startMember(world, zone);
}

/** `svcadm enable|disable zookeeper`. */
export function switchZooKeeper(world: World, zone: Zone, on: boolean): void {
  if (!on) stopMember(world, zone);
  else if (world.zookeepers.get(zone.uuid)?.state === 'down') startMember(world, zone);
}

/** One run of the zone's config-agent, which writes what has changed and restarts the server then. */
export function takeConfig(world: World, zone: Zone): void {
  const member = world.zookeepers.get(zone.uuid);
  const config = configured(world, zone);
  if (member === undefined || (sameList(member.servers, config.servers) && member.id === config.id)) return;
  const wasLeader = member.state === 'leader';
  const { length } = member.servers;
  const hadQuorum = hasQuorum(world);
  stopMember(world, zone);
  const relist = { member, zone, wasLeader, length, behind: behind(world, member) };
  checkRelist(world, relist, hadQuorum && !hasQuorum(world));
  startMember(world, zone, config);
}

/** Others that run, are still wanted, and have not taken the list that SAPI has. */
function behind(world: World, member: ZooKeeper): readonly Zone[] {
  return zonesOf(world, 'binder').filter((zone) => {
    const other = world.zookeepers.get(zone.uuid);
    if (other === undefined || other === member || other.state === 'down') return false;
    const { id, servers } = configured(world, zone);
    return servers.some((one) => one.id === id) && !sameList(other.servers, servers);
  });
}
