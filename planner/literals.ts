/**
 * Every recorded place that names a moved address as a number: SAPI's metadata and params, headnodes'
 * /usbkey/config, resolvers of networks and zones. Values stay out of it, for some are secret; a key says enough.
 *
 * A step changes what names the old address and not the new one. Where both stand, somebody has begun to change
 * it, and what it should be is for a person to say; so it is where an address goes and nothing comes in its place.
 */
import { addressFinder } from '../schemas/addresses-in.ts';
import type { ParamsOf } from '../schemas/plan.ts';
import type { CnapiServer } from '../schemas/snapshot.ts';
import type { Renumbered } from './renumbered.ts';
import { copiedKeys } from './size.ts';
import { compare, isGone, type World } from './world.ts';

/** What a step can change. */
export type Written =
  | {
      readonly kind: 'sapi';
      readonly object: ParamsOf<'sapi.substitute'>['object'];
      readonly field: 'metadata' | 'params';
      /** As people call it. */
      readonly name: string;
    }
  | { readonly kind: 'file'; readonly server: CnapiServer; readonly name: string };

/** An address in a value that becomes another. */
export interface Rewrite {
  readonly at: Written;
  readonly key: string;
  readonly change: Renumbered;
  readonly new: string;
}

export interface Literals {
  /** What steps change. */
  readonly rewrites: readonly Rewrite[];
  /** What a person must change. */
  readonly byHand: readonly { readonly where: string; readonly change: Renumbered }[];
}

/** A value that may name addresses. */
interface Value {
  readonly key: string;
  readonly value: unknown;
  /** Null: no step can change it there. */
  readonly at: Written | null;
  readonly where: string;
}

/** The working copy of a headnode's USB key's config. */
export const CONFIG = '/usbkey/config';

/**
 * Keys as Triton writes them, which a line of /usbkey/config can have. Any other is left to a person: a step
 * would not find it in the file, or could not be named after it.
 */
const KEY = /^[A-Za-z_][\w-]*$/;

/** Finds the places. */
export function findLiterals(world: World, changes: readonly Renumbered[]): Literals {
  const find = addressFinder([
    ...new Set(changes.flatMap((one) => [one.old, ...(one.new === null ? [] : [one.new])])),
  ]);
  const rewrites: Rewrite[] = [];
  const byHand: Literals['byHand'][number][] = [];
  const moves = new Set(changes.map(({ leaving }) => leaving));
  const values = [
    ...sapiValues(world, moves),
    ...copiedValues(moves),
    ...fileValues(world),
    ...others(world, moves),
  ];
  for (const { key, value, at, where } of values) {
    const found = new Set(find(value));
    if (found.size === 0) continue;
    const named = changes.filter(({ old }) => found.has(old));
    // Two zones that had one address, or a new one that stands there already.
    const isOdd =
      new Set(named.map(({ old }) => old)).size < named.length ||
      named.some((one) => one.new !== null && found.has(one.new));
    const isByHand = at === null || isOdd || !KEY.test(key);
    for (const change of named) {
      if (isByHand || change.new === null) byHand.push({ where, change });
      else rewrites.push({ at, key, change, new: change.new });
    }
  }
  return { rewrites, byHand };
}

function* sapiValues({ snapshot }: World, moves: ReadonlySet<Renumbered['leaving']>): Iterable<Value> {
  const { applications = [], services = [], instances = [] } = snapshot.sapi ?? {};
  const gone = new Set<string>([...moves].map(({ old }) => old.uuid));
  const rows = [
    ...applications.map((row) => ({ row, kind: 'applications' as const, called: `application ${row.name}` })),
    ...services.map((row) => ({ row, kind: 'services' as const, called: `service ${row.name}` })),
    ...instances
      .filter(({ uuid }) => !gone.has(uuid))
      .map((row) => ({
        row,
        kind: 'instances' as const,
        called: `instance ${row.params?.alias ?? row.uuid}`,
      })),
  ].sort((a, b) => compare(a.kind, b.kind) || compare(a.called, b.called) || compare(a.row.uuid, b.row.uuid));
  for (const { row, kind, called } of rows) {
    for (const field of ['metadata', 'params'] as const) {
      const name = `${field} of SAPI's ${called}`;
      const at = { kind: 'sapi', object: { kind, uuid: row.uuid }, field, name } as const;
      for (const [key, value] of entries(row[field]))
        yield { key, value, at, where: `${key} in the ${name}` };
    }
  }
}

/** What a new instance's record gets from the old one's, when it is made. */
function* copiedValues(moves: ReadonlySet<Renumbered['leaving']>): Iterable<Value> {
  for (const { planned, old } of moves) {
    if (planned.create === null) continue;
    const copied = copiedKeys(old);
    for (const field of ['metadata', 'params'] as const) {
      for (const [key, value] of entries(old.instance[field])) {
        if (!copied[field].includes(key)) continue;
        yield { key, value, at: null, where: `${key} in the ${field} of SAPI's instance ${planned.key}` };
      }
    }
  }
}

function* fileValues(world: World): Iterable<Value> {
  for (const server of headnodesOf(world)) {
    const name = `${CONFIG} of ${server.hostname}`;
    for (const [key, value] of entries(configOf(world, server) ?? {}))
      yield { key, value, at: { kind: 'file', server, name }, where: `${key} in ${name}` };
  }
}

function* others(world: World, moves: ReadonlySet<Renumbered['leaving']>): Iterable<Value> {
  for (const { uuid, name, resolvers } of [...world.networks.values()].sort((a, b) =>
    compare(a.uuid, b.uuid),
  ))
    yield {
      key: 'resolvers',
      value: resolvers,
      at: null,
      where: `resolvers of network ${name} (${uuid}) in NAPI`,
    };
  const moved = new Set([...moves].map(({ old }) => old));
  for (const zone of world.zones) {
    if (moved.has(zone) || isGone(zone.state)) continue;
    const row: Readonly<Record<string, unknown>> = zone.vm ?? {};
    for (const key of ['resolvers', 'customer_metadata', 'internal_metadata'])
      yield { key, value: row[key], at: null, where: `${key} of ${zone.alias} (vmadm update ${zone.uuid})` };
  }
}

/** Keys of a headnode's config; null where nobody recorded them. */
export function configOf({ snapshot }: World, { uuid }: CnapiServer): object | null {
  const { platforms: _platforms, extra: _extra, ...config } = snapshot.globalZones?.[uuid]?.usbkey ?? {};
  return Object.keys(config).length === 0 ? null : config;
}

/** Headnodes by hostname. */
export function headnodesOf({ servers }: World): readonly CnapiServer[] {
  return servers
    .filter((server) => server.headnode === true)
    .sort((a, b) => compare(a.hostname, b.hostname) || compare(a.uuid, b.uuid));
}

function entries(values: object | undefined): readonly (readonly [string, unknown])[] {
  return Object.entries(values ?? {}).sort(([a], [b]) => compare(a, b));
}
