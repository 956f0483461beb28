/**
 * What every invocation of a run has in common, whether it goes forth or back: what it is made of, and
 * its end, at which every bracket is closed whatever happened before.
 */
import type { Phase, Plan } from '../schemas/plan.ts';
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';
import type { Brackets } from './brackets.ts';
import { conclude, type Course } from './conclusion.ts';
import type { RunEnd, RunNews } from './events.ts';
import type { JournalSink } from './journal-sink.ts';
import { openLedger } from './ledger.ts';
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

/** The parts that all of an invocation shares. @throws {JournalBroken} */
export function partsOf(plan: Plan, { transport, clock, journal, events }: RunDeps): RunParts {
  return { plan, transport, clock, events, ledger: openLedger(journal) };
}

/** Closes the brackets, and journals and tells the end. */
export async function leave(
  parts: RunParts,
  brackets: Brackets,
  course: Course,
  { until }: { readonly until: Phase },
): Promise<RunResult> {
  const unclosed = await brackets.closeAll();
  const problems = unclosed === null ? course.problems : [...course.problems, unclosed];
  const result = conclude(parts.plan, parts.ledger.state, { ...course, problems }, { until });
  parts.ledger.append({ record: 'ended', ...result });
  parts.events({ kind: 'run-ended', ...result });
  return result;
}
