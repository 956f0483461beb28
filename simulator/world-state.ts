/**
 * A world as plain JSON and back, so that a simulated datacenter can be kept in a file between two
 * commands and go on as if it had not been. Clients don't survive; what they had asked for does.
 */
import { push } from './queue.ts';
import { indexNic } from './zone-nics.ts';
import type { Bookmark, IpRecord, SimEvent, World } from './world.ts';

type Entries<K, V> = readonly (readonly [K, V])[];

/** A saved world. */
export interface DatacenterState {
  readonly format: 'hnadm-simulated/1';
  readonly plain: Pick<
    World,
    | 'random'
    | 'now'
    | 'seq'
    | 'origin'
    | 'elsewhere'
    | 'disagreements'
    | 'sapiMode'
    | 'ticketFreeAt'
    | 'spells'
    | 'violations'
  >;
  readonly events: readonly SimEvent[];
  readonly maps: {
    readonly [K in MapName]: World[K] extends Map<infer Key, infer Value> ? Entries<Key, Value> : never;
  };
  readonly ips: Entries<string, Entries<string, IpRecord>>;
  readonly datasets: Entries<string, Entries<string, SavedDataset>>;
  readonly installed: Entries<string, readonly string[]>;
}

type SavedDataset =
  World['datasets'] extends Map<string, Map<string, infer D>>
    ? D & { readonly bookmarks: Bookmark[] }
    : never;

/** Maps of rows, which are replaced and never changed: a saved world can share them. */
const ROWS = [
  'applications',
  'services',
  'instances',
  'manifests',
  'servers',
  'networks',
  'nics',
  'vms',
  'images',
  'files',
] as const satisfies readonly (keyof World)[];
/** Maps of the simulator's own objects, which are changed in place. */
const OWN = ['jobs', 'zones', 'registrations', 'transfers'] as const satisfies readonly (keyof World)[];
type MapName = (typeof ROWS)[number] | (typeof OWN)[number];

/** Saves a world. The result shares nothing with it that will change. */
export function saveWorld(world: World): DatacenterState {
  const { random, now, seq, origin, elsewhere, disagreements, sapiMode, ticketFreeAt, spells, violations } =
    world;
  const plain = {
    random,
    now,
    seq,
    origin,
    elsewhere,
    disagreements,
    sapiMode,
    ticketFreeAt,
    spells,
    violations,
  };
  const rows = ROWS.map((name) => [name, [...world[name].entries()]] as const);
  const own = OWN.map((name) => [name, structuredClone([...world[name].entries()])] as const);
  const maps: unknown = Object.fromEntries<unknown>([...rows, ...own]);
  return {
    format: 'hnadm-simulated/1',
    plain: structuredClone(plain),
    // Who slept is gone; what was asked for, on its way or waiting for its answer, still happens.
    events: world.queue
      .filter(({ what }) => what.kind !== 'wake' && what.kind !== 'reply')
      .toSorted((a, b) => a.at - b.at || a.seq - b.seq),
    maps: maps as DatacenterState['maps'],
    ips: [...world.ips].map(([network, ips]) => [network, [...ips]] as const),
    datasets: structuredClone([...world.datasets].map(([server, there]) => [server, [...there]] as const)),
    installed: [...world.installed].map(([server, images]) => [server, [...images]] as const),
  };
}

/** The world that was saved. */
export function restoreWorld(state: DatacenterState): World {
  const { events, maps, ips, installed } = state;
  const [plain, datasets] = structuredClone([state.plain, state.datasets] as const);
  const restored = Object.fromEntries([
    ...ROWS.map((name) => [name, new Map(maps[name] as Entries<string, unknown>)] as const),
    ...OWN.map((name) => [name, new Map(structuredClone(maps[name]) as Entries<unknown, unknown>)] as const),
  ]);
  const world = {
    ...plain,
    ...restored,
    queue: [],
    nicsOf: new Map(),
    ips: new Map(ips.map(([network, records]) => [network, new Map(records)])),
    datasets: new Map(datasets.map(([server, there]) => [server, new Map(there)])),
    installed: new Map(installed.map(([server, images]) => [server, new Set(images)])),
  } as unknown as World;
  for (const event of events) push(world.queue, event);
  for (const nic of world.nics.values()) indexNic(world, nic);
  return world;
}
