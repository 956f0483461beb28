/**
 * One trial: a datacenter, a plan, a journal so far, and what somebody does with them; then a verdict.
 * The sweep, the soak and the deliberate bugs all come through here, so that what one of them can
 * catch all of them can.
 */
import type { RunEnd } from '../../executor/events.ts';
import { run, type RunDeps, type RunOptions } from '../../executor/run.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import type { SimulatedDatacenter } from '../../simulator/datacenter.ts';
import { memoryJournal } from '../executor/support/memory-journal.ts';
import { judge, type Problem } from './judge.ts';
import type { Picture } from './picture.ts';
import { rested } from './rest.ts';

/** What a run finds when it starts. */
export interface Scene {
  readonly plan: Plan;
  /** What the plan was made from. */
  readonly snapshot: Snapshot;
  readonly datacenter: SimulatedDatacenter;
  /** The journal of earlier invocations. */
  readonly records: readonly JournalRecord[];
  /** How the datacenter looked when the plan was made. */
  readonly before: Picture;
  /** How an uninterrupted run leaves it; null: nobody knows. */
  readonly after: Picture | null;
}

/** One thing that an operator does. */
export interface Move {
  readonly until: RunOptions['until'];
  readonly openGates: RunOptions['openGates'];
  /** Interrupted at the n-th event; null: not at all. */
  readonly interruptAt: number | null;
}

/** Straight to the end. */
export const TO_THE_END: Move = { until: 'commit', openGates: 'all', interruptAt: null };

export interface Verdict {
  /** Of each move. */
  readonly ends: readonly RunEnd[];
  readonly problems: readonly Problem[];
}

/** Plays a trial. `bend` replaces what runs are made of: where deliberate bugs and faults come in. */
export async function trial(
  scene: Scene,
  moves: readonly Move[],
  bend: (deps: RunDeps) => RunDeps = (deps) => deps,
): Promise<Verdict> {
  const { plan, datacenter, records } = scene;
  const { transport, clock } = datacenter;
  const journal = memoryJournal(clock, records);
  const ends: RunEnd[] = [];
  let message = '';
  for (const move of moves) {
    const stop = new AbortController();
    let seen = 0;
    const events: RunDeps['events'] = ({ kind }) => {
      if (kind !== 'step-progress' && ++seen === move.interruptAt) stop.abort();
    };
    try {
      const result = await run(plan, bend({ transport, clock, journal, events }), {
        until: move.until,
        openGates: move.openGates,
        signal: stop.signal,
        by: 'operator',
        host: 'laptop',
        simulated: plan.snapshot.digest,
      });
      ends.push(result.end);
      message = result.message;
    } catch (error) {
      const problem = { oracle: 'no-refusal', message: String(error) } as const;
      return { ends, problems: [problem] };
    }
  }
  await rested(datacenter);
  return {
    ends,
    problems: judge({ ...scene, records: journal.records, end: ends.at(-1) ?? 'failed', message }),
  };
}
