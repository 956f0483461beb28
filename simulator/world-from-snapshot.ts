/**
 * Makes a world from any snapshot. What the snapshot doesn't have is filled in plausibly (VMs from
 * SAPI's instances and NAPI's NICs, installed images from the zones that use them), because a
 * rehearsal must be possible with the holes that real recordings have. Linear: a datacenter of
 * hundreds of thousands of VMs is read once, and only core zones get a zone of their own.
 */
import type { Snapshot } from '../schemas/snapshot.ts';
import { isInDns } from './behaviour.ts';
import { noFaults } from './faults/fault.ts';
import { recordedDataset, emptyDataset, takeSnapshot } from './zfs/dataset.ts';
import { guid } from './random.ts';
import { asRow, list, numeric, object, text } from './rows.ts';
import { isoNow } from './schedule.ts';
import { runsElsewhere } from './elsewhere.ts';
import { disagreements } from './invariants/at-rest.ts';
import { shardOf } from './manatee/shard.ts';
import { putConfig } from './usbkey-config.ts';
import { linkTools } from './global-zone-links.ts';
import { brokerOf } from './invariants/numbers.ts';
import { originOf } from './origin.ts';
import { beginEnsemble } from './zookeeper/begin.ts';
import { adminIp, indexNic, nicsAsVmapiHasThem, zoneNic } from './zone-nics.ts';
import type { Content, Dataset, IpRecord, Row, World, Zone } from './world.ts';

/** A world as the snapshot has it, at the snapshot's time. */
export function worldFromSnapshot(snapshot: Snapshot, seed: number): World {
  const world = emptyWorld(snapshot, seed);
  readSapi(world, snapshot);
  for (const server of snapshot.cnapi?.servers ?? []) world.servers.set(server.uuid, server);
  readNapi(world, snapshot);
  for (const vm of snapshot.vmapi?.vms ?? vmsFromInstances(world)) world.vms.set(String(vm['uuid']), vm);
  readImages(world, snapshot);
  readZones(world);
  readGlobalZones(world, snapshot);
  beginEnsemble(world, snapshot);
  for (const zone of world.zones.values()) begin(world, zone);
  world.broker = brokerOf(world);
  world.manatee = shardOf(world, snapshot);
  readTools(world);
  world.elsewhere = runsElsewhere(world, snapshot);
  world.disagreements = disagreements(world).map(({ message }) => message);
  return world;
}

function emptyWorld(snapshot: Snapshot, seed: number): World {
  const startedAt = Date.parse(snapshot.takenAt);
  return {
    random: { state: seed | 0 },
    now: startedAt,
    seq: 0,
    queue: [],
    origin: originOf(snapshot, startedAt),
    elsewhere: [],
    disagreements: [],
    broker: null,
    manatee: null,
    sapiMode: snapshot.sapi?.mode ?? 'full',
    applications: new Map(),
    services: new Map(),
    instances: new Map(),
    manifests: new Map(),
    servers: new Map(),
    networks: new Map(),
    ips: new Map(),
    nics: new Map(),
    nicsOf: new Map(),
    vms: new Map(),
    images: new Map(),
    jobs: new Map(),
    ticketFreeAt: 0,
    zones: new Map(),
    datasets: new Map(),
    installed: new Map(),
    registrations: new Map(),
    zookeepers: new Map(),
    ensemble: { electing: false, lostAt: null },
    transfers: new Map(),
    files: new Map(),
    folders: new Map(),
    links: new Map(),
    sdcadmLocks: new Map(),
    spells: [],
    violations: [],
    faults: noFaults(),
  };
}

function readSapi(world: World, { sapi }: Snapshot): void {
  for (const application of sapi?.applications ?? []) world.applications.set(application.uuid, application);
  for (const service of sapi?.services ?? []) world.services.set(service.uuid, service);
  for (const instance of sapi?.instances ?? []) world.instances.set(instance.uuid, instance);
}

function readNapi(world: World, { napi, takenAt }: Snapshot): void {
  const modified = Date.parse(takenAt);
  for (const network of napi?.networks ?? []) world.networks.set(network.uuid, network);
  for (const [network, ips] of Object.entries(napi?.ips ?? {})) {
    world.ips.set(network, new Map(ips.map((ip) => [ip.ip, ipRecord(ip, modified)])));
  }
  for (const nic of napi?.nics ?? []) {
    world.nics.set(nic.mac, nic);
    indexNic(world, nic);
  }
}

function ipRecord(ip: Row, modified: number): IpRecord {
  const owner = (['belongs_to_type', 'belongs_to_uuid', 'owner_uuid'] as const).flatMap((key) => {
    const value = text(ip, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { ip: String(ip['ip']), reserved: ip['reserved'] === true, ...Object.fromEntries(owner), modified };
}

/** VM rows for the instances of a snapshot without VMAPI. */
function vmsFromInstances(world: World): readonly Row[] {
  return [...world.instances.values()].flatMap((instance) => {
    const service = world.services.get(text(instance, 'service_uuid') ?? '');
    if (service === undefined || (text(service, 'type') ?? 'vm') !== 'vm') return [];
    const application = world.applications.get(text(service, 'application_uuid') ?? '');
    const params = { ...object(service, 'params'), ...object(instance, 'params') };
    const uuid = String(instance['uuid']);
    const delegated = params['delegate_dataset'] === true;
    return [
      {
        uuid,
        alias: text(params, 'alias') ?? null,
        autoboot: true,
        brand: 'joyent-minimal',
        create_timestamp: isoNow(world),
        datasets: delegated ? [`zones/${uuid}/data`] : [],
        destroyed: null,
        image_uuid: text(params, 'image_uuid') ?? null,
        last_modified: isoNow(world),
        max_physical_memory: numeric(params, 'max_physical_memory') ?? null,
        nics: nicsAsVmapiHasThem(world, uuid),
        owner_uuid: text(application, 'owner_uuid') ?? null,
        quota: numeric(params, 'quota') ?? null,
        server_uuid: text(params, 'server_uuid') ?? null,
        state: 'running',
        tags: object(params, 'tags'),
        zone_state: 'running',
      },
    ];
  });
}

/** Without IMGAPI's part, every image that something is made from is there. */
function readImages(world: World, { imgapi }: Snapshot): void {
  for (const image of imgapi?.images ?? []) world.images.set(image.uuid, image);
  if (imgapi) return;
  const params = [...world.services.values()].map((service) => object(service, 'params'));
  for (const used of [...params, ...world.vms.values()]) {
    const uuid = text(used, 'image_uuid');
    if (uuid === undefined) continue;
    world.images.set(uuid, {
      v: 2,
      uuid,
      name: uuid,
      state: 'active',
      disabled: false,
      type: 'zone-dataset',
      os: 'smartos',
    });
  }
}

function readZones(world: World): void {
  for (const vm of world.vms.values()) {
    const uuid = String(vm['uuid']);
    const instance = world.instances.get(uuid);
    const role = text(object(vm, 'tags'), 'smartdc_role');
    const state = text(vm, 'state');
    const server = text(vm, 'server_uuid') ?? text(object(instance, 'params'), 'server_uuid');
    if (server === undefined || state === 'destroyed' || state === 'failed') continue;
    if (instance === undefined && role === undefined) continue;
    const service = world.services.get(text(instance, 'service_uuid') ?? '');
    world.zones.set(uuid, zoneOf(world, vm, server, text(service, 'name') ?? role ?? null));
  }
}

function zoneOf(world: World, vm: Row, server: string, service: string | null): Zone {
  const quota = numeric(vm, 'quota');
  const alive = text(world.servers.get(server), 'status') !== 'unknown';
  const running = alive && text(vm, 'state') === 'running';
  return {
    uuid: String(vm['uuid']),
    server,
    service,
    alias: text(vm, 'alias') ?? null,
    image: text(vm, 'image_uuid') ?? null,
    quotaBytes: quota === undefined ? null : quota * 2 ** 30,
    nics: list(vm, 'nics').map((nic) => zoneNic(asRow(nic))),
    running,
    serving: running,
    autoboot: vm['autoboot'] !== false,
    setUp: running || text(vm, 'state') === 'stopped',
    registrar: true,
    disabled: [],
    boot: 0,
  };
}

function readGlobalZones(world: World, { globalZones }: Snapshot): void {
  for (const server of world.servers.keys()) {
    const recorded = globalZones?.[server];
    const entries = recorded?.datasets ?? [];
    const datasets = new Map(
      entries
        .filter(({ name }) => !name.includes('@'))
        .map((dataset) => [
          dataset.name,
          recordedDataset(dataset, dataset.guid ?? guid(world.random), world.now),
        ]),
    );
    for (const { name: path, guid: id } of entries) {
      const [name = '', label] = path.split('@', 2);
      const dataset = datasets.get(name);
      // Nothing tells what was written since: as little as possible is assumed.
      if (dataset && label !== undefined) takeSnapshot(dataset, label, id ?? guid(world.random), world.seq++);
    }
    world.datasets.set(server, datasets);
    putConfig(world, server, recorded?.usbkey);
    world.installed.set(server, new Set(recorded?.images));
  }
  shareContents(world);
  for (const zone of world.zones.values()) {
    addMissingDataset(world, zone);
    addImages(world, zone);
  }
}

/** Datasets with one snapshot in common are copies: each has what was written to the other by then. */
function shareContents(world: World): void {
  const holders = new Map<string, Dataset[]>();
  for (const there of world.datasets.values()) {
    for (const dataset of there.values()) {
      for (const { guid: id } of dataset.snapshots) holders.set(id, [...(holders.get(id) ?? []), dataset]);
    }
  }
  for (const [id, copies] of holders) {
    const content = Object.assign({}, ...copies.map((copy) => copy.content)) as Content;
    for (const copy of copies) {
      copy.content = content;
      copy.snapshots = copy.snapshots.map((one) => (one.guid === id ? { ...one, content } : one));
    }
  }
}

function addMissingDataset(world: World, zone: Zone): void {
  const datasets = world.datasets.get(zone.server);
  for (const name of list(world.vms.get(zone.uuid), 'datasets')) {
    if (datasets === undefined || typeof name !== 'string' || datasets.has(name)) continue;
    datasets.set(name, emptyDataset(name, guid(world.random), world.now));
  }
}

/** The zone's image is in its pool, whatever was recorded, or the zone could not be there. */
function addImages(world: World, { image, server }: Zone): void {
  const installed = world.installed.get(server);
  for (let next = image; next !== null && installed !== undefined;) {
    installed.add(next);
    next = text(world.images.get(next), 'origin') ?? null;
  }
}

/** Every server has the folder of tools; those of the sdc zone are linked where it is. */
function readTools(world: World): void {
  for (const server of world.servers.keys()) world.folders.set(`${server}:/opt/smartdc`, 0o755);
  for (const zone of world.zones.values()) if (zone.service === 'sdc') linkTools(world, zone);
}

/** Enters a running zone into DNS and into the history of its service. */
function begin(world: World, zone: Zone): void {
  if (!zone.serving || zone.service === null) return;
  const { service } = zone;
  world.spells.push({
    service,
    zone: zone.uuid,
    from: world.now,
    until: null,
    foundFrom: world.now,
    foundUntil: null,
  });
  const ip = adminIp(zone);
  if (isInDns(service) && ip !== null) {
    world.registrations.set(zone.uuid, { zone: zone.uuid, service, ip, from: {}, until: null });
  }
}
