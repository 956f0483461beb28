/**
 * A run as a headnode mirrors it, found and read for somebody who takes it over: which run, if none is
 * named, its plan, checked like one from a file, and its journal.
 */
import { randomUUID } from 'node:crypto';
import { failureOf } from '../../executor/failure.ts';
import { fold, JournalBroken } from '../../executor/fold.ts';
import { isOver } from '../../executor/is-over.ts';
import {
  listMirroredRuns,
  planPath,
  readMirroredPlan,
  readMirroredRun,
  type Headnode,
} from '../../executor/mirrored-run.ts';
import { BRIEF, patiently } from '../../executor/patience.ts';
import { runIdOf } from '../../executor/run-id.ts';
import { loadPlan } from '../../plans/load.ts';
import type { RunId } from '../../schemas/ids.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Clock } from '../../triton/clock.ts';
import { listHeadnodes } from '../../triton/cnapi.ts';
import type { Transport } from '../../triton/transport.ts';
import { CommandError, EXIT } from '../errors.ts';

/** A run that was found. */
export interface FoundRun {
  readonly headnode: Headnode;
  readonly plan: Plan;
  readonly records: readonly JournalRecord[];
}

/**
 * Finds a run on a headnode.
 * @param host hostname or UUID; @param given the plan of the run, or null: of the one that is not over.
 * @throws {CommandError} where the headnode does not answer or has no such run, {JournalBroken}.
 */
export async function findRun(
  { transport, clock }: { readonly transport: Transport; readonly clock: Clock },
  host: string,
  given: Plan | null,
): Promise<FoundRun> {
  const caller = { transport, signal: new AbortController().signal, requestId: () => randomUUID() };
  const ask = <T>(work: () => Promise<T>) => asked(clock, host, work);
  const headnode = headnodeNamed(host, await ask(() => listHeadnodes(caller)));
  if (given !== null) {
    const { records } = await ask(() => readMirroredRun(caller, headnode, runIdOf(given)));
    if (records.length > 0) return { headnode, plan: given, records };
    throw new CommandError(`${host}: keeps no journal of this plan`, EXIT.drift);
  }
  const found: FoundRun[] = [];
  for (const run of await ask(() => listMirroredRuns(caller, headnode))) {
    const { records } = await ask(() => readMirroredRun(caller, headnode, run));
    const plan = planOf(run, host, await ask(() => readMirroredPlan(caller, headnode, run)));
    if (records.length > 0 && !isOver(plan, fold(records))) found.push({ headnode, plan, records });
  }
  return onlyOne(host, found);
}

/** @throws {CommandError} where it is none of them. */
function headnodeNamed(host: string, headnodes: readonly Headnode[]): Headnode {
  const found = headnodes.find(({ uuid, hostname }) => uuid === host || hostname === host);
  if (found !== undefined) return found;
  const known = headnodes
    .map(({ hostname }) => hostname)
    .toSorted()
    .join(', ');
  throw new CommandError(`${host}: is no headnode; there are: ${known}`, EXIT.drift);
}

/** @throws {CommandError} where no answer comes, {JournalBroken}. */
async function asked<T>(clock: Clock, host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await patiently(clock, BRIEF, work);
  } catch (error) {
    if (error instanceof JournalBroken) throw error;
    throw new CommandError(`${host}: can't be read: ${failureOf(error).message}`, EXIT.drift);
  }
}

/** @throws {CommandError} where it is none, or not this run's. */
function planOf(run: RunId, host: string, text: string): Plan {
  const place = `${host}:${planPath(run)}`;
  const loaded = loadPlan(text);
  if (!loaded.ok) throw new CommandError(`${place}: ${loaded.problems[0] ?? 'is not a plan'}`);
  if (runIdOf(loaded.value) === run) return loaded.value;
  throw new CommandError(`${place}: is the plan of another run, ${runIdOf(loaded.value)}`);
}

/** @throws {CommandError} that lists them where there are several. */
function onlyOne(host: string, found: readonly FoundRun[]): FoundRun {
  const [first, ...others] = found;
  if (first === undefined)
    throw new CommandError(`${host}: keeps no run that could be gone on with`, EXIT.drift);
  if (others.length === 0) return first;
  const lines = found.map(({ plan, records }) => {
    const { header, end } = fold(records);
    const by = header === null ? '' : `, begun ${header.at} by ${header.by} on ${header.host}`;
    return `  ${host}:${planPath(runIdOf(plan))}${by}, ${end ?? 'interrupted'}`;
  });
  throw new CommandError(
    `${host}: keeps ${String(found.length)} runs that could be gone on with: name the plan of one\n${lines.join('\n')}`,
  );
}
