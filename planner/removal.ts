/**
 * A member of a cluster that is taken out and that nothing replaces, decided. It is no move with holes
 * in it: nothing is made, nothing travels, and what its end rests on are the members that stay.
 */
import { identities } from '../catalogue/identity.ts';
import type { Finding, PlacedZone } from '../schemas/plan.ts';
import type { InstanceKey, UnitId } from '../schemas/ids.ts';
import { addressesOf, strangeAlias } from './decide.ts';
import type { Desk } from './desk.ts';
import { dnsName } from './dns-name.ts';
import { warning } from './findings.ts';
import type { Leaving } from './move.ts';
import type { Removed } from './selection.ts';
import { adminIp } from './world.ts';

export interface Removal extends Leaving {
  readonly kind: 'removal';
  /** The members that stay, all of them running. */
  readonly members: readonly PlacedZone[];
}

/** Decides one removal, and tells what the cluster is without its member. */
export function decideRemoval(
  desk: Desk,
  { zone, rules, cluster, members }: Removed,
): { readonly removal: Removal | null; readonly findings: readonly Finding[] } {
  const { world, route } = desk;
  const { name } = zone.service;
  const strange = strangeAlias(name, [zone.alias, ...members.map(({ alias }) => alias)]);
  const identity = identities.get(name);
  if (strange || !identity) return { removal: null, findings: strange ? [strange] : [] };
  const replaces = { uuid: zone.uuid, alias: zone.alias, server: route.from.uuid };
  const key = zone.alias as InstanceKey;
  const removal: Removal = {
    kind: 'removal',
    unit: (desk.several.has(name) ? zone.alias : name) as UnitId,
    key,
    rules,
    identity,
    old: zone,
    from: route.from,
    to: route.to,
    planned: { key, service: name, create: null, existing: null, replaces },
    members,
    oldAddresses: addressesOf(desk, zone),
    dnsName: identity.inDns ? dnsName(world, name) : null,
    oldAdminIp: adminIp(zone),
  };
  const others = members.map(({ alias }) => alias).join(', ');
  const message = `${zone.alias} is taken out and nothing replaces it: ${name} is left with ${String(members.length)} (${others}). ${cluster.fewer(members.length)} Make another on a server that has none as soon as you can: \`${cluster.again}\``;
  return { removal, findings: [warning('cluster-degraded', name, message)] };
}
