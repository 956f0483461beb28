/**
 * A datacenter on its way from recipe to snapshot: servers, networks, services and zones with
 * everything decided, before each API's records are written from them. All records come from this
 * one model, so that SAPI, VMAPI and NAPI agree unless an oddity says otherwise.
 */
import type { Network } from './address-book.ts';
import { findOffset, hold } from './address-book.ts';
import { macOf, uuidOf } from './names.ts';
import type { Recipe, ServerRecipe } from './recipe.ts';

export interface Server {
  readonly uuid: string;
  readonly headnode: boolean;
  readonly recipe: ServerRecipe;
  /** NIC tags that its NICs provide. */
  readonly tags: readonly string[];
  readonly nics: readonly Nic[];
}

export interface Nic {
  readonly mac: string;
  readonly network: Network;
  readonly offset: number;
  readonly primary: boolean;
}

export interface Image {
  readonly uuid: string;
  readonly name: string;
  readonly origin: Image | null;
  /** Whether IMGAPI has it. */
  readonly present: boolean;
}

export interface Service {
  readonly uuid: string;
  readonly name: string;
  readonly application: string;
  readonly type: 'vm' | 'agent';
  readonly params: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Zone {
  readonly uuid: string;
  readonly alias: string;
  readonly server: Server;
  readonly owner: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly nics: readonly Nic[];
  readonly image: string;
  /** MiB. */
  readonly ram: number;
  /** GiB. */
  readonly quota: number;
  /** Bytes in the delegated dataset, or null. */
  readonly dataset: number | null;
  /** Its SAPI record, or null for a zone that SAPI doesn't know. */
  readonly instance: {
    readonly service: string;
    readonly params: Readonly<Record<string, unknown>> | null;
    readonly metadata: Readonly<Record<string, unknown>>;
  } | null;
  /** Whether VMAPI has a row of it. */
  readonly row: boolean;
}

export interface Site {
  readonly recipe: Recipe;
  /** Owner of the application sdc: the administrator. */
  readonly administrator: string;
  /** A customer. */
  readonly customer: string;
  readonly application: string;
  readonly admin: Network;
  readonly others: readonly Network[];
  readonly servers: readonly Server[];
  readonly images: Image[];
  readonly services: Service[];
  readonly zones: Zone[];
  /** Agents' instances: service UUID and server. */
  readonly agents: { readonly uuid: string; readonly service: string; readonly server: Server }[];
  /** NICs that NAPI knows beside those of servers and zones. */
  readonly strayNics: {
    readonly nic: Nic;
    readonly type: string;
    readonly owner: string;
    readonly uuid: string;
  }[];
  /** Addresses that `binder_resolver_ips` names. */
  readonly spareResolvers: string[];
  /** Addresses that a server's sysinfo alone names. */
  readonly sysinfoAddresses: string[];
  /** The next MAC. */
  readonly nextMac: () => string;
}

/** A counter of MACs for one datacenter. */
export function macCounter(salt: number): () => string {
  let n = 0;
  return () => macOf(salt, n++);
}

/** The server an index of a recipe means. */
export function serverAt(site: Pick<Site, 'servers'>, index: number): Server {
  const server = site.servers[index % site.servers.length];
  if (server === undefined) throw new Error('a datacenter has at least one server');
  return server;
}

/**
 * A NIC for a zone on a network, with NAPI's record of its address; null where the server has no NIC
 * with the network's tag or the subnet is used up.
 */
export function plug(
  site: Pick<Site, 'recipe' | 'administrator' | 'nextMac'>,
  network: Network,
  holder: { readonly uuid: string; readonly server: Pick<Server, 'tags'>; readonly type?: string },
  how: { readonly where: 'below' | 'range'; readonly primary: boolean; readonly owner?: string },
): Nic | null {
  if (!holder.server.tags.includes(network.nicTag)) return null;
  const offset = findOffset(network, how.where, site.recipe.salt);
  if (offset === null) return null;
  hold(network, offset, {
    reserved: false,
    belongs_to_type: holder.type ?? 'zone',
    belongs_to_uuid: holder.uuid,
    owner_uuid: how.owner ?? site.administrator,
  });
  return { mac: site.nextMac(), network, offset, primary: how.primary };
}

/** The zone with the number `n` of what `name` names. */
export function zoneUuid(recipe: Recipe, name: string, n: number): string {
  return uuidOf(recipe.salt, 'zone', name, n);
}
