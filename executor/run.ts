/**
 * Carries out a plan: walks its steps, journals every one of them, and ends where it must. It has no
 * choices left to make; what it decides is only when a step may start and when the run is over.
 * Undoing is a walk of its own, in another file: here a failure stops the run, resumable.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Phase, Plan, Step } from '../schemas/plan.ts';
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';
import { bracketsOf, type Brackets } from './brackets.ts';
import { carryOut } from './carry-out.ts';
import { conclude, type Course } from './conclusion.ts';
import type { RunEnd, RunNews } from './events.ts';
import type { JournalSink } from './journal-sink.ts';
import { openLedger } from './ledger.ts';
import { closedGates, isGate, scheduleOf, startable, type Moment } from './schedule.ts';
import { enter } from './start.ts';
import type { RunParts } from './step-context.ts';

/** What a run is made of. */
export interface RunDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly journal: JournalSink;
  readonly events: (news: RunNews) => void;
}

/** How it is to be done, this time. */
export interface RunOptions {
  /** The last phase to carry out. */
  readonly until: Phase;
  readonly openGates: 'all' | readonly StepId[];
  /** Aborted: no further step is started, running ones end. */
  readonly signal: AbortSignal;
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

/**
 * Runs a plan, or goes on with a run of it.
 * @throws {RunRefused} where the journal is not this plan's, {JournalBroken} where it is none,
 * {DatacenterDrifted} where the datacenter is not what the plan expects: nothing was touched then, and
 * nothing journalled.
 */
export async function run(plan: Plan, deps: RunDeps, options: RunOptions): Promise<RunResult> {
  const { transport, clock, journal, events } = deps;
  const parts: RunParts = { plan, transport, clock, events, ledger: openLedger(journal) };
  const undone = await enter(parts, options);
  const course = await walk(parts, options, new Set(undone));
  const result = conclude(plan, parts.ledger.state, course, options);
  parts.ledger.append({ record: 'ended', ...result });
  events({ kind: 'run-ended', ...result });
  return result;
}

/**
 * Starts what may start until nothing is left to start and nothing runs; then closes every bracket.
 * `again`: done steps that must be done again, taken out as they start.
 */
async function walk(parts: RunParts, options: RunOptions, again: Set<StepId>): Promise<Course> {
  const schedule = scheduleOf(parts.plan);
  const brackets = bracketsOf(parts);
  const running = new Map<StepId, Promise<unknown>>();
  const problems: string[] = [];
  // A journal that can't be written: no effect may follow, and what runs is let end.
  const fatal: unknown[] = [];
  const told = new Set<StepId>();
  const mayStart = () => problems.length === 0 && fatal.length === 0 && !options.signal.aborted;
  for (;;) {
    const moment = momentOf(parts, options, running, again);
    for (const step of mayStart() ? startable(schedule, moment) : []) {
      again.delete(step.id);
      const task = carryStep(parts, brackets, step, options)
        .then((problem) => {
          if (problem !== null) problems.push(problem);
        })
        .catch((error: unknown) => fatal.push(error))
        .finally(() => running.delete(step.id));
      running.set(step.id, task);
    }
    if (mayStart()) announce(parts, closedGates(schedule, moment), told);
    if (running.size > 0) await Promise.race(running.values());
    else break;
  }
  if (fatal.length > 0) throw fatal[0];
  const unclosed = await brackets.closeAll();
  if (unclosed !== null) problems.push(unclosed);
  return { problems, isInterrupted: options.signal.aborted };
}

function momentOf(
  parts: RunParts,
  options: RunOptions,
  running: ReadonlyMap<StepId, unknown>,
  again: ReadonlySet<StepId>,
): Moment {
  const { state } = parts.ledger;
  return {
    states: again.size === 0 ? state.steps : new Map([...state.steps].filter(([id]) => !again.has(id))),
    running: new Set(running.keys()),
    until: options.until,
    isOpen: ({ id }) =>
      options.openGates === 'all' ||
      options.openGates.includes(id) ||
      state.facts.get(id)?.has('opened') === true,
  };
}

/** One step from intent to its end. @returns what is to be told where it did not succeed. */
async function carryStep(
  parts: RunParts,
  brackets: Brackets,
  step: Step,
  options: RunOptions,
): Promise<string | null> {
  const { ledger, clock, events } = parts;
  const began = clock.now();
  const unopened = await brackets.openFor(step);
  if (unopened !== null) return unopened;
  if (isGate(step)) openGate(parts, step, options.by);
  const before = ledger.state.steps.get(step.id) ?? 'pending';
  ledger.append({ record: 'intent', step: step.id });
  events({ kind: 'step-started', step: step.id, undo: false });
  const result = await carryOut(parts, {
    id: step.id,
    call: step,
    timeoutSeconds: step.timeoutSeconds,
    isResumed: before === 'begun' || before === 'unknown',
    onRetry: (attempt, message) => {
      events({ kind: 'step-retry', step: step.id, attempt, message });
    },
  });
  const end = {
    kind: 'step-ended',
    step: step.id,
    undo: false,
    seconds: (clock.now() - began) / 1000,
  } as const;
  if ('message' in result) {
    ledger.append({ record: result.outcome, step: step.id, message: result.message });
    events({ ...end, outcome: result.outcome, message: result.message });
    return `${step.id}: ${result.message}`;
  }
  ledger.append({ record: 'done', step: step.id, how: result.outcome });
  events({ ...end, outcome: result.outcome });
  return brackets.closeFinished();
}

function openGate({ ledger, events }: RunParts, step: Step, by: string): void {
  if (ledger.state.facts.get(step.id)?.has('opened') === true) return;
  ledger.append({ record: 'gate-opened', step: step.id, by });
  events({ kind: 'gate-opened', step: step.id, by });
}

function announce({ events }: RunParts, gates: readonly Step[], told: Set<StepId>): void {
  for (const step of gates) {
    if (step.action !== 'gate.commit' || told.has(step.id)) continue;
    told.add(step.id);
    events({ kind: 'gate-waiting', step: step.id, question: step.params.question });
  }
}
