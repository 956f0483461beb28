/**
 * Carries out a plan: walks its steps, journals every one of them, and ends where it must. It has no
 * choices left to make; what it decides is only when a step may start and when the run is over.
 * After a failure nothing new is begun, what runs and the cutover that is under way are let end, and then
 * the failed unit is undone.
 */
import { questionOf } from '../plans/gates.ts';
import type { StepId, UnitId } from '../schemas/ids.ts';
import type { Phase, Plan, Step } from '../schemas/plan.ts';
import type { Brackets } from './brackets.ts';
import { carryStep } from './carry-step.ts';
import type { Course } from './conclusion.ts';
import { open, toItsEnd, type RunDeps, type RunResult, type Who } from './invocation.ts';
import { closedGates, goingOn, isGate, scheduleOf, startable, type Moment } from './schedule.ts';
import { enter } from './start.ts';
import type { RunParts } from './step-context.ts';
import { beginUndo, leftToUndo, resumeUndo, undo } from './undo.ts';

/** What is undone after a failure: the unit that failed, every unit that is not committed, nothing. */
export type OnFailure = 'unit' | 'all' | 'stop';

/** How it is to be done, this time. */
export interface RunOptions extends Who {
  /** The last phase to carry out. */
  readonly until: Phase;
  readonly openGates: 'all' | readonly StepId[];
  /** Aborted: no further step is started, running ones end. */
  readonly signal: AbortSignal;
  readonly onFailure: OnFailure;
}

/**
 * Runs a plan, or goes on with a run of it.
 * @throws {RunRefused} where the journal is not this plan's, {JournalBroken} where it is none,
 * {LockRefused} where somebody else is at work in the datacenter, {DatacenterDrifted} where it is not
 * what the plan expects, {JournalUnwritable} where not even the first record can be stored: nothing was
 * touched then, and nothing journalled.
 */
export async function run(plan: Plan, deps: RunDeps, options: RunOptions): Promise<RunResult> {
  const opened = await open(plan, deps, options);
  const { parts } = opened;
  const again = await enter(opened, options);
  return toItsEnd(opened, options, (brackets) => {
    if (leftToUndo(plan, parts.ledger.state).length === 0)
      return forth(parts, brackets, options, new Set(again));
    // An undo that was interrupted is gone on with: what was decided then isn't decided again.
    resumeUndo(parts);
    return takeBack(parts, brackets, options, []);
  });
}

/** The walk, and what is undone when it failed. */
async function forth(
  parts: RunParts,
  brackets: Brackets,
  options: RunOptions,
  again: Set<StepId>,
): Promise<Course> {
  const { problems, failed } = await walk(parts, brackets, options, again);
  const isInterrupted = options.signal.aborted;
  // A delete that failed is no reason to go back: all it rests on was verified, perhaps days ago.
  const undoable = failed.filter(({ phase }) => phase !== 'commit');
  if (undoable.length === 0 || isInterrupted || options.onFailure === 'stop')
    return { problems, isInterrupted, isUndo: false };
  const units = options.onFailure === 'all' ? options.onFailure : new Set(undoable.map(({ unit }) => unit));
  const refused = beginUndo(parts, units);
  if (refused !== null)
    return { problems: [...problems, `nothing was undone: ${refused}`], isInterrupted, isUndo: false };
  return takeBack(parts, brackets, options, problems);
}

async function takeBack(
  parts: RunParts,
  brackets: Brackets,
  { signal }: Pick<RunOptions, 'signal'>,
  before: readonly string[],
): Promise<Course> {
  const problems = [...before, ...(await undo(parts, brackets, signal))];
  return { problems, isInterrupted: signal.aborted, isUndo: true };
}

interface Walk {
  /** What went wrong, in the order it did. */
  readonly problems: readonly string[];
  /** Steps that failed, and of which nothing is left. */
  readonly failed: readonly Step[];
}

/**
 * Starts what may start until nothing is left to start and nothing runs; after a problem, no more than
 * what a cutover under way still needs.
 * `again`: done steps that must be done again, taken out as they start.
 */
async function walk(
  parts: RunParts,
  brackets: Brackets,
  options: RunOptions,
  again: Set<StepId>,
): Promise<Walk> {
  const schedule = scheduleOf(parts.plan);
  const running = new Map<StepId, Promise<unknown>>();
  const problems: string[] = [];
  const failed: Step[] = [];
  const failing = new Set<UnitId>();
  // A journal that can't be written: no effect may follow, and what runs is let end.
  const fatal: unknown[] = [];
  const told = new Set<StepId>();
  const mayStart = () => fatal.length === 0 && !options.signal.aborted;
  for (;;) {
    const moment = momentOf(parts, options, { running, failing, again });
    const next = mayStart() ? startable(schedule, moment) : [];
    // A service that is down by now is not left so because something else failed.
    const allowed = problems.length === 0 ? next : goingOn(schedule, moment, next);
    for (const step of allowed) {
      again.delete(step.id);
      if (isGate(step)) openGate(parts, step, options.by);
      const task = forwards(parts, brackets, step)
        .then((problem) => {
          // A bracket that was not opened for an interruption leaves the step as it was.
          if (problem === null || (options.signal.aborted && !parts.ledger.state.steps.has(step.id))) return;
          problems.push(problem);
          failing.add(step.unit);
          if (hasFailed(parts, step)) failed.push(step);
        })
        .catch((error: unknown) => fatal.push(error))
        .finally(() => running.delete(step.id));
      running.set(step.id, task);
    }
    if (mayStart() && problems.length === 0) announce(parts, closedGates(schedule, moment), told);
    if (running.size > 0) await Promise.race(running.values());
    else break;
  }
  if (fatal.length > 0) throw fatal[0];
  return { problems, failed };
}

/** One step, and the brackets it was the last of. @returns what went wrong, or null. */
async function forwards(parts: RunParts, brackets: Brackets, step: Step): Promise<string | null> {
  return (await carryStep(parts, brackets, step, 'do')) ?? brackets.closeFinished();
}

/** Whether nothing of the step is left; a bracket that can't be closed fails no step. */
function hasFailed({ ledger }: RunParts, { id }: Step): boolean {
  const state = ledger.state.steps.get(id) ?? 'pending';
  return state === 'failed' || state === 'pending';
}

function momentOf(
  parts: RunParts,
  options: RunOptions,
  {
    running,
    failing,
    again,
  }: {
    readonly running: ReadonlyMap<StepId, unknown>;
    readonly failing: ReadonlySet<UnitId>;
    readonly again: ReadonlySet<StepId>;
  },
): Moment {
  const { state } = parts.ledger;
  return {
    states: again.size === 0 ? state.steps : new Map([...state.steps].filter(([id]) => !again.has(id))),
    running: new Set(running.keys()),
    failing,
    until: options.until,
    isOpen: ({ id }) =>
      options.openGates === 'all' ||
      options.openGates.includes(id) ||
      state.facts.get(id)?.has('opened') === true,
  };
}

function openGate({ ledger, events }: RunParts, step: Step, by: string): void {
  if (ledger.state.facts.get(step.id)?.has('opened') === true) return;
  ledger.append({ record: 'gate-opened', step: step.id, by });
  events({ kind: 'gate-opened', step: step.id, by });
}

function announce({ events }: RunParts, gates: readonly Step[], told: Set<StepId>): void {
  for (const step of gates) {
    const question = questionOf(step);
    if (question === null || told.has(step.id)) continue;
    told.add(step.id);
    events({ kind: 'gate-waiting', step: step.id, question });
  }
}
