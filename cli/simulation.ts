/**
 * The simulated datacenter of a run, with its journal: new where the run is, else as the last call
 * left it. Both lie in one folder, keyed by the digests of plan and snapshot.
 */
import type { JournalSink } from '../executor/journal-sink.ts';
import { describeHolder } from '../executor/lock-holder.ts';
import { runIdOf } from '../executor/run-id.ts';
import { printable } from '../plans/render/printable.ts';
import type { RunId } from '../schemas/ids.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { createDatacenter, restoreDatacenter, type SimulatedDatacenter } from '../simulator/datacenter.ts';
import type { DatacenterState } from '../simulator/world-state.ts';
import { CommandError, EXIT } from './errors.ts';
import { reason } from './files.ts';
import type { Io } from './io.ts';
import { runFolder, runsOf } from './runs/directory.ts';
import { openFileJournal } from './runs/file-journal.ts';
import { trustedOwners } from './runs/own-folder.ts';
import { insistOnPair, pairedWorld } from './runs/paired-world.ts';
import { keepPlan } from './runs/plan-file.ts';
import { atWorkIn, lockRunFolder, type LockingProcess } from './runs/run-lock.ts';
import { keepWorld, keptWorld, WORLD } from './runs/world-file.ts';
import { worldKeeper } from './runs/world-keeper.ts';

/** Durations are drawn from it: the same run of the same plan goes the same way everywhere. */
const SEED = 1;

export interface Simulation {
  readonly datacenter: SimulatedDatacenter;
  readonly journal: JournalSink;
  /** Keeps the world for the next call, and gives journal and folder back. @throws {CommandError} where it can't be kept. */
  readonly close: () => void;
}

/**
 * Opens the simulation of a plan on a snapshot.
 * @throws {CommandError} where what was kept can't be gone on with, or another process is at work there.
 */
export function openSimulation(plan: Plan, snapshot: Snapshot, digest: string, io: Io): Simulation {
  const folder = runFolder(runsOf(io), plan.digest, digest);
  return openIn(folder, plan, () => createDatacenter(snapshot, { seed: SEED }), io);
}

/**
 * The simulated datacenter of a plan's run as it was kept last, to be looked at and let go: it takes no
 * lock and changes no file, so that it can be had while a run is at work there.
 * @throws {CommandError} where what was kept is none of ours.
 */
export function lastSight(plan: Plan, snapshot: Snapshot, digest: string, io: Io): SimulatedDatacenter {
  const folder = runFolder(runsOf(io), plan.digest, digest);
  const kept = keptWorld(folder);
  if (kept === null) return createDatacenter(snapshot, { seed: SEED });
  const holder = atWorkIn(folder, io.user.host, io.processes.isAlive);
  if (holder !== null) {
    // A large world is kept seldom: what is seen may be behind.
    const told = `the run is at work, ${describeHolder(holder)}: this is its datacenter as it was at record ${String(kept.records)}`;
    io.stderr.write(`${printable(told)}\n`);
  }
  return restoreDatacenter(kept.state as DatacenterState);
}

/**
 * Opens the simulation of a run that is known.
 * @throws {CommandError} where it is none, or can't be gone on with.
 */
export function openKnown(
  { folder, plan }: { readonly folder: string; readonly plan: Plan },
  io: Io,
): Simulation {
  const none = () => {
    throw new CommandError(
      `${folder}: no simulated datacenter is kept there\nPut its ${WORLD} back; or move the folder away, to begin anew.`,
    );
  };
  return openIn(folder, plan, none, io);
}

function openIn(folder: string, plan: Plan, fresh: () => SimulatedDatacenter, io: Io): Simulation {
  const release = lockRunFolder(folder, lockingProcess(runIdOf(plan), io));
  try {
    return openLocked(folder, { plan, fresh, release }, io);
  } catch (error) {
    release();
    throw error;
  }
}

interface Parts {
  readonly plan: Plan;
  /** Makes the datacenter where none was kept. */
  readonly fresh: () => SimulatedDatacenter;
  /** Gives the folder back. */
  readonly release: () => void;
}

function openLocked(folder: string, { plan, fresh, release }: Parts, io: Io): Simulation {
  const kept = pairedWorld(folder, io);
  keepPlan(folder, plan);
  // The journal is dated by the world's clock, and the world is found by the journal's length.
  const journal = openFileJournal(folder, () => datacenter.clock.now());
  insistOnPair(folder, kept, journal.records.length, plan);
  const datacenter = kept === null ? fresh() : restoreDatacenter(kept.state as DatacenterState);
  const keeper = worldKeeper((records) => {
    keepWorld(folder, { records, state: datacenter.state() });
  }, io.now);
  const keep = () => {
    keepOrTell(folder, () => {
      keeper.keep(journal.records.length);
    });
  };
  // Before the first effect: the journal can be cut to nothing else.
  if (kept === null) keep();
  return {
    datacenter,
    journal: {
      records: journal.records,
      append: (entry) => {
        const record = journal.append(entry);
        keeper.keepIfCheap(journal.records.length);
        return record;
      },
    },
    close: () => {
      try {
        keep();
      } finally {
        journal.close();
        release();
      }
    },
  };
}

/** This process, at work on a run; dated by the machine's clock, because the folder is the machine's. */
export function lockingProcess(run: RunId, io: Io): LockingProcess {
  const { user, processes, now } = io;
  const since = new Date(now()).toISOString();
  const state = { kind: 'process', process: processes.own } as const;
  const me = { run, by: user.name, host: user.host, since, state };
  return { me, processes, owners: trustedOwners(io) };
}

function keepOrTell(folder: string, keep: () => void): void {
  try {
    keep();
  } catch (error) {
    throw new CommandError(
      `simulated world in ${folder} can't be kept: ${reason(error)}\n` +
        'Mend that and run it again: it goes on from the world that was kept last.',
      EXIT.failed,
    );
  }
}
