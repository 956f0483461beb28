/**
 * The state of a simulated datacenter. Everything in it is plain data: what will happen later is an
 * event in the queue and never a closure, so that a world can be written to a file and go on in
 * another process as if nothing had been.
 *
 * API objects are rows that are replaced and never changed in place, so a snapshot of the world can
 * share them. Zones, datasets, jobs and transfers are the simulator's own and are changed in place.
 */
import type { Snapshot } from '../schemas/snapshot.ts';
import type { Endpoint } from '../triton/transport.ts';
import type { FaultState, TimedFault } from './faults/fault.ts';
import type { Shard } from './manatee/state.ts';
import type { Queue } from './queue.ts';
import type { Random } from './random.ts';

/** An API object, with every field it was recorded with. */
export type Row = Readonly<Record<string, unknown>>;

/** What a client gets in the end: an answer, or none and whether the other side may have acted. */
export type Outcome<T> = { readonly answer: T } | { readonly noAnswer: string; readonly sent: boolean };

/** A request on its way. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What happens at a time. `client` is the number of who waits for the answer. */
export type Happening =
  | { readonly kind: 'wake'; readonly client: number }
  | {
      readonly kind: 'request';
      readonly client: number;
      readonly to: Endpoint;
      readonly request: SentRequest;
    }
  | {
      readonly kind: 'command';
      readonly client: number;
      readonly server: string;
      readonly argv: readonly string[];
      readonly stdin: string;
    }
  | { readonly kind: 'reply'; readonly client: number; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'put'; readonly client: number; readonly file: string; readonly put: PutFile }
  | { readonly kind: 'provision'; readonly creation: Creation }
  | { readonly kind: 'provision-answered'; readonly creation: Creation; readonly job: string }
  | { readonly kind: 'poll'; readonly poll: Poll }
  | { readonly kind: 'job'; readonly job: string }
  | { readonly kind: 'services-up'; readonly zone: string; readonly boot: number }
  | { readonly kind: 'agent-report'; readonly zone: string }
  | {
      readonly kind: 'manatee';
      readonly zone: string;
      readonly turn: number;
      readonly what: 'sits' | 'expired' | 'attached';
    }
  | {
      readonly kind: 'manatee-granted';
      readonly zone: string;
      /** In the chain, and the shard's, when it was asked for: a shard that has changed grants nothing. */
      readonly position: number;
      readonly generation: number;
    }
  | { readonly kind: 'zookeeper-up'; readonly zone: string; readonly starts: number }
  | { readonly kind: 'zookeeper-joins'; readonly zone: string; readonly starts: number }
  | { readonly kind: 'elected' }
  | { readonly kind: 'quorum-missed'; readonly lostAt: number; readonly by: 'hnadm' | 'fault' }
  | { readonly kind: 'registrars-return'; readonly forgotten: boolean }
  | { readonly kind: 'transfer'; readonly client: number }
  | { readonly kind: 'cut'; readonly client: number }
  | {
      readonly kind: 'fault';
      /** Its place among the reports. */
      readonly id: number;
      readonly fault: TimedFault;
      readonly part: 'begins' | 'shows' | 'ends';
    };

/** An event in the queue. */
export interface SimEvent {
  readonly at: number;
  readonly seq: number;
  readonly what: Happening;
}

/** A create that SAPI has passed to VMAPI. */
export interface Creation {
  /** Who waits for SAPI's (or VMAPI's) answer. */
  readonly client: number;
  /** Whether the request came through SAPI, which then removes its record when VMAPI refuses. */
  readonly throughSapi: boolean;
  readonly async: boolean;
  readonly uuid: string;
  readonly payload: Row;
}

/** SAPI's waiting for a VMAPI job, every five seconds. */
export interface Poll {
  readonly client: number;
  readonly job: string;
  readonly purpose: 'create' | 'delete';
  readonly instance: string;
}

export interface IpRecord {
  readonly ip: string;
  readonly reserved: boolean;
  readonly belongs_to_type?: string;
  readonly belongs_to_uuid?: string;
  readonly owner_uuid?: string;
  /** When it was last written: the order in which NAPI reuses freed addresses. */
  readonly modified: number;
}

/** A NIC as the zone's configuration on its server has it, which NAPI need not agree with. */
export interface ZoneNic {
  readonly mac: string;
  readonly nicTag: string;
  readonly ip: string | null;
  readonly primary: boolean;
}

/** A zone as its server has it. What VMAPI says of it is another matter. */
export interface Zone {
  readonly uuid: string;
  readonly server: string;
  readonly service: string | null;
  readonly alias: string | null;
  readonly image: string | null;
  /** Bytes of `zones/<uuid>`; null: none. */
  readonly quotaBytes: number | null;
  nics: ZoneNic[];
  /** The kernel's state: addresses answer while it is true. */
  running: boolean;
  /** Whether its services answer. */
  serving: boolean;
  autoboot: boolean;
  /** Whether setup.sh has ended: /var/svc/setup_complete exists. */
  setUp: boolean;
  registrar: boolean;
  /** Other SMF services that are disabled, over boots. */
  disabled: readonly string[];
  /** Counts boots, so that an event of an earlier boot is recognised. */
  boot: number;
}

/** Bytes written to a dataset, by the dataset they were first written to: what a copy has of its source. */
export type Content = Readonly<Record<string, number>>;

export interface DatasetSnapshot {
  readonly name: string;
  readonly guid: string;
  readonly content: Content;
  readonly referenced: number;
  /** Value of the dataset's write counter when it was made. */
  readonly counter: number;
  /** Transaction group: what was made later has a higher one. */
  readonly txg: number;
  holds: string[];
}

export interface Bookmark {
  readonly name: string;
  readonly guid: string;
  readonly counter: number;
  readonly txg: number;
}

export interface Dataset {
  readonly name: string;
  readonly guid: string;
  referenced: number;
  /** What lies in snapshots alone. */
  snapshotBytes: number;
  content: Content;
  /** Bytes ever written or received; settled up to `settledAt`. */
  counter: number;
  settledAt: number;
  snapshots: DatasetSnapshot[];
  bookmarks: Bookmark[];
  /** Of a receive that was cut with -s; null: none. */
  resumeToken: string | null;
  /** Whether a receive is going on. */
  receiving: boolean;
}

/** An instance's entry in DNS: when each binder begins and ceases to tell it. */
export interface Registration {
  readonly zone: string;
  readonly service: string;
  readonly ip: string;
  /** By binder zone, milliseconds since the epoch. */
  readonly from: Readonly<Record<string, number>>;
  until: Readonly<Record<string, number>> | null;
}

/** An entry of a ZooKeeper server's list. */
export interface ZooKeeperServer {
  readonly id: number;
  readonly ip: string;
}

/** The ZooKeeper server of a binder zone. */
export interface ZooKeeper {
  readonly zone: string;
  /** `myid`; null: none. */
  id: number | null;
  /** The list with which it last started. */
  servers: readonly ZooKeeperServer[];
  /** down, starting: nobody listens; looking, joining: it listens and serves nobody. */
  state: 'down' | 'starting' | 'looking' | 'joining' | 'leader' | 'follower' | 'standalone';
  /** Whether it knows nothing of what the ensemble does. */
  isEmpty: boolean;
  /** When it last ceased to serve; null: never. */
  knewUntil: number | null;
  /** Counts starts, so that an event of an earlier one is recognised. */
  starts: number;
}

/** A time in which a zone served. */
export interface Spell {
  readonly service: string;
  readonly zone: string;
  readonly from: number;
  until: number | null;
  /** When clients began to find it by name; null: not yet. */
  foundFrom: number | null;
  /** When clients ceased to find it by name; null: not yet. */
  foundUntil: number | null;
}

export type JobWork =
  | { readonly task: 'provision'; readonly payload: Row }
  | { readonly task: 'destroy' }
  | { readonly task: 'start' | 'stop' | 'reboot'; readonly idempotent: boolean }
  | { readonly task: 'add-nics'; readonly macs: readonly string[] }
  | { readonly task: 'remove-nics'; readonly macs: readonly string[] }
  /** Of somebody else's zone, which is in no model: it takes its time, in milliseconds. */
  | { readonly task: 'others'; readonly lasts: number };

export interface Job {
  readonly uuid: string;
  readonly name: string;
  readonly vm: string;
  readonly server: string;
  readonly createdAt: number;
  readonly timeout: number;
  readonly params: Row;
  readonly work: JobWork;
  execution: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';
  /** What it waits for: its turn at the VM, or its task's end. */
  stage: 'ticket' | 'task' | 'ended';
  /** When its task began and when it ends; null: not yet. */
  task: { readonly from: number; readonly until: number } | null;
  /** The workflow zone whose runner carries it; null: nobody does now, or one outside of the model. */
  runner: string | null;
  /** When its runner was cut off in the middle of it; null: never. */
  orphanedAt: number | null;
  results: Row[];
}

/** A `zfs send` into a `zfs recv`. */
export interface Transfer {
  readonly client: number;
  readonly from: { readonly server: string; readonly dataset: string };
  readonly to: { readonly server: string; readonly dataset: string };
  readonly snapshot: DatasetSnapshot;
  /** Guid of the snapshot or bookmark it starts from; null: a full stream. */
  readonly base: string | null;
  readonly resumable: boolean;
  readonly totalBytes: number;
  /** Bytes a millisecond. */
  readonly rate: number;
  readonly startedAt: number;
}

/** A file that was put into a global zone. */
export interface PutFile {
  readonly content: string;
  readonly mode: number;
}

/** Who holds sdcadm's lock on a server: sdcadm, until a command ends, or a process that goes by a link. */
export type SdcadmLock = { readonly pid: number } & (
  | { readonly command: string }
  /** It lives as long as the target of `link` begins so. */
  | { readonly link: string; readonly begins: string }
);

/** What a broken invariant is told as. */
export interface Violation {
  readonly invariant:
    | 'one-address'
    | 'runs-alone'
    | 'left-before-destroy'
    | 'copy-before-destroy'
    | 'no-lost-write'
    | 'jobs-end'
    | 'manatee-peers'
    | 'quorum'
    | 'at-rest'
    | 'as-planned'
    | 'as-before'
    /** An end that says what is: hnadm broke down instead, or never ended. */
    | 'orderly-end';
  /** Who broke it: see blame.ts. */
  readonly by: 'hnadm' | 'fault';
  readonly object: string;
  /** Virtual, ISO 8601. */
  readonly at: string;
  readonly message: string;
}

export interface World {
  readonly random: Random;
  now: number;
  /** Number of the next event or client. */
  seq: number;
  readonly queue: Queue<SimEvent>;
  readonly origin: Origin;
  /** Services that always answer, because they run outside of the model. */
  elsewhere: readonly string[];
  /** What did not agree at rest when the world began: nobody's fault here. */
  disagreements: readonly string[];
  /** The message broker's address, as every compute node was told it when it booted; null: unknown. */
  broker: string | null;
  /** Replaced, never changed; null: no zone of manatee runs in this world. */
  manatee: Shard | null;
  sapiMode: string;
  readonly applications: Map<string, Row>;
  readonly services: Map<string, Row>;
  readonly instances: Map<string, Row>;
  readonly manifests: Map<string, Row>;
  readonly servers: Map<string, Row>;
  readonly networks: Map<string, Row>;
  /** By network, then by address. */
  readonly ips: Map<string, Map<string, IpRecord>>;
  readonly nics: Map<string, Row>;
  /** MACs by who they belong to: an index of `nics`. */
  readonly nicsOf: Map<string, Set<string>>;
  readonly vms: Map<string, Row>;
  readonly images: Map<string, Row>;
  readonly jobs: Map<string, Job>;
  /** When the datacenter's one allocation ticket is free again. */
  ticketFreeAt: number;
  readonly zones: Map<string, Zone>;
  /** By server, then by name. */
  readonly datasets: Map<string, Map<string, Dataset>>;
  /** Images in each server's pool. */
  readonly installed: Map<string, Set<string>>;
  readonly registrations: Map<string, Registration>;
  /** By binder zone. */
  readonly zookeepers: Map<string, ZooKeeper>;
  /** Whether votes are being counted, and since when nobody leads. */
  readonly ensemble: { electing: boolean; lostAt: number | null };
  readonly transfers: Map<number, Transfer>;
  /** Files that were put, by server and path joined by a colon. */
  readonly files: Map<string, PutFile>;
  /** Folders that were made there, with their modes. */
  readonly folders: Map<string, number>;
  /** Targets of the symbolic links that were made there. */
  readonly links: Map<string, string>;
  /** By server. */
  readonly sdcadmLocks: Map<string, SdcadmLock>;
  readonly spells: Spell[];
  readonly violations: Violation[];
  readonly faults: FaultState;
}

/** What is kept of the snapshot the world was made from. */
export interface Origin {
  readonly snapshot: Pick<Snapshot, 'datacenter' | 'errors'> &
    Partial<Pick<Snapshot, 'clusters' | 'policy' | 'workflow'>>;
  /** Which optional parts it had. */
  readonly parts: Readonly<Record<'vmapi' | 'imgapi' | 'globalZones' | 'dns', boolean>>;
  readonly nicTags: readonly Row[];
  readonly networkPools: readonly Row[];
  readonly bootParams: Row | null;
  /** Which global zones were recorded, and the parts of each that the world does not change. */
  readonly globalZones: Readonly<Record<string, Row>>;
  readonly domain: string;
  readonly startedAt: number;
}
