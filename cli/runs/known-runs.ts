/**
 * The runs that are known on this machine: what lies in the runs directory, read and changed by nobody.
 * A run whose journal can't be read is listed all the same, because that is what has to be known of it.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { resolve, join } from 'node:path';
import { fold, type RunState } from '../../executor/fold.ts';
import type { Holder } from '../../executor/lock-holder.ts';
import { briefDigest, runIdOf } from '../../executor/run-id.ts';
import { loadPlan } from '../../plans/load.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import { CommandError } from '../errors.ts';
import { readPlan, reason } from '../files.ts';
import type { Io } from '../io.ts';
import { runsOf } from './directory.ts';
import { readJournal } from './file-journal.ts';
import { PLAN } from './plan-file.ts';
import { atWorkIn } from './run-lock.ts';

export interface KnownRun {
  /** Of its folder: the run's id, and of a rehearsed one also the beginning of its snapshot's digest. */
  readonly name: string;
  readonly folder: string;
  /** null: it is not kept with the run, can't be read, or is not the plan that it was. */
  readonly plan: Plan | null;
  readonly records: readonly JournalRecord[];
  readonly state: RunState;
  /** The process that is at work on it, or null. */
  readonly atWork: AtWork | null;
  /** Why its journal can't be read, or null. */
  readonly problem: string | null;
}

/** A process that is at work on a run. */
export interface AtWork {
  readonly pid: number;
  /** Login name. */
  readonly by: string;
  readonly host: string;
  /** ISO 8601, UTC, of its machine. */
  readonly since: string;
}

/** All that have begun, by name. @throws {CommandError} where nobody may look. */
export function knownRuns(io: Io): readonly KnownRun[] {
  const runs = runsOf(io);
  return namesIn(runs)
    .toSorted()
    .map((name) => knownRun(join(runs, name), name, io))
    .filter(({ records, problem }) => records.length > 0 || problem !== null);
}

function namesIn(runs: string): readonly string[] {
  if (!existsSync(runs)) return [];
  try {
    return readdirSync(runs);
  } catch (error) {
    throw new CommandError(`${runs}: can't be read: ${reason(error)}\nMend that and run it again.`);
  }
}

function knownRun(folder: string, name: string, { user, processes }: Io): KnownRun {
  const plan = keptPlan(folder, name);
  try {
    const records = readJournal(folder);
    const atWork = processOf(atWorkIn(folder, user.host, processes.isAlive));
    return { name, folder, plan, records, state: fold(records), atWork, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { name, folder, plan, records: [], state: fold([]), atWork: null, problem };
  }
}

function processOf(holder: Holder | null): AtWork | null {
  if (holder?.state.kind !== 'process') return null;
  const { by, host, since, state } = holder;
  return { pid: state.process.pid, by, host, since };
}

function keptPlan(folder: string, name: string): Plan | null {
  try {
    const loaded = loadPlan(readFileSync(join(folder, PLAN), 'utf8'));
    return loaded.ok && name.startsWith(runIdOf(loaded.value)) ? loaded.value : null;
  } catch {
    return null;
  }
}

/**
 * The run that a word names: a plan file, or the beginning of the run's name.
 * @param snapshot digest of the snapshot that it was rehearsed on; null: any.
 * @throws {CommandError} where it is none of them, or several.
 */
export function namedRun(word: string, snapshot: string | null, io: Io): KnownRun & { readonly plan: Plan } {
  const isFile = statSync(resolve(io.cwd, word), { throwIfNoEntry: false })?.isFile() === true;
  const given = isFile ? readPlan(word, io) : null;
  const beginning = given === null ? word : runIdOf(given);
  const end = snapshot === null ? '' : `-simulated-${briefDigest(snapshot)}`;
  const found = knownRuns(io).filter(({ name }) => name.startsWith(beginning) && name.endsWith(end));
  const [first, ...others] = found;
  if (first === undefined)
    throw new CommandError(`${word}: no run of it is known here; "hnadm runs" lists those that are`);
  if (others.length > 0) {
    const names = found.map(({ name }) => name).join(', ');
    throw new CommandError(`${word}: names ${String(found.length)} runs: ${names}: name one of them`);
  }
  if (first.problem !== null) throw new CommandError(first.problem);
  const plan = given ?? first.plan;
  if (plan === null)
    throw new CommandError(`${first.folder}: the plan is not kept with its run: name the plan file`);
  return { ...first, plan };
}
