/**
 * What may start next: pure, from the plan, the state of its steps and what runs. Longest remaining
 * path first; cutovers one unit at a time, and a unit's cutover is begun only when nothing outside it
 * could make it wait halfway, because its service is down from its first step to its last.
 */
import type { StepId, UnitId } from '../schemas/ids.ts';
import { STEPS_AT_ONCE, TRANSFERS, TRANSFERS_AT_ONCE } from '../schemas/pace.ts';
import type { Phase, Plan, Step } from '../schemas/plan.ts';
import type { StepState } from './transitions.ts';

const PHASES: readonly Phase[] = ['prepare', 'cutover', 'commit'];

/** What of a plan's shape scheduling needs, computed once. */
export interface Schedule {
  readonly plan: Plan;
  readonly byId: ReadonlyMap<StepId, Step>;
  /** Seconds from the start of the step to the end of everything that waits for it. */
  readonly remaining: ReadonlyMap<StepId, number>;
  readonly cutovers: ReadonlyMap<UnitId, readonly Step[]>;
  readonly gates: readonly Step[];
}

export interface Moment {
  readonly states: ReadonlyMap<StepId, StepState>;
  readonly running: ReadonlySet<StepId>;
  /** Units of which a step has gone wrong: nothing more of them is started. */
  readonly failing: ReadonlySet<UnitId>;
  /** Whether this gate is open. */
  readonly isOpen: (step: Step) => boolean;
  readonly until: Phase;
}

/** Prepares a plan for scheduling. */
export function scheduleOf(plan: Plan): Schedule {
  const cutovers = new Map<UnitId, Step[]>();
  for (const step of plan.steps) {
    if (step.phase !== 'cutover') continue;
    cutovers.set(step.unit, [...(cutovers.get(step.unit) ?? []), step]);
  }
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  return { plan, byId, remaining: paths(plan), cutovers, gates: plan.steps.filter(isGate) };
}

/** Whether the action is a gate: it waits for a person. */
export function isGate(step: Step): boolean {
  return step.action.startsWith('gate.');
}

/** Whether the phase is to be carried out. */
export function isWithin(phase: Phase, until: Phase): boolean {
  return PHASES.indexOf(phase) <= PHASES.indexOf(until);
}

/** Gates whose needs are done and that are closed. */
export function closedGates(schedule: Schedule, moment: Moment): readonly Step[] {
  return schedule.gates.filter(
    (step) => isDue(schedule, step, moment) && !moment.isOpen(step) && needsDone(step, moment.states),
  );
}

/** The steps to start now, the most urgent first, no more than the bounds allow. */
export function startable(schedule: Schedule, moment: Moment): readonly Step[] {
  const ready = schedule.plan.steps
    .filter((step) => isDue(schedule, step, moment) && needsDone(step, moment.states))
    .filter((step) => !moment.failing.has(step.unit) && (!isGate(step) || moment.isOpen(step)))
    .sort((a, b) => (schedule.remaining.get(b.id) ?? 0) - (schedule.remaining.get(a.id) ?? 0));
  const unit = cutoverUnit(schedule, moment, ready);
  return bounded(
    ready.filter((step) => step.phase !== 'cutover' || step.unit === unit),
    schedule,
    moment,
  );
}

/** Those of the steps that belong to a cutover under way. */
export function goingOn(schedule: Schedule, moment: Moment, steps: readonly Step[]): readonly Step[] {
  return steps.filter(
    ({ phase, unit }) => phase === 'cutover' && isUnderWay(schedule.cutovers.get(unit) ?? [], moment.states),
  );
}

/** The unit whose cutover goes on, or the one to begin, if any. */
function cutoverUnit(schedule: Schedule, moment: Moment, ready: readonly Step[]): UnitId | undefined {
  const candidates = ready.filter((step) => step.phase === 'cutover');
  if (candidates.length === 0) return undefined;
  // A step that waits for its bracket to open has begun its cutover, though its own state does not tell yet.
  const begun = [...schedule.cutovers]
    .filter(([, steps]) => isUnderWay(steps, moment.states) || steps.some(({ id }) => moment.running.has(id)))
    .map(([unit]) => unit);
  const goesOn = candidates.find((step) => begun.includes(step.unit));
  if (goesOn !== undefined) return goesOn.unit;
  // Units that need one another's cutover steps: rather one that may wait halfway than none at all.
  const isStalled = moment.running.size === 0 && candidates.length === ready.length;
  if (begun.length > 0 && !isStalled) return undefined;
  const free = candidates.find((step) => isSelfContained(schedule, moment, step.unit));
  return (free ?? (isStalled ? candidates[0] : undefined))?.unit;
}

/** Whether a unit's cutover was begun and not finished. */
export function isUnderWay(steps: readonly Step[], states: ReadonlyMap<StepId, StepState>): boolean {
  const isBegun = steps.some((step) => (states.get(step.id) ?? 'pending') !== 'pending');
  return isBegun && !steps.every((step) => states.get(step.id) === 'done');
}

/** Whether everything the unit's cutover needs from outside is done. */
function isSelfContained(schedule: Schedule, { states }: Moment, unit: UnitId): boolean {
  const steps = schedule.cutovers.get(unit) ?? [];
  const own = new Set(steps.map((step) => step.id));
  return steps.every((step) =>
    step.needs.every((need) => own.has(need.step) || states.get(need.step) === 'done'),
  );
}

function bounded(steps: readonly Step[], schedule: Schedule, { running }: Moment): readonly Step[] {
  let places = STEPS_AT_ONCE - running.size;
  let transfers = TRANSFERS_AT_ONCE - [...running].filter((id) => isTransfer(schedule.byId.get(id))).length;
  return steps.filter((step) => {
    // The downtime waits for nothing.
    if (step.phase === 'cutover') return true;
    if (places <= 0 || (isTransfer(step) && transfers <= 0)) return false;
    places -= 1;
    if (isTransfer(step)) transfers -= 1;
    return true;
  });
}

function isTransfer(step: Step | undefined): boolean {
  return step !== undefined && TRANSFERS.has(step.action);
}

function isDue({ cutovers }: Schedule, step: Step, { states, running, until }: Moment): boolean {
  if (states.get(step.id) === 'done' || running.has(step.id)) return false;
  // A service that is down by now is not left so, whatever was to be done this time.
  const goesOn = step.phase === 'cutover' && isUnderWay(cutovers.get(step.unit) ?? [], states);
  return goesOn || isWithin(step.phase, until);
}

function needsDone(step: Step, states: ReadonlyMap<StepId, StepState>): boolean {
  return step.needs.every((need) => states.get(need.step) === 'done');
}

/** Steps are written in an order that satisfies their needs, so one pass from the end is enough. */
function paths(plan: Plan): ReadonlyMap<StepId, number> {
  const after = new Map<StepId, number>();
  const remaining = new Map<StepId, number>();
  for (const step of [...plan.steps].reverse()) {
    const seconds = step.estimateSeconds.typical + (after.get(step.id) ?? 0);
    remaining.set(step.id, seconds);
    for (const { step: need } of step.needs) after.set(need, Math.max(after.get(need) ?? 0, seconds));
  }
  return remaining;
}
