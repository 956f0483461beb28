/**
 * A network's addresses while a datacenter is being generated: who holds which, and NAPI's record of
 * each. Addresses are offsets from the subnet's own, so that small and large subnets work alike.
 */
import { numberOf } from './names.ts';
import type { NetworkRecipe } from './recipe.ts';

/** NAPI's address record, without address and network. */
export interface AddressRecord {
  readonly reserved: boolean;
  readonly belongs_to_type?: string;
  readonly belongs_to_uuid?: string;
  readonly owner_uuid?: string;
}

export interface Network {
  readonly uuid: string;
  readonly name: string;
  readonly nicTag: string;
  readonly vlan: number;
  /** The subnet's own address as a number. */
  readonly base: number;
  readonly prefix: number;
  /** First and last offset of the provisioning range. */
  readonly start: number;
  readonly end: number;
  readonly gateway: number | null;
  readonly resolvers: readonly string[];
  /** Records by offset. */
  readonly records: Map<number, AddressRecord>;
  /** Offsets that are somebody's, with or without a record. */
  readonly taken: Set<number>;
  /** How many addresses at the start of the range the recipe speaks for: zones keep off them. */
  readonly spokenFor: number;
}

/** Dotted form of an offset in a network. */
export function dotted(network: Network, offset: number): string {
  const value = network.base + offset;
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** Netmask of a prefix length. */
export function netmask(prefix: number): string {
  const value = (0xffffffff << (32 - prefix)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** Offset of the broadcast address. */
export function broadcast(prefix: number): number {
  return 2 ** (32 - prefix) - 1;
}

/**
 * A network with the records that NAPI makes when it is created: gateway, resolver inside and
 * broadcast belong to the administrator; the addresses next to the range get a bare record (sdc-napi
 * lib/models/network).
 */
export function openNetwork(
  recipe: NetworkRecipe,
  names: Pick<Network, 'uuid' | 'name' | 'nicTag' | 'vlan' | 'base'> & { readonly administrator: string },
): Network {
  const last = broadcast(recipe.prefix) - 1;
  const start = Math.min(recipe.rangeStart, last);
  const end = Math.min(start + recipe.rangeSize - 1, last);
  const gateway = recipe.gateway === 'none' ? null : recipe.gateway === 'below' ? 1 : end;
  const inner = recipe.resolver === 'in-range' ? start + Math.floor((end - start) / 2) : null;
  const network: Network = {
    ...names,
    prefix: recipe.prefix,
    start,
    end,
    gateway,
    resolvers: [],
    records: new Map(),
    taken: new Set(),
    spokenFor: recipe.fill.length,
  };
  const mine = {
    reserved: true,
    belongs_to_type: 'other',
    belongs_to_uuid: names.administrator,
    owner_uuid: names.administrator,
  };
  for (const offset of [gateway, inner])
    if (offset !== null) hold(network, offset, recipe.marked ? mine : null);
  hold(network, broadcast(recipe.prefix), mine);
  for (const offset of [start - 1, end + 1])
    if (offset > 0 && !network.taken.has(offset)) network.records.set(offset, { reserved: false });
  const resolvers = inner === null ? [] : [dotted(network, inner)];
  return { ...network, resolvers: [...resolvers, '198.51.100.53'] };
}

/** Gives an offset to somebody, with NAPI's record of it or without one. */
export function hold(network: Network, offset: number, record: AddressRecord | null): void {
  network.taken.add(offset);
  if (record === null) network.records.delete(offset);
  else network.records.set(offset, record);
}

/**
 * An offset that nobody has and that no fill spoke for: below the range first or in the range first,
 * as wanted; anywhere else where there is none; null where the subnet is used up.
 */
export function findOffset(network: Network, wanted: 'below' | 'range', salt: number): number | null {
  const last = broadcast(network.prefix) - 1;
  const inside = [network.start + network.spokenFor, network.end] as const;
  const outside = [
    [2, network.start - 2],
    [network.end + 2, last],
  ] as const;
  const areas = wanted === 'range' ? [inside, ...outside] : [...outside, inside];
  for (const [from, to] of areas) {
    const length = to - from + 1;
    // In the range zones lie scattered, as they do after years; below it they follow each other.
    const skip =
      length > 0 && from === inside[0] ? numberOf(length, salt, network.name, network.taken.size) : 0;
    for (let index = 0; index < length; index += 1) {
      const offset = from + ((skip + index) % length);
      if (!network.taken.has(offset)) return offset;
    }
  }
  return null;
}
