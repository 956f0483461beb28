/**
 * Picks addresses by NAPI's own rules (sdc-napi lib/models/ip): first those reserved for us before,
 * then the lowest that never had a record, then the lowest freed one; always inside the provisioning
 * range. Unlike NAPI it also avoids what is in use without a record: an address a zone or server
 * holds that NAPI was never told of, resolvers, and the numbers SAPI's metadata names.
 */
import { Address4, Address6 } from 'ip-address';
import type { NapiIp, NapiNetwork, Snapshot } from '../schemas/snapshot.ts';
import type { NetworkUuid, OwnerUuid } from '../schemas/ids.ts';
import type { World } from './world.ts';

/** An address the plan takes, and how it came to be ours. */
export interface Taken {
  readonly ip: string;
  readonly source: 'free' | 'reserved';
}

export interface AddressPicker {
  /** Takes the next address of a network; null where none is left. */
  take(network: NetworkUuid): Taken | null;
  /** NAPI's record of an address, if it has one. */
  record(network: NetworkUuid, ip: string): NapiIp | null;
}

/** A picker over the snapshot's addresses; what it gives out it never gives out twice. */
export function addressPicker(world: World, marker: OwnerUuid): AddressPicker {
  const named = numbersInMetadata(world);
  const pools = new Map<NetworkUuid, Pool | null>();
  const pool = (uuid: NetworkUuid): Pool | null => {
    let known = pools.get(uuid);
    if (known === undefined) {
      const network = world.networks.get(uuid);
      known = network ? makePool(world.snapshot, network, marker, named) : null;
      pools.set(uuid, known);
    }
    return known;
  };
  return {
    take: (network) => {
      const next = pool(network)?.queue.next();
      return next && next.done !== true ? next.value : null;
    },
    record: (network, ip) => pool(network)?.records.get(ip) ?? null,
  };
}

interface Pool {
  readonly records: ReadonlyMap<string, NapiIp>;
  /** Addresses in the order they are given out. */
  readonly queue: Iterator<Taken, undefined>;
}

function makePool(
  snapshot: Snapshot,
  network: NapiNetwork,
  marker: OwnerUuid,
  named: ReadonlySet<string>,
): Pool {
  const records = new Map((snapshot.napi?.ips[network.uuid] ?? []).map((record) => [record.ip, record]));
  const avoided = new Set([...usedWithoutRecord(snapshot, network), ...named]);
  for (const ip of network.resolvers ?? []) avoided.add(ip);
  if (network.gateway !== undefined) avoided.add(network.gateway);
  return { records, queue: walk(network, records, avoided, marker) };
}

function* walk(
  network: NapiNetwork,
  records: ReadonlyMap<string, NapiIp>,
  avoided: ReadonlySet<string>,
  marker: OwnerUuid,
): Generator<Taken, undefined> {
  const range = rangeOf(network);
  if (range === null) return undefined;
  const existing = [...records.values()]
    .map((record) => ({ record, value: numberOf(record.ip) ?? -1n }))
    .filter(({ record, value }) => value >= range.start && value <= range.end && !avoided.has(record.ip))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  for (const { record } of existing) {
    const ours = record.reserved && record.owner_uuid === marker && record.belongs_to_uuid === undefined;
    if (ours) yield { ip: record.ip, source: 'reserved' };
  }
  for (let value = range.start; value <= range.end; value += 1n) {
    const ip = range.text(value);
    if (!records.has(ip) && !avoided.has(ip)) yield { ip, source: 'free' };
  }
  for (const { record } of existing) if (record.free) yield { ip: record.ip, source: 'free' };
  return undefined;
}

interface Range {
  readonly start: bigint;
  readonly end: bigint;
  readonly text: (value: bigint) => string;
}

/** The provisioning range cut to the subnet's usable part: never its own number, never the broadcast address. */
function rangeOf(network: NapiNetwork): Range | null {
  const first = numberOf(network.provision_start_ip);
  const last = numberOf(network.provision_end_ip);
  if (first === null || last === null) return null;
  const v6 = network.subnet.includes(':');
  const subnet = subnetOf(network.subnet);
  if (subnet === null) return null;
  const low = subnet.startAddress().bigInt() + 1n;
  const high = subnet.endAddress().bigInt() - (v6 ? 0n : 1n);
  return {
    start: first > low ? first : low,
    end: last < high ? last : high,
    text: (value) =>
      v6 ? Address6.fromBigInt(value).correctForm() : Address4.fromBigInt(value).correctForm(),
  };
}

function subnetOf(cidr: string): Address4 | Address6 | null {
  try {
    return cidr.includes(':') ? new Address6(cidr) : new Address4(cidr);
  } catch {
    // The library tells only by throwing that a text is no subnet.
    return null;
  }
}

/** Whether a network's subnet contains an address. */
export function isInSubnet(network: NapiNetwork, ip: string): boolean {
  const subnet = subnetOf(network.subnet);
  const value = numberOf(ip);
  if (subnet === null || value === null) return false;
  return value >= subnet.startAddress().bigInt() && value <= subnet.endAddress().bigInt();
}

/** An address as a number, or null where the text is none. */
function numberOf(ip: string): bigint | null {
  try {
    return ip.includes(':') ? new Address6(ip).bigInt() : new Address4(ip).bigInt();
  } catch {
    return null;
  }
}

function usedWithoutRecord(snapshot: Snapshot, network: NapiNetwork): Set<string> {
  const used = new Set<string>();
  for (const nic of snapshot.napi?.nics ?? []) {
    if (nic.network_uuid === network.uuid && nic.ip !== undefined) used.add(nic.ip);
  }
  for (const vm of snapshot.vmapi?.vms ?? []) {
    if (vm.state === 'destroyed') continue;
    for (const nic of vm.nics ?? []) {
      if (nic.ip !== undefined && (nic.network_uuid ?? network.uuid) === network.uuid) used.add(nic.ip);
    }
  }
  for (const server of snapshot.cnapi?.servers ?? []) {
    for (const kind of ['Network Interfaces', 'Virtual Network Interfaces']) {
      for (const ip of addressesIn(server.sysinfo?.[kind])) used.add(ip);
    }
  }
  return used;
}

function addressesIn(interfaces: unknown): readonly string[] {
  if (typeof interfaces !== 'object' || interfaces === null) return [];
  return Object.values(interfaces).flatMap((one: unknown) => {
    const ip = (one as { ip4addr?: unknown } | null)?.ip4addr;
    return typeof ip === 'string' && ip !== '' ? [ip] : [];
  });
}

/**
 * Addresses that the application's metadata names: `<service>_admin_ips` and the spare
 * `binder_resolver_ips`, which headnode set-up promised to binders without telling NAPI.
 */
function numbersInMetadata(world: World): ReadonlySet<string> {
  const numbers = new Set<string>();
  for (const [key, value] of Object.entries(world.sdc?.metadata ?? {})) {
    if (!/_ips?$/.test(key) || typeof value !== 'string') continue;
    for (const part of value.split(',')) if (numberOf(part.trim()) !== null) numbers.add(part.trim());
  }
  return numbers;
}
