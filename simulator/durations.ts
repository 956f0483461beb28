/**
 * How long things take in a simulated datacenter. These ranges are the simulator's own (first
 * set-ups and updates logged in sdcadm's issues and documentation, limits in the services' code; see
 * docs/triton-notes.md), deliberately not the planner's estimates: a rehearsal that drew from those
 * could never show them wrong.
 */
import { unit, type Random } from './random.ts';

interface Range {
  readonly low: number;
  /** The median. */
  readonly typical: number;
  readonly high: number;
}

const range = (low: number, typical: number, high: number): Range => ({ low, typical, high });

/** Milliseconds. */
const MILLISECONDS = {
  // API answers on an idle admin network.
  apiRead: range(6, 60, 180),
  apiWrite: range(60, 120, 280),
  /** From a create's arrival to its row in VMAPI: validation, allocation ticket. */
  createTicket: range(700, 900, 1200),
  /** From the row to the queued job: the VM's ticket and its NICs. */
  createNics: range(450, 600, 800),
  jobQueued: range(300, 500, 900),
  /** A provision job's cn-agent task: clone, zone configuration, no boot. */
  jobProvision: range(6_000, 12_000, 60_000),
  jobDestroy: range(3_000, 6_000, 30_000),
  jobStartStop: range(2_000, 2_600, 20_000),
  jobNics: range(2_600, 3_500, 8_000),
  jobRefused: range(1_000, 1_100, 1_600),
  /** A command through ssh that only looks. */
  command: range(40, 120, 600),
  zfsCommand: range(60, 200, 1_500),
  imageImport: range(5_000, 15_000, 60_000),
  zoneStop: range(2_000, 5_000, 60_000),
  /** `vmadm start` itself. */
  zoneStart: range(1_500, 4_000, 12_000),
  /** From there until the services of a zone that was set up before answer. */
  servicesUp: range(8_000, 20_000, 60_000),
  /** The same for a first boot: setup.sh, configuration from SAPI. */
  firstSetUp: range(15_000, 28_000, 100_000),
  svcadm: range(300, 1_500, 4_000),
  /** From its start until the server listens, and until a leader has told it what it lacks (tick 2 s). */
  zooKeeperStart: range(2_000, 5_000, 12_000),
  zooKeeperJoin: range(500, 2_000, 6_000),
  election: range(500, 2_500, 6_000),
  /** One run of config-agent. */
  configSync: range(1_500, 4_000, 15_000),
  registered: range(1_000, 10_000, 60_000),
  leftDns: range(5_000, 45_000, 60_000),
  /** ZooKeeper session and binder's cache. */
  crashedOutOfDns: range(60_000, 90_000, 120_000),
  agentReport: range(1_000, 5_000, 60_000),
  /** manatee-adm's start, its connection to ZooKeeper, its look at every postgres. */
  manateeAdm: range(800, 2_000, 6_000),
  /** From a request, which manatee-adm has made when it ends, to the generation that grants it. */
  manateePromote: range(2_000, 6_000, 25_000),
  /** A session that nobody renews (sdc-manatee's sitter template: 60 s). */
  manateeSession: range(60_000, 62_000, 90_000),
  /** From a new place in the chain to replication from the peer before (limit: 90 s). */
  manateeAttach: range(4_000, 15_000, 90_000),
  /** From there until what was missed is replayed. */
  manateeBehind: range(0, 1_000, 30_000),
  /** An update of one service. */
  sdcadm: range(120_000, 300_000, 900_000),
  /** Five seconds of waiting for sdcadm's lock. */
  lockGivenUp: range(5_000, 5_000, 5_500),
  noAnswer: range(2_000, 2_000, 2_000),
  unreachable: range(10_000, 10_000, 10_000),
  transferSetUp: range(500, 1_200, 4_000),
} as const satisfies Readonly<Record<string, Range>>;

/** Bytes a second of `zfs send | zfs recv` between headnodes over ssh. */
const TRANSFER_RATE = range(50e6, 100e6, 300e6);

/** Bytes a second of a new peer's copy, which goes through the backup server and is unpacked as it comes. */
const CLONE_RATE = range(30e6, 60e6, 120e6);

/** Name of a duration. */
export type Duration = keyof typeof MILLISECONDS;

/** A duration in whole milliseconds; half of the draws lie below the typical value, the far end is rare. */
export function draw(random: Random, name: Duration): number {
  return Math.round(within(MILLISECONDS[name], unit(random)));
}

/** A transfer rate in bytes a second. */
export function drawTransferRate(random: Random): number {
  return within(TRANSFER_RATE, unit(random));
}

/** The rate of a new peer's copy in bytes a second. */
export function drawCloneRate(random: Random): number {
  return within(CLONE_RATE, unit(random));
}

function within({ low, typical, high }: Range, at: number): number {
  if (at < 0.5) return low + (typical - low) * at * 2;
  return typical + (high - typical) * (at * 2 - 1) ** 3;
}
