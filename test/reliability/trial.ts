/**
 * One trial: a datacenter, a plan, a journal so far, and what somebody does with them; then a verdict.
 * The sweep, the soak and the deliberate bugs all come through here, so that what one of them can
 * catch all of them can.
 */
import { DatacenterDrifted } from '../../executor/expects.ts';
import type { RunDeps } from '../../executor/invocation.ts';
import { rollback } from '../../executor/rollback.ts';
import { run } from '../../executor/run.ts';
import { LockRefused } from '../../executor/lock.ts';
import { RunRefused } from '../../executor/run-refused.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import type { SimulatedDatacenter } from '../../simulator/datacenter.ts';
import { memoryJournal } from '../executor/support/memory-journal.ts';
import { PROCESSES } from '../executor/support/run-small.ts';
import { judge, type Problem } from './judge.ts';
import type { End, Move, Operator } from './operator.ts';
import type { Picture } from './picture.ts';
import { rested } from './rest.ts';

/** What somebody finds who goes to work. */
export interface Scene {
  readonly plan: Plan;
  /** What the plan was made from. */
  readonly snapshot: Snapshot;
  readonly datacenter: SimulatedDatacenter;
  /** The journal of earlier invocations. */
  readonly records: readonly JournalRecord[];
  /** How an uninterrupted run leaves the datacenter; null: nobody knows. */
  readonly after: Picture | null;
}

export interface Verdict {
  /** Of each move. */
  readonly ends: readonly End[];
  readonly problems: readonly Problem[];
}

/** Plays a trial. `bend` replaces what runs are made of: where deliberate bugs come in. */
export async function trial(
  scene: Scene,
  operator: Operator,
  bend: (deps: RunDeps) => RunDeps = (deps) => deps,
): Promise<Verdict> {
  const { plan, datacenter, records } = scene;
  const { transport, clock } = datacenter;
  const journal = memoryJournal(clock, records);
  const ends: End[] = [];
  let last: Ended = { end: 'refused', message: 'nothing was done' };
  for (let move = operator(ends); move !== null; move = operator(ends)) {
    await clock.sleep(move.afterSeconds * 1000);
    last = await make(plan, move, (events) =>
      bend({ transport, clock, journal, events, processes: PROCESSES }),
    );
    ends.push(last.end);
  }
  await rested(datacenter);
  return { ends, problems: judge({ ...scene, records: journal.records, ...last }) };
}

interface Ended {
  readonly end: End;
  readonly message: string;
}

async function make(
  plan: Plan,
  { way, interruptAt, ...options }: Move,
  deps: (events: RunDeps['events']) => RunDeps,
): Promise<Ended> {
  const stop = new AbortController();
  let seen = 0;
  const events: RunDeps['events'] = ({ kind }) => {
    if (kind !== 'step-progress' && ++seen === interruptAt) stop.abort();
  };
  const who = { by: 'operator', host: 'laptop', simulated: plan.snapshot.digest, signal: stop.signal };
  try {
    return way === 'back'
      ? await rollback(plan, deps(events), who)
      : await run(plan, deps(events), { ...options, ...who });
  } catch (error) {
    const isRefusal = [RunRefused, LockRefused, DatacenterDrifted].some((kind) => error instanceof kind);
    return { end: isRefusal ? 'refused' : 'broken', message: String(error) };
  }
}
