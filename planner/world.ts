/**
 * The snapshot, indexed for planning: core zones joined from SAPI, VMAPI and NAPI, and aliases
 * in use. One pass over each list, because a snapshot may hold every customer's VM.
 * A part that was not recorded stays unknown here: it is never taken for empty.
 */
import type {
  CnapiServer,
  ImgapiImage,
  NapiNetwork,
  NapiNic,
  SapiApplication,
  SapiInstance,
  SapiService,
  Snapshot,
  VmapiVm,
} from '../schemas/snapshot.ts';
import type { ImageUuid, NetworkUuid, OwnerUuid, ServerUuid, ServiceUuid, ZoneUuid } from '../schemas/ids.ts';

/** A NIC of a core zone, as VMAPI or else NAPI tells it. */
export interface ZoneNic {
  readonly mac: string;
  readonly ip: string | null;
  readonly nicTag: string | null;
  readonly network: NetworkUuid | null;
  readonly primary: boolean;
}

/** A zone of the application sdc: its SAPI instance, and what VMAPI and NAPI know of it. */
export interface CoreZone {
  readonly uuid: ZoneUuid;
  /** From VMAPI, or SAPI's params, or else the UUID. */
  readonly alias: string;
  readonly service: SapiService;
  /** Null where nothing recorded tells. */
  readonly server: ServerUuid | null;
  /** VMAPI's state; null where VMAPI was not recorded; `missing` where VMAPI does not know the zone. */
  readonly state: string | null;
  readonly nics: readonly ZoneNic[];
  /** Name of its delegated dataset, or null where it has none. */
  readonly dataset: string | null;
  readonly instance: SapiInstance;
  readonly vm: VmapiVm | null;
}

export interface World {
  readonly snapshot: Snapshot;
  /** The application `sdc`; null where SAPI was not recorded or has none. */
  readonly sdc: SapiApplication | null;
  readonly servers: readonly CnapiServer[];
  /** Services of type vm of the application sdc, by UUID. */
  readonly services: ReadonlyMap<ServiceUuid, SapiService>;
  /** All core zones, in SAPI's order made stable: by alias, then UUID. */
  readonly zones: readonly CoreZone[];
  readonly networks: ReadonlyMap<NetworkUuid, NapiNetwork>;
  readonly images: ReadonlyMap<ImageUuid, ImgapiImage> | null;
  /** Aliases in use by VMs of the core zones' owner, or named by SAPI. */
  readonly aliases: ReadonlySet<string>;
  /** NIC tags that each server provides. */
  readonly nicTags: ReadonlyMap<string, ReadonlySet<string>>;
}

/** States of a VM that is gone: its row stays, its UUID is burnt. */
const GONE = new Set(['destroyed', 'failed']);

/** Whether VMAPI's state means that there is no zone any more. */
export function isGone(state: string | null): boolean {
  return state !== null && (GONE.has(state) || state === 'missing');
}

/** A zone's address on the admin network; null where it has none or nothing tells. */
export function adminIp(zone: CoreZone): string | null {
  return zone.nics.find((nic) => isAdminTag(nic.nicTag))?.ip ?? null;
}

/** Whether a zone runs, as far as is known: VMAPI may not have been recorded. */
export function runs(state: string | null): boolean {
  return state === null || state === 'running';
}

/** Owner of the core zones: the application's. */
export function coreOwner(world: World): OwnerUuid | null {
  return world.sdc?.owner_uuid ?? null;
}

/** Indexes a snapshot. */
export function readWorld(snapshot: Snapshot): World {
  const sdc = snapshot.sapi?.applications.find((application) => application.name === 'sdc') ?? null;
  const services = new Map(
    (snapshot.sapi?.services ?? [])
      .filter((service) => service.application_uuid === sdc?.uuid && (service.type ?? 'vm') === 'vm')
      .map((service) => [service.uuid, service]),
  );
  const instances = (snapshot.sapi?.instances ?? []).filter((instance) =>
    services.has(instance.service_uuid),
  );
  const rows = readVms(snapshot, new Set(instances.map((instance) => instance.uuid)), sdc?.owner_uuid);
  const nics = readNics(snapshot, new Set(instances.map((instance) => instance.uuid)));
  const held = new Set(
    Object.values(snapshot.globalZones ?? {}).flatMap((zone) => (zone.datasets ?? []).map((one) => one.name)),
  );
  const zones = instances
    .flatMap((instance) => {
      const service = services.get(instance.service_uuid);
      return service ? [joinZone(instance, service, rows, nics.byZone.get(instance.uuid) ?? [], held)] : [];
    })
    .sort((a, b) => compare(a.alias, b.alias) || compare(a.uuid, b.uuid));
  for (const zone of zones) if (!isGone(zone.state)) rows.aliases.add(zone.alias);
  for (const instance of instances) if (instance.params?.alias) rows.aliases.add(instance.params.alias);
  return {
    snapshot,
    sdc,
    servers: snapshot.cnapi?.servers ?? [],
    services,
    zones,
    networks: new Map((snapshot.napi?.networks ?? []).map((network) => [network.uuid, network])),
    images: snapshot.imgapi ? new Map(snapshot.imgapi.images.map((image) => [image.uuid, image])) : null,
    aliases: rows.aliases,
    nicTags: readNicTags(snapshot, nics.ofServers),
  };
}

interface VmRows {
  /** Null where VMAPI was not recorded. */
  readonly byUuid: ReadonlyMap<ZoneUuid, VmapiVm> | null;
  readonly aliases: Set<string>;
}

function readVms(snapshot: Snapshot, wanted: ReadonlySet<ZoneUuid>, owner: string | undefined): VmRows {
  const byUuid = new Map<ZoneUuid, VmapiVm>();
  const aliases = new Set<string>();
  for (const vm of snapshot.vmapi?.vms ?? []) {
    if (wanted.has(vm.uuid)) byUuid.set(vm.uuid, vm);
    if (vm.owner_uuid === owner && vm.alias && !GONE.has(vm.state)) aliases.add(vm.alias);
  }
  return { byUuid: snapshot.vmapi ? byUuid : null, aliases };
}

function readNics(snapshot: Snapshot, zones: ReadonlySet<string>) {
  const byZone = new Map<string, NapiNic[]>();
  const ofServers: NapiNic[] = [];
  for (const nic of snapshot.napi?.nics ?? []) {
    if (nic.belongs_to_type === 'server') ofServers.push(nic);
    else if (zones.has(nic.belongs_to_uuid)) {
      const list = byZone.get(nic.belongs_to_uuid);
      if (list) list.push(nic);
      else byZone.set(nic.belongs_to_uuid, [nic]);
    }
  }
  return { byZone, ofServers };
}

function joinZone(
  instance: SapiInstance,
  service: SapiService,
  rows: VmRows,
  nics: readonly NapiNic[],
  held: ReadonlySet<string>,
): CoreZone {
  const vm = rows.byUuid?.get(instance.uuid) ?? null;
  const fromVm = vm?.nics?.map((nic): ZoneNic => ({
    mac: nic.mac.toLowerCase(),
    ip: asAddress(nic.ip),
    nicTag: nic.nic_tag ?? null,
    network: nic.network_uuid ?? nics.find((other) => sameMac(other, nic.mac))?.network_uuid ?? null,
    primary: nic.primary ?? false,
  }));
  const fromNapi = nics.map((nic): ZoneNic => ({
    mac: nic.mac.toLowerCase(),
    ip: asAddress(nic.ip),
    nicTag: nic.nic_tag ?? null,
    network: nic.network_uuid ?? null,
    primary: nic.primary ?? false,
  }));
  return {
    uuid: instance.uuid,
    alias: vm?.alias ?? instance.params?.alias ?? instance.uuid,
    service,
    server:
      vm?.server_uuid ?? instance.params?.server_uuid ?? nics.find((nic) => nic.cn_uuid)?.cn_uuid ?? null,
    state: rows.byUuid ? (vm?.state ?? 'missing') : null,
    nics: fromVm?.length ? fromVm : sortNics(fromNapi),
    dataset: datasetOf(instance, service, vm, held),
    instance,
    vm,
  };
}

/** vmadm allows words (dhcp, addrconf) where an address stands; those are none that can be planned with. */
function asAddress(ip: string | undefined): string | null {
  return ip !== undefined && /^[0-9a-f]*[.:][0-9a-f.:]+$/i.test(ip) ? ip.toLowerCase() : null;
}

/** NAPI lists NICs in no promised order; VMAPI's order is that of the interfaces. Admin comes first there. */
function sortNics(nics: readonly ZoneNic[]): readonly ZoneNic[] {
  return [...nics].sort(
    (a, b) => Number(isAdminTag(b.nicTag)) - Number(isAdminTag(a.nicTag)) || compare(a.mac, b.mac),
  );
}

/** The admin network's tag; rack-aware datacenters have one a rack (RFD 152: admin_rack_…). */
export function isAdminTag(tag: string | null): boolean {
  return tag === 'admin' || (tag?.startsWith('admin_') ?? false);
}

/**
 * VMAPI's `datasets` is the sure sign, and so is what the server's pool holds: VMAPI may not have been
 * told yet. Without either, the service's params are believed.
 */
function datasetOf(
  instance: SapiInstance,
  service: SapiService,
  vm: VmapiVm | null,
  held: ReadonlySet<string>,
): string | null {
  const name = `zones/${instance.uuid}/data`;
  if (vm?.datasets?.includes(name) || held.has(name)) return name;
  return vm === null && service.params?.delegate_dataset === true ? name : null;
}

function readNicTags(snapshot: Snapshot, nics: readonly NapiNic[]): ReadonlyMap<string, ReadonlySet<string>> {
  const tags = new Map<string, Set<string>>();
  const provide = (server: string, tag: string): void => {
    const known = tags.get(server);
    if (known) known.add(tag);
    else tags.set(server, new Set([tag]));
  };
  for (const nic of nics) for (const tag of nic.nic_tags_provided ?? []) provide(nic.belongs_to_uuid, tag);
  for (const server of snapshot.cnapi?.servers ?? []) {
    const interfaces = server.sysinfo?.['Network Interfaces'];
    if (typeof interfaces !== 'object' || interfaces === null) continue;
    for (const one of Object.values(interfaces as Record<string, unknown>)) {
      const names = (one as { 'NIC Names'?: unknown } | null)?.['NIC Names'];
      if (Array.isArray(names))
        for (const name of names) if (typeof name === 'string') provide(server.uuid, name);
    }
  }
  return tags;
}

function sameMac(nic: NapiNic, mac: string): boolean {
  return nic.mac.toLowerCase() === mac.toLowerCase();
}

/** Order by code units: the same on every machine, unlike localeCompare. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
