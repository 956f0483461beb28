/**
 * Going on with a run that was begun on another machine: its plan and journal are read from the
 * headnode that mirrors them and kept here, and from then on it is a run like any other. A journal of
 * the run that is here already is never thrown away for one that knows less.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { differsAt } from '../executor/journal-lines.ts';
import { briefDigest } from '../executor/run-id.ts';
import { printable } from '../plans/render/printable.ts';
import type { RunId } from '../schemas/ids.ts';
import type { JournalRecord } from '../schemas/journal.ts';
import type { Plan } from '../schemas/plan.ts';
import { restoreDatacenter } from '../simulator/datacenter.ts';
import type { DatacenterState } from '../simulator/world-state.ts';
import { neededWorld, targetOf, type Target } from './carrying.ts';
import { insistOnSoundness } from './check.ts';
import { CommandError } from './errors.ts';
import { readPlan, readSnapshot, type ReadSnapshot } from './files.ts';
import type { Io } from './io.ts';
import { readWorldOf } from './plan-world.ts';
import { runFolder, runsOf } from './runs/directory.ts';
import { readJournal, writeJournal } from './runs/file-journal.ts';
import { findRun } from './runs/mirror-source.ts';
import { pairedWorld } from './runs/paired-world.ts';
import { keepWorld, WORLD } from './runs/world-file.ts';
import { lockRunFolder } from './runs/run-lock.ts';
import { lockingProcess } from './simulation.ts';

interface Args {
  readonly plan: string | undefined;
  readonly simulate: string | undefined;
}

/**
 * Takes over the run that is mirrored on `host`: its journal is here afterwards.
 * @returns what is to be gone on with.
 * @throws {CommandError} {JournalBroken} where it can't be: nothing was changed then.
 */
export async function takeOver(host: string, args: Args, io: Io): Promise<Target> {
  const simulate = neededWorld(args.simulate);
  const given = args.plan === undefined ? null : readPlan(args.plan, io);
  const world = given === null ? readSnapshot(simulate, io) : readWorldOf(given, simulate, io);
  const folder = folderOf(given, world.digest, io);
  // Nobody may be at work on what is read and written here.
  const release = lockRunFolder(folder, lockingProcess(runOf(folder), io));
  try {
    return await fetched({ folder, host, given, world, path: args.plan }, io);
  } finally {
    release();
  }
}

interface Sources {
  readonly folder: string;
  readonly host: string;
  /** The plan that was given; null: the one on the host. */
  readonly given: Plan | null;
  readonly world: ReadSnapshot;
  /** Where the plan was given. */
  readonly path: string | undefined;
}

async function fetched({ folder, host, given, world, path }: Sources, io: Io): Promise<Target> {
  const kept = pairedWorld(folder, io);
  if (kept === null)
    throw new CommandError(
      `${folder}: no simulated datacenter is kept there: copy its ${WORLD} from where it ran`,
    );
  const datacenter = restoreDatacenter(kept.state as DatacenterState);
  const { headnode, plan, records } = await findRun(datacenter, host, given);
  insistOnSoundness(plan, path ?? `the plan on ${host}`, io);
  if (runFolder(runsOf(io), plan.digest, world.digest) !== folder)
    throw new CommandError(
      `${folder}: is the simulated datacenter of another run than the one on ${host}: name the plan of the run`,
    );
  insistOnMore(folder, readJournal(folder), records, headnode.hostname);
  writeJournal(folder, records);
  keepWorld(folder, { records: records.length, state: datacenter.state() });
  const last = records.at(-1)?.at ?? 'no time';
  const told = `taken over from ${headnode.hostname}: ${String(records.length)} records, the last of ${last}`;
  io.stderr.write(`${printable(told)}\n`);
  return targetOf(plan, world, io);
}

/** A run's folder is named by it. */
function runOf(folder: string): RunId {
  return basename(folder).split('-', 1)[0] as RunId;
}

/** The folder with the simulated datacenter; without a plan, the only one that was made of this snapshot. */
function folderOf(plan: Plan | null, snapshot: string, io: Io): string {
  const runs = runsOf(io);
  if (plan !== null) return runFolder(runs, plan.digest, snapshot);
  const names = existsSync(runs) ? readdirSync(runs) : [];
  const fit = names.filter(
    (name) => name.endsWith(`-simulated-${briefDigest(snapshot)}`) && existsSync(join(runs, name, WORLD)),
  );
  const [only, ...others] = fit;
  if (only !== undefined && others.length === 0) return join(runs, only);
  throw new CommandError(
    `${runs}: expected one simulated datacenter of this snapshot, found ${String(fit.length)}: name the plan`,
  );
}

/** @throws {CommandError} where the journal here is not the beginning of the other. */
function insistOnMore(
  folder: string,
  here: readonly JournalRecord[],
  there: readonly JournalRecord[],
  host: string,
): void {
  const at = differsAt(here, there);
  if (at === null) return;
  const lengths = `${String(here.length)} records here, ${String(there.length)} on ${host}`;
  throw new CommandError(
    at === there.length
      ? `${folder}: its journal is longer than the one on ${host} (${lengths}): go on without --from-journal`
      : `${folder}: its journal and the one on ${host} differ from record ${String(at)} on (${lengths}): ` +
          'the run was gone on with in two places; look which is true, and move the folder away to take the other',
  );
}
