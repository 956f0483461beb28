/**
 * A world as plain JSON and back, so that a simulated datacenter can be kept in a file between two
 * commands and go on as if it had not been. Clients don't survive, nor do the transfers between two
 * servers that went through them; what they had asked for does.
 */
import { push } from './queue.ts';
import { indexNic } from './zone-nics.ts';
import { cutTransfer } from './zfs/transfer.ts';
import type { FaultState } from './faults/fault.ts';
import type {
  Bookmark,
  Dataset,
  DatasetSnapshot,
  IpRecord,
  Job,
  SimEvent,
  Transfer,
  World,
} from './world.ts';

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
    | 'broker'
    | 'manatee'
    | 'sapiMode'
    | 'ticketFreeAt'
    | 'ensemble'
    | 'spells'
    | 'violations'
    | 'faults'
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

/** Maps of what is replaced and never changed: a saved world can share it. */
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
  'folders',
  'links',
  'sdcadmLocks',
] as const satisfies readonly (keyof World)[];
/** Maps of the simulator's own objects, which are changed in place. */
type OwnName = 'jobs' | 'zones' | 'registrations' | 'zookeepers' | 'transfers';
type MapName = (typeof ROWS)[number] | OwnName;

/** Saves a world. The result shares nothing with it that will change. */
export function saveWorld(world: World): DatacenterState {
  const { jobs, zones, registrations, zookeepers, transfers } = world;
  const rows: unknown = Object.fromEntries<unknown>(ROWS.map((name) => [name, [...world[name]]] as const));
  return {
    format: 'hnadm-simulated/1',
    plain: plainOf(world),
    // Who slept is gone; what was asked for, on its way or waiting for its answer, still happens.
    events: world.queue
      .filter(({ what }) => what.kind !== 'wake' && what.kind !== 'reply')
      .toSorted((a, b) => a.at - b.at || a.seq - b.seq),
    maps: {
      ...(rows as Pick<DatacenterState['maps'], (typeof ROWS)[number]>),
      jobs: copies(jobs, copyOfJob),
      zones: copies(zones, copyOf),
      registrations: copies(registrations, copyOf),
      zookeepers: copies(zookeepers, copyOf),
      transfers: copies(transfers, copyOfTransfer),
    },
    ips: [...world.ips].map(([network, ips]) => [network, [...ips]] as const),
    datasets: [...world.datasets].map(([server, there]) => [server, copies(there, copyOfDataset)] as const),
    installed: [...world.installed].map(([server, images]) => [server, [...images]] as const),
  };
}

/** The world that was saved. */
export function restoreWorld(state: DatacenterState): World {
  const { events, maps, ips, datasets, installed } = state;
  const rows = ROWS.map((name) => [name, new Map(maps[name] as Entries<unknown, unknown>)] as const);
  const world = {
    ...plainOf(state.plain),
    ...Object.fromEntries<unknown>(rows),
    jobs: new Map(copies(maps.jobs, copyOfJob)),
    zones: new Map(copies(maps.zones, copyOf)),
    registrations: new Map(copies(maps.registrations, copyOf)),
    zookeepers: new Map(copies(maps.zookeepers, copyOf)),
    transfers: new Map(copies(maps.transfers, copyOfTransfer)),
    queue: [],
    nicsOf: new Map(),
    ips: new Map(ips.map(([network, records]) => [network, new Map(records)])),
    datasets: new Map(datasets.map(([server, there]) => [server, new Map(copies(there, copyOfDataset))])),
    installed: new Map(installed.map(([server, images]) => [server, new Set(images)])),
  } as unknown as World;
  for (const event of events) push(world.queue, event);
  for (const nic of world.nics.values()) indexNic(world, nic);
  // What goes through a client ends with it.
  for (const client of [...world.transfers.keys()]) cutTransfer(world, client);
  return world;
}

function plainOf(plain: DatacenterState['plain']): DatacenterState['plain'] {
  const { random, now, seq, origin, elsewhere, disagreements, broker, manatee, sapiMode } = plain;
  const { ticketFreeAt, ensemble, spells, violations, faults } = plain;
  return {
    random: copyOf(random),
    now,
    seq,
    origin,
    elsewhere,
    disagreements,
    broker,
    manatee,
    sapiMode,
    ticketFreeAt,
    ensemble: copyOf(ensemble),
    spells: spells.map(copyOf),
    violations: [...violations],
    faults: copyOfFaults(faults),
  };
}

function copies<K, V>(entries: Iterable<readonly [K, V]>, copy: (value: V) => V): Entries<K, V> {
  return Array.from(entries, ([key, value]) => [key, copy(value)] as const);
}

/*
 * An object of the simulator's own is copied down to what is changed in it, the rest is replaced as a
 * whole and shared. A deep copy would be simpler, and too slow where a run is forked at each of its
 * records.
 */
function copyOf<T extends object>(own: T): T {
  return { ...own };
}

function copyOfJob(job: Job): Job {
  return { ...job, results: [...job.results] };
}

function copyOfTransfer(transfer: Transfer): Transfer {
  return { ...transfer, snapshot: copyOfSnapshot(transfer.snapshot) };
}

function copyOfDataset(dataset: Dataset): Dataset {
  const { snapshots, bookmarks } = dataset;
  return { ...dataset, snapshots: snapshots.map(copyOfSnapshot), bookmarks: [...bookmarks] };
}

function copyOfSnapshot(snapshot: DatasetSnapshot): DatasetSnapshot {
  return { ...snapshot, holds: [...snapshot.holds] };
}

function copyOfFaults(faults: FaultState): FaultState {
  const { random, armed, reports, marks } = faults;
  return {
    ...faults,
    random: copyOf(random),
    armed: armed.map(copyOf),
    reports: [...reports],
    marks: copyOf(marks),
  };
}
