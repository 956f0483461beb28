/**
 * Writes the snapshot of a very large datacenter: three headnodes with the core services, thousands
 * of compute nodes, and every customer's VM with its NIC and address. It is streamed, because the
 * text alone would fill the heap, and it is the same bytes each time.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { buildDatacenter } from '../test/support/datacenter/build.ts';
import { macOf, uuidOf } from '../test/support/datacenter/names.ts';
import type {
  InstanceRecipe,
  NetworkRecipe,
  Recipe,
  ServerRecipe,
  ServiceRecipe,
} from '../test/support/datacenter/recipe.ts';
import { SERVICE_NAMES, shapeOf } from '../test/support/datacenter/services.ts';
import type { Snapshot } from '../schemas/snapshot.ts';

export interface Size {
  readonly servers: number;
  readonly vms: number;
}

const SALT = 5000;
/** Customers' networks, /16 each. */
const NETWORKS = 40;

/** Writes the snapshot into a file and tells how many bytes it has. */
export function writeBigSnapshot(file: string, size: Size): number {
  const core = buildDatacenter(coreRecipe(size.servers));
  const out = sink(file);
  const { vmapi, napi, ...rest } = core;
  out.write(JSON.stringify(rest).slice(0, -1));
  writeVms(out, core, size, vmapi?.vms ?? []);
  writeNapi(out, size, napi);
  out.write('}\n');
  return out.close();
}

function coreRecipe(servers: number): Recipe {
  const server: ServerRecipe = {
    hostname: '',
    state: 'running',
    pool: 'roomy',
    nicTags: 'all',
    globalZone: 'recorded',
    images: 'own',
  };
  const network: NetworkRecipe = {
    prefix: 16,
    rangeStart: 60,
    rangeSize: 60_000,
    fill: [],
    gateway: 'below',
    resolver: 'elsewhere',
    marked: true,
  };
  const compute = Array.from({ length: servers - 3 }, (_, n) => ({
    ...server,
    hostname: `cn${String(n).padStart(5, '0')}`,
  }));
  return {
    salt: SALT,
    datacenter: 'bench-1',
    headnodes: [0, 1, 2].map((n) => ({ ...server, hostname: `headnode${String(n)}` })),
    computeNodes: compute,
    admin: network,
    others: [{ ...network, prefix: 22, rangeStart: 5, rangeSize: 900 }],
    services: SERVICE_NAMES.map(coreService),
    agents: true,
    oddities: [],
    parts: { vmapi: 'recorded', imgapi: 'recorded', globalZones: 'recorded', clusters: 'recorded' },
  };
}

/** The three-membered services have a member on each headnode, all others are on headnode0. */
function coreService(name: string): ServiceRecipe {
  const instance: InstanceRecipe = {
    server: 0,
    params: 'full',
    addresses: 'below',
    extraNic: null,
    resized: false,
    extraDataset: false,
    zone: 'running',
  };
  const count = shapeOf(name).instances === 3 ? 3 : 1;
  return {
    name,
    instances: Array.from({ length: count }, (_, server) => ({ ...instance, server })),
    origins: 1,
    image: 'complete',
  };
}

const uuids = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => uuidOf(SALT, what, index));
const networkUuids = uuids('customer-network', NETWORKS);
const ownerUuids = uuids('owner', 800);
const imageUuids = uuids('customer-image', 100);

/** Addresses of VM n: its network, and its place there. */
function place(n: number): { readonly network: string | undefined; readonly ip: string } {
  const index = n % NETWORKS;
  const host = 10 + Math.floor(n / NETWORKS);
  return {
    network: networkUuids[index],
    ip: `172.${String(16 + (index >> 3))}.${String(((index & 7) << 5) + (host >> 8))}.${String(host & 255)}`,
  };
}

function writeVms(out: Sink, core: Snapshot, size: Size, rows: readonly unknown[]): void {
  const servers = (core.cnapi?.servers ?? []).filter((server) => server.headnode !== true);
  out.write(`,"vmapi":{"vms":[${rows.map((row) => JSON.stringify(row)).join(',')}`);
  for (let n = 0; n < size.vms; n += 1) {
    const uuid = vmUuid(n);
    const { network, ip } = place(n);
    const row = {
      uuid,
      alias: `vm-${String(n)}`,
      brand: n % 5 === 0 ? 'bhyve' : 'joyent',
      state: n % 50 === 0 ? 'stopped' : n % 97 === 0 ? 'destroyed' : 'running',
      owner_uuid: owner(n),
      server_uuid: servers[n % servers.length]?.uuid ?? null,
      image_uuid: imageUuids[n % imageUuids.length],
      ram: 4096,
      max_physical_memory: 4096,
      cpu_cap: 200,
      quota: 50,
      datasets: [],
      tags: n % 3 === 0 ? { role: 'web', 'triton.cns.services': 'web' } : {},
      customer_metadata: {},
      nics: [
        {
          interface: 'net0',
          mac: macOf(SALT + 1, n),
          ip,
          nic_tag: 'external',
          primary: true,
          vlan_id: n % NETWORKS,
          network_uuid: network,
        },
      ],
      zone_state: 'running',
      zpool: 'zones',
    };
    out.write(`,${JSON.stringify(row)}`);
  }
  out.write(']}');
}

function vmUuid(n: number): string {
  return uuidOf(SALT, 'vm', n);
}

function owner(n: number): string | undefined {
  return ownerUuids[n % ownerUuids.length];
}

function writeNapi(out: Sink, size: Size, napi: Snapshot['napi']): void {
  const customers = Array.from({ length: NETWORKS }, (_, index) => customerNetwork(index));
  const head = {
    nicTags: napi?.nicTags,
    networkPools: [],
    networks: [...(napi?.networks ?? []), ...customers],
  };
  out.write(
    `,"napi":${JSON.stringify(head).slice(0, -1)},"ips":${JSON.stringify(napi?.ips ?? {}).slice(0, -1)}`,
  );
  for (let index = 0; index < NETWORKS; index += 1) {
    out.write(`,${JSON.stringify(networkUuids[index])}:[`);
    for (let n = index; n < size.vms; n += NETWORKS) {
      const { network, ip } = place(n);
      const holder = { belongs_to_type: 'zone', belongs_to_uuid: vmUuid(n), owner_uuid: owner(n) };
      const record = { ip, network_uuid: network, reserved: false, free: false, ...holder };
      out.write(`${n === index ? '' : ','}${JSON.stringify(record)}`);
    }
    out.write(']');
  }
  out.write(`},"nics":[${(napi?.nics ?? []).map((nic) => JSON.stringify(nic)).join(',')}`);
  for (let n = 0; n < size.vms; n += 1) {
    const { network, ip } = place(n);
    const nic = {
      mac: macOf(SALT + 1, n),
      belongs_to_type: 'zone',
      belongs_to_uuid: vmUuid(n),
      owner_uuid: owner(n),
      primary: true,
      state: 'running',
      ip,
      nic_tag: 'external',
      vlan_id: n % NETWORKS,
      network_uuid: network,
    };
    out.write(`,${JSON.stringify(nic)}`);
  }
  out.write(']}');
}

function customerNetwork(index: number): object {
  const subnet = `172.${String(16 + (index >> 3))}.${String((index & 7) << 5)}.`;
  const last = `172.${String(16 + (index >> 3))}.${String(((index & 7) << 5) + 31)}.254`;
  return {
    uuid: networkUuids[index],
    name: `customers-${String(index)}`,
    nic_tag: 'external',
    vlan_id: 200 + index,
    subnet: `${subnet}0/19`,
    provision_start_ip: `${subnet}10`,
    provision_end_ip: last,
    gateway: `${subnet}1`,
    resolvers: ['198.51.100.53'],
    family: 'ipv4',
    mtu: 1500,
  };
}

interface Sink {
  readonly write: (text: string) => void;
  /** Closes the file and tells its bytes. */
  readonly close: () => number;
}

/** Collects text and writes it a megabyte at a time: a system call a row would take minutes. */
function sink(file: string): Sink {
  const descriptor = openSync(file, 'w');
  let waiting: string[] = [];
  let length = 0;
  let bytes = 0;
  const flush = (): void => {
    bytes += writeSync(descriptor, waiting.join(''));
    waiting = [];
    length = 0;
  };
  return {
    write: (text) => {
      waiting.push(text);
      length += text.length;
      if (length > 1024 ** 2) flush();
    },
    close: () => {
      flush();
      closeSync(descriptor);
      return bytes;
    },
  };
}
