/** The ensemble as a world begins with it: what SAPI lists, in the roles that were recorded. */
import { adminIp } from '../zone-nics.ts';
import { zonesOf } from '../zones-of.ts';
import { configured, lists } from './config.ts';
import { newMember } from './ensemble.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import type { World, Zone, ZooKeeper } from '../world.ts';

/** Makes a member of each binder zone. Nobody has seen their `zoo.cfg`: that they served is all that is known. */
export function beginEnsemble(world: World, { clusters }: Pick<Snapshot, 'clusters'>): void {
  const modes = new Map((clusters?.binder ?? []).map(({ zone, mode }) => [zone as string, mode]));
  // One that was asked and gave no answer is down; of one that nobody asked its zone is all that is known.
  const isUp = ({ uuid, serving }: Zone): boolean => serving && modes.get(uuid) !== null;
  const members = zonesOf(world, 'binder').map((zone) => ({
    zone,
    member: newMember(zone, configured(world, zone), false),
  }));
  const up = members.filter(({ zone }) => isUp(zone));
  const listed = up.filter(({ zone, member }) => lists(member, member.id, zone));
  if (listed.length < up.length || listed.some(({ member }) => 2 * up.length <= member.servers.length)) {
    const servers = up.map(({ zone, member }, index) => ({
      id: member.id ?? index + 1,
      ip: adminIp(zone) ?? '',
    }));
    up.forEach(({ member }, index) => Object.assign(member, { servers, id: servers[index]?.id ?? null }));
  }
  for (const { zone, member } of members) world.zookeepers.set(zone.uuid, member);
  const byId = up.map(({ member }) => member).toSorted((a, b) => (b.id ?? 0) - (a.id ?? 0));
  const leader = byId.find(({ zone }) => modes.get(zone) === 'leader') ?? byId[0];
  for (const member of byId) member.state = roleOf(member, member === leader);
}

function roleOf({ servers }: ZooKeeper, leads: boolean): ZooKeeper['state'] {
  if (servers.length < 2) return 'standalone';
  return leads ? 'leader' : 'follower';
}
