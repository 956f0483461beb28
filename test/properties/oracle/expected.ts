/**
 * What a migration must come to, read from the snapshot and the request alone: which zones move,
 * which stay and why, and which errors there are.
 */
import type { CnapiServer, Snapshot } from '../../../schemas/snapshot.ts';
import { freeCount } from './addresses.ts';
import { imageChain, providedTags, seenNetwork, seenServer, seenZones, type SeenZone } from './reading.ts';

/** What is asked; the rest of a request changes nothing here. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly services: readonly string[];
  readonly except: readonly string[];
  readonly allowDegraded: boolean;
  readonly haTo?: string;
}

/** Services that follow the ordinary or the stateful procedure. */
const MOVABLE: ReadonlySet<string> = new Set(
  'adminui amon amonredis assets binder cloudapi cmon cnapi cns dhcpd docker fwapi grafana imgapi kbmapi logarchiver mahi manatee manta moray napi papi portolan prometheus rabbitmq sapi sdc ufds vmapi volapi workflow'.split(
    ' ',
  ),
);
/** Services that may be there more than once. */
const SEVERAL: ReadonlySet<string> = new Set(
  'adminui assets binder cloudapi cmon dhcpd mahi manatee moray papi portolan workflow'.split(' '),
);
/** Services of which each headnode has one: one that finds another on the target stays. */
const ONE_ON_EACH: ReadonlySet<string> = new Set(['binder', 'dhcpd']);
/** Clusters, with the members that must stay when one is taken out. */
const CLUSTERS: ReadonlyMap<string, number> = new Map([
  ['manatee', 2],
  ['moray', 1],
]);
/** Services whose addresses outside the admin network are known to customers. */
const KEEP_OUTSIDE: ReadonlySet<string> = new Set(
  'adminui assets cloudapi cmon cns docker imgapi rabbitmq sdc'.split(' '),
);
/** Services that servers know by their number on the admin network. */
const KEEP_INSIDE: ReadonlySet<string> = new Set(['assets', 'binder', 'rabbitmq']);

/** Whether a service's address on a network of this NIC tag stays. */
export function isKept(service: string, tag: string): boolean {
  return (tag === 'admin' ? KEEP_INSIDE : KEEP_OUTSIDE).has(service);
}
/** Services whose datasets are filled again by the service itself, or hold nothing. */
export const REFILLED: ReadonlySet<string> = new Set('binder cns fwapi manatee moray sapi'.split(' '));

/** A zone that moves, and the UUID of the server it goes to. */
export type SeenMove = SeenZone & { readonly target: string };

export interface Expected {
  readonly moves: readonly SeenMove[];
  /** Members of clusters that are taken out. */
  readonly removed: readonly SeenZone[];
  /** UUIDs of what stays, with the code; null: any code will do. */
  readonly stays: ReadonlyMap<string, string | null>;
  /** Codes of errors that must be found: one of them at least. */
  readonly errors: ReadonlySet<string>;
  /** Codes of errors that may be found, where it is a matter of judgement. */
  readonly possible: ReadonlySet<string>;
}

/** Why a zone stays although nothing is wrong with it. */
const STAYS = ['cluster-unfit', 'quorum-needed', 'nat', 'unknown-service', 'one-on-each'];

/** The expectation for a request. */
export function expectedOf(snapshot: Snapshot, asked: Asked): Expected {
  const servers = serverErrors(snapshot, asked);
  const from = seenServer(snapshot, asked.from);
  const to = seenServer(snapshot, asked.to);
  if (servers.size > 0 || !from || !to) {
    return { moves: [], removed: [], stays: new Map(), errors: servers, possible: new Set() };
  }
  const zones = seenZones(snapshot);
  const here = zones.filter((zone) => zone.server === from.uuid);
  const haTo = asked.haTo === undefined ? undefined : seenServer(snapshot, asked.haTo);
  const up = new Set<string>(
    snapshot.cnapi?.servers.flatMap(({ uuid, status }) => (status === 'running' ? [uuid] : [])),
  );
  const fates = here.map(
    (zone) => [zone, fateOf(snapshot, zones, zone, { from, to, haTo, up, asked })] as const,
  );
  const verdicts = fates.map(([zone, fate]) => [zone, 'left' in fate ? fate.left : null] as const);
  const moves = fates.flatMap(([zone, fate]) => ('target' in fate ? [{ ...zone, target: fate.target }] : []));
  const removed = fates.flatMap(([zone, fate]) => ('removed' in fate ? [zone] : []));
  const stays = new Map<string, string | null>(
    verdicts.flatMap(([zone, why]) => (why === null ? [] : [[zone.uuid, why] as const])),
  );
  for (const [uuid, code] of strangers(snapshot, zones, from.uuid)) stays.set(uuid, code);
  const errors = new Set([
    ...nameErrors(snapshot, zones, asked, from.uuid),
    ...(zones.some((zone) => zone.server === null && zone.state !== 'gone') ? ['location-unknown'] : []),
    ...(moves.some((zone) => isDoubled(zones, zone)) ? ['singleton-twice'] : []),
    ...moveErrors(snapshot, moves),
    ...fates.flatMap(([, fate]) => ('error' in fate ? [fate.error] : [])),
    ...(verdicts.some(([zone, why]) => why === 'not-running' && asked.services.includes(zone.service))
      ? ['asked-not-running']
      : []),
    ...(verdicts.some(([zone, why]) => STAYS.includes(why ?? '') && asked.services.includes(zone.service))
      ? ['asked-not-moved']
      : []),
  ]);
  const full = (to.disk_pool_alloc_bytes ?? 0) > (to.disk_pool_size_bytes ?? Infinity) - 2 ** 30;
  const huge =
    full && moves.some((zone) => zone.service === 'imgapi' && zone.dataset && sizeKnown(snapshot, zone));
  if (huge) errors.add('no-space');
  // Told where nothing else was found by then, and VMAPI tells that nothing has been moved before.
  const isIdle =
    haTo !== undefined && Boolean(snapshot.vmapi) && moves.every(({ target }) => target !== haTo.uuid);
  if (isIdle && errors.size === 0) errors.add('ha-to-idle');
  const possible = [...(full ? ['no-space'] : []), ...(isIdle ? ['ha-to-idle'] : [])];
  return { moves, removed, stays, errors, possible: new Set(possible) };
}

function serverErrors(snapshot: Snapshot, asked: Asked): Set<string> {
  const from = seenServer(snapshot, asked.from);
  const to = seenServer(snapshot, asked.to);
  const errors = new Set<string>();
  if (!from || !to) return errors.add('unknown-server');
  if (from === to) errors.add('same-server');
  if (from.status !== 'running') errors.add('source-not-running');
  if (to.status !== 'running') errors.add('target-not-running');
  if (to.headnode !== true) errors.add('target-not-headnode');
  if (to.setup !== true) errors.add('target-not-set-up');
  if (asked.haTo === undefined) return errors;
  const other = seenServer(snapshot, asked.haTo);
  if (!other) errors.add('unknown-server');
  else if (other === from || other === to || other.setup !== true || other.status !== 'running')
    errors.add('ha-to-unfit');
  return errors;
}

type Fate =
  | { readonly left: string }
  | { readonly error: string }
  | { readonly target: string }
  | { readonly removed: true };

interface Request {
  readonly from: CnapiServer;
  readonly to: CnapiServer;
  readonly haTo: CnapiServer | undefined;
  /** UUIDs of all that run. */
  readonly up: ReadonlySet<string>;
  readonly asked: Asked;
}

/** Whether a zone on the source moves, and where, is taken out, stays, or forbids a plan. */
function fateOf(
  snapshot: Snapshot,
  zones: readonly SeenZone[],
  zone: SeenZone,
  { from, to, haTo, up, asked }: Request,
): Fate {
  const others = zones.filter((one) => one.service === zone.service && one.state !== 'gone');
  const isUp = ({ server }: SeenZone): boolean => server !== from.uuid && up.has(server ?? '');
  const isOn = (server: CnapiServer | undefined): boolean =>
    others.some((one) => one.server === server?.uuid);
  const why = whyLeft(snapshot, others, zone, asked);
  const least = CLUSTERS.get(zone.service);
  const isCrowded = isOn(to) && (least !== undefined || ONE_ON_EACH.has(zone.service));
  const canMove = !isCrowded || (least !== undefined && haTo !== undefined && !isOn(haTo));
  // One that was to be taken out may have been stopped for it.
  const mayBeStopped = !canMove && least !== undefined && asked.allowDegraded;
  if (why === 'not-running' && mayBeStopped) {
    const running = others.filter((one) => isUp(one) && one.state === 'running');
    return running.length >= least ? { removed: true } : { left: why };
  }
  if (why !== null) return { left: why };
  const whyHere = whyVotes(zone, others, up);
  if (whyHere !== null) return { left: whyHere };
  if (!isCrowded) return { target: to.uuid };
  if (least === undefined) return { left: 'one-on-each' };
  if (haTo !== undefined && canMove) return { target: haTo.uuid };
  if (!asked.allowDegraded) return { error: haTo === undefined ? 'ha-no-place' : 'ha-to-taken' };
  const running = others.filter((one) => isUp(one) && (one.state === 'running' || one.state === 'untold'));
  return running.length >= least ? { removed: true } : { error: 'ha-last-member' };
}

function whyLeft(
  snapshot: Snapshot,
  members: readonly SeenZone[],
  zone: SeenZone,
  asked: Asked,
): string | null {
  if (zone.state === 'gone') return 'orphan-record';
  const wanted =
    asked.services.length > 0 ? asked.services.includes(zone.service) : !asked.except.includes(zone.service);
  if (!wanted) return 'not-asked-for';
  if (zone.service === 'nat') return 'nat';
  if (!MOVABLE.has(zone.service)) return 'unknown-service';
  if (zone.service === 'manatee' && isBound(snapshot, members, zone)) return 'cluster-unfit';
  // The new zone of such a service is made when the old one has stopped: that may be half of a move.
  return zone.state === 'stopped' && !KEEP_INSIDE.has(zone.service) ? 'not-running' : null;
}

/** A binder votes: while it is away most of all must run, on servers that are heard of. */
function whyVotes(
  { uuid, service }: SeenZone,
  all: readonly SeenZone[],
  up: ReadonlySet<string>,
): string | null {
  if (service !== 'binder') return null;
  const others = all.filter(
    (zone) => zone.uuid !== uuid && zone.state !== 'stopped' && up.has(zone.server ?? ''),
  );
  return others.length * 2 > all.length ? null : 'quorum-needed';
}

interface SeenShard {
  readonly [role: string]: unknown;
}

/** Whether manatee's shard, as far as it was recorded, would not stand that this zone leaves it. */
function isBound(snapshot: Snapshot, members: readonly SeenZone[], zone: SeenZone): boolean {
  const { uuid, state } = zone;
  const shard = snapshot.clusters?.manatee as SeenShard | null | undefined;
  if (!shard || shard['oneNodeWriteMode'] === true || Boolean(shard['freeze'])) return true;
  const zonesIn = (role: string): readonly string[] =>
    [shard[role] ?? []].flat().flatMap((peer) => (peer as { readonly zoneId?: string }).zoneId ?? []);
  const [primary, sync, async, deposed] = ['primary', 'sync', 'async', 'deposed'].map(zonesIn) as [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  const chain = [...primary, ...sync, ...async];
  if (deposed.some((peer) => peer !== uuid)) return true;
  if (chain.some((peer) => members.every((one) => one.uuid !== peer))) return true;
  if (members.some((one) => one.uuid !== uuid && one.server === zone.server)) return true;
  if (primary.length === 0 || sync.length === 0) return true;
  if (!chain.includes(uuid)) return state !== 'stopped' && deposed.length === 0;
  return async.length === 0 && !async.includes(uuid);
}

/** Zones on the source that are no instances of the application sdc. */
function strangers(
  snapshot: Snapshot,
  zones: readonly SeenZone[],
  from: string,
): readonly (readonly [string, string | null])[] {
  const core = new Set(zones.map(({ uuid }) => uuid));
  const owner = snapshot.sapi?.applications.find(({ name }) => name === 'sdc')?.owner_uuid;
  const known = new Set<string>(snapshot.sapi?.instances.map(({ uuid }) => uuid) ?? []);
  if (snapshot.vmapi) {
    return snapshot.vmapi.vms
      .filter((vm) => vm.server_uuid === from && !core.has(vm.uuid))
      .filter((vm) => vm.state !== 'destroyed' && (vm.state !== 'failed' || vm.owner_uuid === owner))
      .map((vm) => {
        if (vm.state === 'failed') return [vm.uuid, 'failed-zone'];
        if (known.has(vm.uuid)) return [vm.uuid, 'other-application'];
        return [vm.uuid, vm.owner_uuid === owner ? 'no-sapi-instance' : 'customer-zone'];
      });
  }
  const agents = new Set<string>(
    snapshot.sapi?.services.flatMap(({ uuid, type }) => (type === 'agent' ? [uuid] : [])) ?? [],
  );
  return (snapshot.sapi?.instances ?? [])
    .filter((one) => !core.has(one.uuid) && !agents.has(one.service_uuid) && one.params?.server_uuid === from)
    .map((one) => [one.uuid, 'other-application']);
}

function nameErrors(
  snapshot: Snapshot,
  zones: readonly SeenZone[],
  asked: Asked,
  from: string,
): readonly string[] {
  const core = snapshot.sapi?.applications.find(({ name }) => name === 'sdc')?.uuid;
  const names = new Set(
    snapshot.sapi?.services.flatMap(({ name, type, application_uuid }) =>
      type !== 'agent' && application_uuid === core ? [name] : [],
    ),
  );
  const unknown = [...asked.services, ...asked.except].some((name) => !names.has(name));
  const absent = asked.services.some(
    (name) =>
      names.has(name) &&
      !zones.some((zone) => zone.service === name && zone.server === from && zone.state !== 'gone'),
  );
  return [...(unknown ? ['unknown-service'] : []), ...(absent ? ['service-not-there'] : [])];
}

function isDoubled(zones: readonly SeenZone[], zone: SeenZone): boolean {
  if (SEVERAL.has(zone.service)) return false;
  return zones.filter((one) => one.service === zone.service && one.state !== 'gone').length > 1;
}

function moveErrors(snapshot: Snapshot, moves: readonly SeenMove[]): readonly string[] {
  const errors: string[] = [];
  const wanted = new Map<string, number>();
  for (const zone of moves) {
    const tags = providedTags(snapshot, zone.target);
    if (zone.image !== undefined && imageChain(snapshot, zone.image) === null) errors.push('image-missing');
    if (!zone.nics.some(({ tag }) => tag === 'admin')) errors.push('no-admin-nic');
    for (const nic of zone.nics) {
      if (!tags.has(nic.tag)) errors.push('nic-tag-missing');
      if (!isKept(zone.service, nic.tag)) wanted.set(nic.network, (wanted.get(nic.network) ?? 0) + 1);
    }
  }
  for (const [uuid, count] of wanted) {
    const network = seenNetwork(snapshot, uuid);
    if (network && freeCount(snapshot, network, count) < count) errors.push('too-few-addresses');
  }
  return errors;
}

function sizeKnown(snapshot: Snapshot, zone: SeenZone): boolean {
  const datasets = snapshot.globalZones?.[zone.server ?? '']?.datasets ?? [];
  return datasets.some(({ name }) => name === `zones/${zone.uuid}/data`);
}
