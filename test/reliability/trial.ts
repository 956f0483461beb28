/**
 * One trial: a datacenter, a plan, a journal so far, and what somebody does with them; then a verdict.
 * The sweep, the soak and the deliberate bugs all come through here, so that what one of them can
 * catch all of them can.
 */
import type { RunDeps } from '../../executor/invocation.ts';
import type { JournalSink } from '../../executor/journal-sink.ts';
import { rollback } from '../../executor/rollback.ts';
import { run } from '../../executor/run.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import type { SimulatedDatacenter } from '../../simulator/datacenter.ts';
import { live, type Invocation } from '../../simulator/rehearsal/invocation.ts';
import { memoryJournal } from '../executor/support/memory-journal.ts';
import { judge, planAgain, wasTouched, type Problem } from './judge.ts';
import { straightOn, type Move, type Operator } from './operator.ts';
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
  readonly ends: readonly Invocation[];
  readonly problems: readonly Problem[];
}

/** Plays a trial; after a way back the move is planned anew and must be as good as before. */
export async function trial(scene: Scene, operator: Operator): Promise<Verdict> {
  const verdict = await play(scene, operator);
  const isBack = verdict.ends.at(-1)?.end === 'undone' && verdict.problems.length === 0;
  // What faults did with their own hands may well stand in the way of a new plan.
  if (!isBack || wasTouched(scene.datacenter)) return verdict;
  return { ...verdict, problems: await planned(scene) };
}

/** What somebody does, and the verdict on it. */
async function play(scene: Scene, operator: Operator): Promise<Verdict> {
  const { datacenter, records } = scene;
  const journal = memoryJournal(datacenter.clock, records);
  const ends: Invocation[] = [];
  const next = () => operator(ends.map(({ end }) => end));
  for (let move = next(); move !== null; move = next()) {
    if (move.isCalm) await rested(datacenter);
    await datacenter.clock.sleep(move.afterSeconds * 1000);
    ends.push(await make(scene, move, journal));
  }
  const last: Invocation = ends.at(-1) ?? { end: 'broken', message: 'nothing was done' };
  await rested(datacenter);
  return { ends, problems: judge({ ...scene, records: journal.records, ...last }) };
}

/** Plans the move anew and carries it out. */
async function planned({ plan: before, datacenter }: Scene): Promise<readonly Problem[]> {
  const { plan, snapshot, problems } = planAgain(before, datacenter);
  if (plan === null || snapshot === null) return problems.map((message) => ({ oracle: 'replan', message }));
  const scene = { plan, snapshot, datacenter, records: [], after: null };
  return (await play(scene, straightOn)).problems;
}

/** One move, to whatever end it comes. */
function make(
  { plan, datacenter }: Scene,
  { way, interruptAt, ...options }: Move,
  journal: JournalSink,
): Promise<Invocation> {
  const stop = new AbortController();
  let seen = 0;
  const events: RunDeps['events'] = ({ kind }) => {
    if (kind !== 'step-progress' && ++seen === interruptAt) stop.abort();
  };
  const who = { by: 'operator', host: 'laptop', simulated: plan.snapshot.digest, signal: stop.signal };
  return live(datacenter, journal, ({ deps }) => {
    const parts = { ...deps, events };
    return way === 'back' ? rollback(plan, parts, who) : run(plan, parts, { ...options, ...who });
  });
}
