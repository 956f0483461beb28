/**
 * What every invocation of a run has in common, whether it goes forth or back: what it is made of, and
 * its end, at which every bracket is closed whatever happened before.
 */
import type { Phase, Plan } from '../schemas/plan.ts';
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';
import { bracketsOf, type Brackets } from './brackets.ts';
import { conclude, concludeUnwritten, type Course } from './conclusion.ts';
import type { RunEnd, RunNews } from './events.ts';
import { JournalUnwritable, type JournalSink } from './journal-sink.ts';
import type { Mirror } from './journal-mirror.ts';
import { openLedger } from './ledger.ts';
import { openMirror } from './open-mirror.ts';
import type { RunParts } from './step-context.ts';

/** What a run is made of. */
export interface RunDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly journal: JournalSink;
  readonly events: (news: RunNews) => void;
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

/** An invocation that has touched nothing yet. */
export interface Opened {
  readonly parts: RunParts;
  readonly mirror: Mirror;
  /** What a person is to be told when the run has begun; null: nothing. */
  readonly warning: string | null;
}

/** Opens journal and mirror. @throws {JournalBroken} {RunRefused} where the run was gone on with elsewhere. */
export async function open(plan: Plan, deps: RunDeps): Promise<Opened> {
  const { transport, clock, journal, events } = deps;
  const warn = (message: string) => {
    events({ kind: 'warning', message });
  };
  const { mirror, warning } = await openMirror({ plan, transport, clock, records: journal.records, warn });
  const parts = { plan, transport, clock, events, ledger: openLedger(journal, mirror) };
  return { parts, mirror, warning };
}

/**
 * Does the work, closes the brackets, and journals and tells the end; where that can't be journalled,
 * the run ends all the same.
 */
export async function toItsEnd(
  { parts, mirror, warning }: Opened,
  { until }: { readonly until: Phase },
  work: (brackets: Brackets) => Promise<Course>,
): Promise<RunResult> {
  const { plan, ledger, events } = parts;
  if (warning !== null) events({ kind: 'warning', message: warning });
  let result: RunResult;
  try {
    const brackets = bracketsOf(parts);
    const course = await work(brackets);
    const unclosed = await brackets.closeAll();
    const problems = unclosed === null ? course.problems : [...course.problems, unclosed];
    result = conclude(plan, ledger.state, { ...course, problems }, { until });
    ledger.append({ record: 'ended', ...result });
  } catch (error) {
    if (!(error instanceof JournalUnwritable)) throw error;
    result = concludeUnwritten(plan, ledger.state, error.message);
  }
  await mirror.finished();
  events({ kind: 'run-ended', ...result });
  return result;
}
