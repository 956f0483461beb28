/**
 * The simulated datacenter of a run, with its journal: new where the run is, else as the last call
 * left it. Both lie in one folder, keyed by the digests of plan and snapshot.
 */
import { join } from 'node:path';
import type { JournalSink } from '../executor/journal-sink.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { createDatacenter, restoreDatacenter, type SimulatedDatacenter } from '../simulator/datacenter.ts';
import type { DatacenterState } from '../simulator/world-state.ts';
import type { Io } from './io.ts';
import { runFolder, runsDirectory } from './runs/directory.ts';
import { openFileJournal } from './runs/file-journal.ts';
import { keepWorld, keptWorld } from './runs/world-file.ts';

/** Durations are drawn from it: the same run of the same plan goes the same way everywhere. */
const SEED = 1;

export interface Simulation {
  readonly datacenter: SimulatedDatacenter;
  readonly journal: JournalSink;
  /** Keeps the world for the next call, and gives the journal back. */
  readonly close: () => void;
}

/**
 * Opens the simulation of a plan on a snapshot.
 * @throws {CommandError} where what was kept can't be gone on with.
 */
export function openSimulation(plan: Plan, snapshot: Snapshot, digest: string, io: Io): Simulation {
  const home = io.env['HOME'] ?? io.cwd;
  const runs = runsDirectory({ env: io.env, isRoot: io.user.isRoot, home: join(home) });
  const folder = runFolder(runs, plan.digest, digest);
  // The journal is dated by the world's clock, and the world is found by the journal's length.
  const journal = openFileJournal(folder, () => datacenter.clock.now());
  const kept = keptWorld(folder, journal.records.length);
  const datacenter =
    kept === null ? createDatacenter(snapshot, { seed: SEED }) : restoreDatacenter(kept as DatacenterState);
  return {
    datacenter,
    journal,
    close: () => {
      journal.close();
      keepWorld(folder, datacenter.state(), journal.records.length);
    },
  };
}
