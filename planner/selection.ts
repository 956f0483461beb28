/**
 * Sorts everything on FROM into what moves, what is taken out and what is left, with the reason. Nothing
 * is forgotten: where there is a plan, each zone on the source ends up on exactly one of the lists.
 */
import { rules } from '../catalogue/rules.ts';
import type { Cluster, ServiceRules } from '../catalogue/service-rules.ts';
import type { Finding, Left, PlacedZone } from '../schemas/plan.ts';
import type { CnapiServer } from '../schemas/snapshot.ts';
import { addressesAsked, addressIdle } from './addresses-asked.ts';
import { checkHaTo } from './checks/ha-to.ts';
import { checkLeft } from './checks/left.ts';
import { placeOf, type Place } from './cluster-place.ts';
import { error } from './findings.ts';
import { isAskedFor, type MigrateRequest } from './request.ts';
import { candidateUuids } from './identifiers.ts';
import { whyInShard } from './manatee-shard.ts';
import type { Route } from './servers.ts';
import { NAT, strangers } from './strangers.ts';
import { compare, isGone, type CoreZone, type World } from './world.ts';

/** A zone that moves. */
export interface Selected {
  readonly zone: CoreZone;
  readonly rules: ServiceRules;
  readonly to: CnapiServer;
  /** A zone there that an earlier run of this very move made; null where there is none. */
  readonly halfDone: CoreZone | null;
}

/** A member of a cluster that is taken out. */
export interface Removed {
  readonly zone: CoreZone;
  readonly rules: ServiceRules;
  readonly cluster: Cluster;
  /** Those that stay. */
  readonly members: readonly PlacedZone[];
}

export interface Selection {
  readonly selected: readonly Selected[];
  readonly removed: readonly Removed[];
  readonly left: readonly Left[];
  readonly findings: readonly Finding[];
}

/** Decides for each zone on FROM. */
export function select(world: World, route: Route, request: MigrateRequest): Selection {
  const asked = addressesAsked(world, route, request);
  const findings: Finding[] = [
    ...checkNames(world, route, request),
    ...checkLocations(world),
    ...asked.findings,
  ];
  const selected: Selected[] = [];
  const removed: Removed[] = [];
  const left: Left[] = [];
  for (const zone of world.zones.filter((one) => one.server === route.from.uuid)) {
    const known = asked.rules.get(zone.service.name);
    const place = known?.procedure === 'move' ? placeOf(world, route, zone, known, request) : null;
    const reason = reasonToLeave(world, zone, known, { place, request });
    if (reason) {
      left.push(reason);
      findings.push(...checkLeft(zone, reason, request));
    } else if (known && place?.kind === 'moves') selected.push({ zone, rules: known, ...place });
    else if (known && place?.kind === 'is-removed') removed.push({ zone, rules: known, ...place });
    else if (place?.kind === 'refused') findings.push(place.finding);
  }
  findings.push(...checkSingletons(world, selected), ...addressesOfOthers(world, route, selected, request));
  // An error that was found before tells more of what was meant.
  if (!findings.some(({ severity }) => severity === 'error'))
    findings.push(
      ...checkHaTo(
        world,
        route,
        selected.map(({ to }) => to),
      ),
    );
  left.push(...strangers(world, route.from.uuid));
  return {
    selected: inOrder(selected),
    removed: inOrder(removed),
    left: left.sort((a, b) => compare(a.instance.alias, b.instance.alias)),
    findings,
  };
}

/** In the catalogue's order of moving, then by alias. */
function inOrder<One extends Selected | Removed>(zones: readonly One[]): readonly One[] {
  const rank = new Map([...rules.keys()].map((name, index) => [name, index]));
  const place = (one: One): number => rank.get(one.rules.name) ?? rank.size;
  return [...zones].sort((a, b) => place(a) - place(b) || compare(a.zone.alias, b.zone.alias));
}

function reasonToLeave(
  world: World,
  zone: CoreZone,
  known: ServiceRules | undefined,
  { place, request }: { readonly place: Place | null; readonly request: MigrateRequest },
): Left | null {
  const { name } = zone.service;
  const leave = (code: Left['code'], why: string): Left => ({
    service: name,
    instance: { uuid: zone.uuid, alias: zone.alias },
    code,
    why,
  });
  if (isGone(zone.state)) return leave('orphan-record', 'SAPI names it, but there is no such zone any more');
  if (!isAskedFor(name, request)) return leave('not-asked-for', 'it was not asked for');
  if (!known) return leave('unknown-service', `hnadm does not know the service ${name} and does not guess`);
  const bound = whyInShard(world, zone);
  if (bound !== null) return leave('cluster-unfit', bound);
  switch (known.procedure) {
    case 'never':
      return leave('nat', NAT);
    case 'move':
      if (!goesOn(zone, known, place))
        return leave('not-running', `it is ${zone.state ?? 'unknown'}, and hnadm moves what runs`);
      return place?.kind === 'stays' ? leave(place.code, place.why) : null;
    default:
      return known.procedure satisfies never;
  }
}

/** Whether it runs, or an unfinished move or removal may have stopped it: that is how far it had come. */
function goesOn({ state }: CoreZone, known: ServiceRules, place: Place | null): boolean {
  if (state === null || state === 'running') return true;
  if (place?.kind === 'moves' && place.halfDone) return true;
  // One whose new zone is made only when it has stopped may have none yet, and one that is taken out never has.
  return state === 'stopped' && (known.keepsAdminAddress || place?.kind === 'is-removed');
}

/** Names that were asked for must exist, and be on FROM where they are to be moved. */
function checkNames(world: World, route: Route, request: MigrateRequest): readonly Finding[] {
  const names = new Set([...world.services.values()].map((service) => service.name));
  const { services, except, keepAddress = [], newAddress = [] } = request;
  const asked = new Set([...services, ...except, ...keepAddress, ...newAddress]);
  return [...asked].sort(compare).flatMap((name) => {
    const here = world.zones.some(
      (zone) => zone.service.name === name && zone.server === route.from.uuid && !isGone(zone.state),
    );
    if (!names.has(name)) {
      return [
        error(
          'unknown-service',
          name,
          `SAPI has no service "${name}" in the application sdc. \`hnadm services\` lists them.`,
        ),
      ];
    }
    if (here || !request.services.includes(name) || wasMoved(world, route, name, request.allowDegraded))
      return [];
    return [
      error(
        'service-not-there',
        name,
        `No instance of ${name} is on ${route.from.hostname}: there is nothing to move. \`hnadm instances\` tells where it is.`,
      ),
    ];
  });
}

/** What is asked of the addresses of a service that doesn't move would be done by nobody. */
function addressesOfOthers(
  world: World,
  route: Route,
  selected: readonly Selected[],
  { keepAddress = [], newAddress = [], allowDegraded }: MigrateRequest,
): readonly Finding[] {
  const moving = new Set(selected.map(({ rules: { name } }) => name));
  const known = new Set([...world.services.values()].map(({ name }) => name));
  return [...new Set([...keepAddress, ...newAddress])]
    .sort(compare)
    .flatMap((name) =>
      moving.has(name) || !known.has(name) || wasMoved(world, route, name, allowDegraded)
        ? []
        : [addressIdle(name, `no zone of ${name} moves`, keepAddress.includes(name))],
    );
}

/**
 * Whether this very move has been made: a zone of the service has a UUID that only the replacement of a
 * zone destroyed on FROM can have. Where one may be taken out, that it was destroyed there is all there is
 * to see.
 */
function wasMoved(world: World, { from, to, haTo }: Route, name: string, allowDegraded: boolean): boolean {
  const destroyed = (world.snapshot.vmapi?.vms ?? []).filter(
    (vm) => vm.state === 'destroyed' && vm.server_uuid === from.uuid && vm.tags?.['smartdc_role'] === name,
  );
  if (destroyed.length > 0 && allowDegraded && rules.get(name)?.cluster) return true;
  return [to, ...(haTo ? [haTo] : [])].some((server) => {
    const there = world.zones.filter(
      (zone) => zone.service.name === name && zone.server === server.uuid && !isGone(zone.state),
    );
    const ours = new Set(
      destroyed.flatMap((vm) => candidateUuids(world.snapshot.datacenter, name, vm.uuid, server.uuid)),
    );
    return there.some((zone) => ours.has(zone.uuid));
  });
}

/** An instance that may be anywhere may be on FROM: nothing is forgotten silently. */
function checkLocations(world: World): readonly Finding[] {
  const servers = new Set(world.servers.map((server) => server.uuid));
  const lost = world.zones.filter(
    (zone) => zone.server !== null && !servers.has(zone.server) && !isGone(zone.state),
  );
  return [
    ...lost.map((zone) =>
      error(
        'dangling-server',
        zone.alias,
        `${zone.alias} (${zone.uuid}) is on a server ${zone.server ?? ''} that CNAPI does not have. Record the snapshot again, or mend the record.`,
      ),
    ),
    ...checkUnplaced(world),
  ];
}

function checkUnplaced(world: World): readonly Finding[] {
  return world.zones
    .filter((zone) => zone.server === null && !isGone(zone.state))
    .map((zone) =>
      error(
        'location-unknown',
        zone.alias,
        `Nothing in the snapshot tells on which server ${zone.alias} (${zone.uuid}) is. Record VMAPI too.`,
      ),
    );
}

/** A second instance of what policy allows once, unless an earlier run of this move made it. */
function checkSingletons(world: World, selected: readonly Selected[]): readonly Finding[] {
  const concerned = new Set(selected.map((one) => one.zone.service.name));
  const ours = new Set(selected.flatMap((one) => (one.halfDone ? [one.halfDone.uuid] : [])));
  return [...concerned].sort(compare).flatMap((name) => {
    if (rules.get(name)?.singleton !== true) return [];
    const zones = world.zones.filter(
      (zone) => zone.service.name === name && !isGone(zone.state) && !ours.has(zone.uuid),
    );
    if (zones.length < 2) return [];
    const list = zones.map((zone) => zone.alias).join(', ');
    return [
      error(
        'singleton-twice',
        name,
        `${name} must exist once, and ${String(zones.length)} instances of it exist: ${list}. Remove the one that is not needed.`,
      ),
    ];
  });
}
