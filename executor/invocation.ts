/**
 * What every invocation of a run has in common, whether it goes forth or back: what it is made of, and
 * its end, at which every bracket is closed and the lock given back, whatever happened before.
 */
import type { Phase, Plan } from '../schemas/plan.ts';
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';
import { bracketsOf, type Brackets } from './brackets.ts';
import { conclude, concludeUnwritten, type Course } from './conclusion.ts';
import type { RunEnd, RunNews } from './events.ts';
import { fold } from './fold.ts';
import { JournalUnwritable, type JournalSink } from './journal-sink.ts';
import type { Mirror } from './journal-mirror.ts';
import { latchOf } from './latch.ts';
import { openLedger } from './ledger.ts';
import type { Processes } from './lock-holder.ts';
import { journalLocked, unlock } from './lock-journal.ts';
import { takeLock, type Lock } from './lock.ts';
import { requestIds } from './request-ids.ts';
import { openMirror } from './open-mirror.ts';
import type { RunParts } from './step-context.ts';

/** What a run is made of. */
export interface RunDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly journal: JournalSink;
  readonly events: (news: RunNews) => void;
  readonly processes: Processes;
}

/** Who calls, and what for. */
export interface Who {
  /** Login name. */
  readonly by: string;
  /** Where hnadm runs. */
  readonly host: string;
  /** Digest of the snapshot that a simulated datacenter was made from; null: a real one. */
  readonly simulated: string | null;
}

export interface RunResult {
  readonly end: RunEnd;
  readonly message: string;
}

/** An invocation that has touched nothing but the lock yet. */
export interface Opened {
  readonly parts: RunParts;
  readonly lock: Lock;
  readonly mirror: Mirror;
  /** What a person is to be told when the run has begun; null: nothing. */
  readonly warning: string | null;
}

/**
 * Opens the journal, locks the datacenter, and opens the mirror: under the lock, because whoever holds
 * it may be writing there.
 * @throws {JournalBroken} {LockRefused} {RunRefused} where the run was gone on with elsewhere.
 */
export async function open(
  plan: Plan,
  deps: RunDeps,
  { by, host }: Pick<Who, 'by' | 'host'>,
): Promise<Opened> {
  const { transport, clock, journal, events, processes } = deps;
  const before = fold(journal.records);
  const requestId = requestIds(plan, 'lock', before.length);
  const caller = { transport, clock, signal: new AbortController().signal, requestId };
  const latch = latchOf(plan, before);
  const { lastHost, locked } = before;
  const lock = await takeLock({ plan, caller, by, host, processes, lastHost, locked, latch });
  const warn = (message: string) => {
    events({ kind: 'warning', message });
  };
  try {
    const { mirror, warning } = await openMirror({ plan, transport, clock, records: journal.records, warn });
    const parts = { plan, transport, clock, events, ledger: openLedger(journal, mirror) };
    return { parts, lock, mirror, warning };
  } catch (error) {
    await lock.release(latch);
    throw error;
  }
}

/** Does the work; where it throws, the invocation has not begun, and its lock is given back. */
export async function orGiveBack<T>({ parts, lock }: Opened, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await lock.release(latchOf(parts.plan, parts.ledger.state));
    throw error;
  }
}

/**
 * Does the work, closes the brackets, gives the lock back, and journals and tells the end; where that
 * can't be journalled, the run ends all the same. An error that nobody foresaw leaves the lock, as a
 * crash does.
 */
export async function toItsEnd(
  { parts, mirror, warning, lock }: Opened,
  { until, signal }: { readonly until: Phase; readonly signal: AbortSignal | null },
  work: (brackets: Brackets) => Promise<Course>,
): Promise<RunResult> {
  const { plan, ledger, events } = parts;
  if (warning !== null) events({ kind: 'warning', message: warning });
  let result: RunResult;
  try {
    journalLocked(parts, lock);
    const brackets = bracketsOf(parts, signal);
    const course = await work(brackets);
    const unclosed = await brackets.closeAll();
    const problems = unclosed === null ? course.problems : [...course.problems, unclosed];
    await unlock(parts, lock);
    result = conclude(plan, ledger.state, { ...course, problems }, { until });
    ledger.append({ record: 'ended', ...result });
  } catch (error) {
    if (!(error instanceof JournalUnwritable)) throw error;
    await lock.release(latchOf(plan, ledger.state));
    result = concludeUnwritten(plan, ledger.state, error.message);
  }
  await mirror.finished();
  events({ kind: 'run-ended', ...result });
  return result;
}
