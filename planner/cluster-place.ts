/**
 * What becomes of an instance of which a server has one at most, where TO has one already: members of
 * a cluster are there to outlive each other's servers, so that two on one server are as good as one. It
 * moves to the server named for it; where that can't take it either it may be taken out, if that is
 * allowed and enough others run. Else it is an error: to leave it quietly would be an evacuation that
 * leaves a third of a cluster behind.
 */
import type { Cluster, ServiceRules } from '../catalogue/service-rules.ts';
import type { Finding, Left, PlacedZone } from '../schemas/plan.ts';
import type { CnapiServer } from '../schemas/snapshot.ts';
import { awayFrom } from './ensemble.ts';
import { error } from './findings.ts';
import { candidateUuids } from './identifiers.ts';
import type { MigrateRequest } from './request.ts';
import { heardServers, type Route } from './servers.ts';
import { compare, isGone, runs, type CoreZone, type World } from './world.ts';

/** What becomes of it. */
export type Place =
  /** halfDone: a zone there that an earlier run of this very move made; null where there is none. */
  | { readonly kind: 'moves'; readonly to: CnapiServer; readonly halfDone: CoreZone | null }
  | { readonly kind: 'is-removed'; readonly cluster: Cluster; readonly members: readonly PlacedZone[] }
  | { readonly kind: 'stays'; readonly code: Left['code']; readonly why: string }
  | { readonly kind: 'refused'; readonly finding: Finding };

/** Decides for a zone on FROM whose service moves. */
export function placeOf(
  world: World,
  route: Route,
  zone: CoreZone,
  rules: ServiceRules,
  { allowDegraded }: Pick<MigrateRequest, 'allowDegraded'>,
): Place {
  const { from, to, haTo } = route;
  // A binder keeps its address, and dhcpd its server's /usbkey: --ha-to is not for all of which a server has one.
  const servers = [to, ...(haTo && rules.cluster ? [haTo] : [])];
  for (const server of servers) {
    const halfDone = findHalfDone(world, zone, server);
    if (halfDone) return { kind: 'moves', to: server, halfDone };
  }
  const away = rules.majority ? awayFrom(world, zone) : null;
  if (away) return away;
  for (const server of servers) {
    if (!rules.oneAServer || !memberOn(world, route, zone, server))
      return { kind: 'moves', to: server, halfDone: null };
  }
  const there = memberOn(world, route, zone, to)?.alias ?? '';
  if (rules.servesUsbkey || rules.cluster === null) {
    const why = `one is wanted on each headnode, and ${to.hostname} has ${there}: this one goes when ${from.hostname} is decommissioned`;
    return { kind: 'stays', code: 'one-on-each', why };
  }
  if (allowDegraded) return takenOut(world, route, zone, rules.cluster);
  return { kind: 'refused', finding: noPlace(world, route, zone, there) };
}

/** `there`: alias of the member on TO. */
function noPlace(world: World, route: Route, zone: CoreZone, there: string): Finding {
  const { to, haTo } = route;
  const { name } = zone.service;
  if (haTo === null) {
    const why = `${to.hostname} has ${there} already, and two of ${name} on one server would be lost together. Name a server without one with --ha-to, or let ${zone.alias} be taken out with --allow-degraded, or leave ${name} out: --except instead of --all.`;
    return error('ha-no-place', name, why);
  }
  const other = memberOn(world, route, zone, haTo)?.alias ?? '';
  const why = `${to.hostname} has ${there} already, and ${haTo.hostname} has ${other}. Name a server without ${name} with --ha-to, or let ${zone.alias} be taken out with --allow-degraded.`;
  return error('ha-to-taken', name, why);
}

/** Whether it may be taken out. */
function takenOut(world: World, { from }: Route, zone: CoreZone, cluster: Cluster): Place {
  const { name } = zone.service;
  if (world.snapshot.policy?.allowDegraded === false) {
    const why = `The datacenter's policy does not allow ${name} to be left with a member fewer. Name a server without one with --ha-to, or leave ${name} out: --except instead of --all.`;
    return { kind: 'refused', finding: error('degraded-forbidden', name, why) };
  }
  const heard = heardServers(world);
  const members = membersOf(world, zone).flatMap(({ uuid, alias, server, state }) =>
    server !== null && server !== from.uuid && heard.has(server) && runs(state)
      ? [{ uuid, alias, server }]
      : [],
  );
  if (members.length >= cluster.least) return { kind: 'is-removed', cluster, members };
  const running = members.length === 0 ? 'none runs' : `${String(members.length)} runs`;
  const why = `${zone.alias} can't be taken out: of ${name} on other servers ${running}, and ${String(cluster.least)} must. Name a server without one with --ha-to, or bring another up first.`;
  return { kind: 'refused', finding: error('ha-last-member', name, why) };
}

/** All zones of a service, in a stable order. */
function membersOf(world: World, { service }: CoreZone): readonly CoreZone[] {
  return world.zones
    .filter((one) => one.service.uuid === service.uuid && !isGone(one.state))
    .toSorted((a, b) => compare(a.alias, b.alias));
}

/**
 * Another member on a server. What an unfinished move of one on FROM has made there takes no place: two
 * that were together may stay so.
 */
function memberOn(world: World, { from }: Route, zone: CoreZone, server: CnapiServer): CoreZone | undefined {
  const members = membersOf(world, zone);
  const made = new Set(
    members.filter((one) => one.server === from.uuid).flatMap((one) => ourUuids(world, one, server)),
  );
  return members.find((one) => one.server === server.uuid && !made.has(one.uuid));
}

/** A second instance on a server whose UUID only this move can have given. */
function findHalfDone(world: World, zone: CoreZone, server: CnapiServer): CoreZone | null {
  const others = membersOf(world, zone).filter((one) => one.server === server.uuid);
  if (others.length === 0) return null;
  const ours = new Set(ourUuids(world, zone, server));
  return others.find((one) => ours.has(one.uuid)) ?? null;
}

function ourUuids({ snapshot }: World, zone: CoreZone, server: CnapiServer) {
  return candidateUuids(snapshot.datacenter, zone.service.name, zone.uuid, server.uuid);
}
