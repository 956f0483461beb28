/**
 * The journal's copy on a second headnode, from which somebody else can go on when this machine is
 * lost. One put is under way at a time and takes along whatever was recorded until it began, so that a
 * burst of records costs one; it begins with the record, and the look before each effect hides it.
 *
 * A headnode that can't be reached stops nothing: a service may be down until the next step, and what
 * is lost is the copy, not the journal. A person is warned, effects no longer wait, and the next record
 * tries again with all that is missing. The journal itself does not tell of it: whoever would have to
 * know reads the copy, which such a record could not have reached.
 */
import type { JournalRecord } from '../schemas/journal.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';
import { withDeadline } from './deadline.ts';
import { failureOf } from './failure.ts';
import { planPath, segmentOf, type Headnode, type MirroredRun } from './mirrored-run.ts';
import { BRIEF, patiently } from './patience.ts';
import { runIdOf } from './run-id.ts';

/** Seconds without an answer to one put, which is a few kilobytes. */
const TIMEOUT = 30;

export interface Mirror {
  /** A record was stored. */
  noted(): void;
  /** Resolves when all records so far lie there, or waiting for it is given up. Never rejects. */
  settled(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  finished(): Promise<void>;
}

/** Where there is no second headnode. */
export const noMirror: Mirror = {
  noted: () => undefined,
  settled: () => Promise.resolve(),
  finished: () => Promise.resolve(),
};

export interface MirrorDeps {
  readonly plan: Plan;
  readonly transport: Transport;
  readonly clock: Clock;
  /** The journal's, growing. */
  readonly records: readonly JournalRecord[];
  readonly warn: (message: string) => void;
}

/** The mirror on a headnode. `there`: what it has already; null: it did not say. */
export function journalMirror(
  { plan, transport, clock, records, warn }: MirrorDeps,
  { uuid, hostname }: Headnode,
  there: MirroredRun | null,
): Mirror {
  const run = runIdOf(plan);
  let isReached = there !== null;
  let hasPlan = there?.hasPlan ?? false;
  let count = there?.records.length ?? 0;
  let turn: Promise<void> | null = null;

  const put = (path: string, content: string) =>
    patiently(clock, isReached ? BRIEF : [], () =>
      withDeadline(clock, TIMEOUT, (signal) => transport.put(uuid, path, content, 0o600, { signal })),
    );

  async function carryOver(): Promise<void> {
    // What the same moment brings goes along.
    await clock.sleep(0);
    if (!hasPlan) await put(planPath(run), JSON.stringify(plan));
    hasPlan = true;
    const upTo = records.length;
    const { path, content } = segmentOf(run, records.slice(count, upTo));
    await put(path, content);
    count = upTo;
  }

  async function takeTurn(): Promise<void> {
    try {
      await carryOver();
      if (!isReached) warn(`the journal is mirrored on ${hostname} again`);
      isReached = true;
    } catch (error) {
      if (isReached) warn(lostMirror(hostname, failureOf(error).message));
      isReached = false;
    }
    turn = null;
    if (isReached) begin();
  }

  function begin(): void {
    if (count < records.length) turn ??= takeTurn();
  }

  return {
    noted: begin,
    async settled() {
      const upTo = records.length;
      while (isReached && count < upTo && turn !== null) await turn;
    },
    async finished() {
      while (turn !== null) await turn;
    },
  };
}

/** What a person is told where a headnode can't be reached. */
export function lostMirror(hostname: string, why: string): string {
  return `the journal is not mirrored on ${hostname}: ${why}; the run goes on, and until it is mirrored again nobody can go on with it elsewhere`;
}
