/** How an invocation ended, and the words for it: what happened, what is left, what to do next. */
import { instanceOf } from '../plans/calls.ts';
import { count } from '../plans/render/words.ts';
import type { UnitId } from '../schemas/ids.ts';
import type { Phase, Plan, Step } from '../schemas/plan.ts';
import type { RunEnd } from './events.ts';
import { openBrackets, type RunState } from './fold.ts';
import { isGate, isUnderWay, isWithin } from './schedule.ts';
import { leftToUndo } from './undo.ts';

/** What an invocation came to. */
export interface Course {
  /** What went wrong, in the order it did. */
  readonly problems: readonly string[];
  readonly isInterrupted: boolean;
  /** Whether it went back. */
  readonly isUndo: boolean;
}

/** The end, by what the journal says of each step. */
export function conclude(
  plan: Plan,
  state: RunState,
  course: Course,
  { until }: { readonly until: Phase },
): { readonly end: RunEnd; readonly message: string } {
  const { steps, brackets } = state;
  const left = plan.steps.filter((step) => steps.get(step.id) !== 'done');
  const told = [
    ...course.problems,
    `${count(plan.steps.length - left.length, 'step')} of ${String(plan.steps.length)} done`,
  ];
  const open = openBrackets({ brackets });
  const still = open.length === 0 ? [] : [`still open: ${open.join(', ')}`];
  const unknown = plan.steps.filter(({ id }) => steps.get(id) === 'unknown');
  if (unknown.length > 0) {
    return end(
      'stuck',
      ...told,
      ...still,
      `look at ${objectsOf(unknown)}, then run it again, or take it back with hnadm rollback: both look first`,
    );
  }
  if (course.isUndo) return concludeUndo(plan, state, course, still);
  if (course.problems.length > 0)
    return end('failed', ...told, ...still, 'mend the cause and run it again: it goes on from here');
  const due = left.filter((step) => isWithin(step.phase, until) || isHalfWay(plan, step, steps));
  if (course.isInterrupted && due.length > 0) {
    const units = [...new Set(due.map(({ unit }) => unit))].filter((unit) => isDown(plan, unit, steps));
    const down = units.length === 0 ? [] : [`down until it goes on: ${units.join(', ')}`];
    return end('interrupted', ...told, ...down, 'run it again to go on');
  }
  if (due.length > 0) {
    const gates = due.filter((step) => isGate(step) && isReached(step, steps));
    const ids = gates.map(({ id }) => id).join(', ');
    return end('waiting', ...told, `waiting at ${ids}`, `open it with --open-gates ${ids} to go on`);
  }
  if (left.length > 0)
    return end('done', `everything until ${until} is done`, `left: ${count(left.length, 'step')}`);
  return end('done', `all ${count(plan.steps.length, 'step')} done`);
}

function concludeUndo(
  plan: Plan,
  state: RunState,
  { problems }: Course,
  still: readonly string[],
): { readonly end: RunEnd; readonly message: string } {
  const { steps, undoing } = state;
  const stuck = plan.steps.filter(({ id }) => steps.get(id) === 'stuck');
  if (stuck.length > 0 || still.length > 0) {
    const objects = stuck.length > 0 ? [`look at ${objectsOf(stuck)}`] : [];
    return end('stuck', ...problems, ...still, ...objects, 'mend the cause and go on with hnadm rollback');
  }
  const waiting = leftToUndo(plan, state).filter(({ undo }) => undo !== null).length;
  if (leftToUndo(plan, state).length > 0) {
    const left = `${count(waiting, 'step')} still to be undone`;
    return end('interrupted', ...problems, left, 'run it again to go on');
  }
  const effective = plan.steps.filter(({ undo }) => undo !== null);
  const taken = effective.filter(({ id }) => undoing.includes(id)).length;
  const undone = taken === 0 ? 'nothing was there to undo' : `${count(taken, 'step')} undone`;
  const stays = effective.filter(({ id }) => steps.get(id) === 'done').length;
  const rest = stays === 0 ? [] : [`${count(stays, 'step')} of other units stay done`];
  const next =
    undoing.length === 0 ? 'mend the cause and run it again' : 'take a new snapshot and plan again';
  return end('undone', ...problems, undone, ...rest, ...ofEarlierRun(plan, state), next);
}

/** A unit of a move that was half done goes back to that: what the earlier run did is not this one's to undo. */
function ofEarlierRun({ instances, steps }: Plan, { undoing }: RunState): readonly string[] {
  const units = new Set(steps.filter(({ id }) => undoing.includes(id)).map(({ unit }) => unit));
  const theirs = new Set(steps.filter(({ unit }) => units.has(unit)).map(instanceOf));
  const found = instances.flatMap(({ key, existing }) =>
    existing === null || !theirs.has(key) ? [] : [existing.alias],
  );
  if (found.length === 0) return [];
  return [
    `what an earlier run did stays, ${found.join(', ')} and what it stopped or disabled: hnadm rollback with that run's plan takes it back`,
  ];
}

/** What a person is to look at; of a step that touches nothing, the step. */
function objectsOf(steps: readonly Step[]): string {
  const named = steps.flatMap(({ id, touches }) =>
    touches.length === 0 ? [id] : touches.map(({ object }) => object),
  );
  return [...new Set<string>(named)].join(', ');
}

/**
 * The end of a run whose journal could not be written any more: nothing was started after that, and
 * what ran has ended without a record. Brackets stay as the journal has them: an end of one that
 * nobody recorded could not be told from one that never was.
 */
export function concludeUnwritten(plan: Plan, { steps, brackets }: RunState, why: string) {
  const done = plan.steps.filter((step) => steps.get(step.id) === 'done').length;
  const begun = [...steps].filter(([, state]) => state === 'begun').map(([id]) => id);
  const open = openBrackets({ brackets });
  return end(
    'failed',
    why,
    `${count(done, 'step')} of ${String(plan.steps.length)} done`,
    ...(begun.length === 0 ? [] : [`ended without a record: ${begun.join(', ')}: it looks there first`]),
    ...(open.length === 0 ? [] : [`still open: ${open.join(', ')}`]),
  );
}

/** Whether the step is of a cutover that was begun: nothing is done while one is not ended. */
function isHalfWay(plan: Plan, { phase, unit }: Step, steps: RunState['steps']): boolean {
  const cutover = plan.steps.filter((step) => step.unit === unit && step.phase === 'cutover');
  return phase === 'cutover' && isUnderWay(cutover, steps);
}

/** Whether a unit has begun to take its old zone down, and its new one is not known to serve. */
function isDown(plan: Plan, unit: UnitId, steps: RunState['steps']): boolean {
  const cutover = plan.steps.filter((step) => step.unit === unit && step.phase === 'cutover');
  const isDone = ({ id }: Step): boolean => steps.get(id) === 'done';
  const hasLeft = cutover.some(
    (step) => isDone(step) && 'zone' in step.params && step.params.zone.side === 'old',
  );
  return hasLeft && !cutover.some((step) => step.action === 'zone.await' && isDone(step));
}

function isReached(gate: Step, steps: RunState['steps']): boolean {
  return gate.needs.every((need) => steps.get(need.step) === 'done');
}

function end(
  how: RunEnd,
  ...sentences: readonly string[]
): { readonly end: RunEnd; readonly message: string } {
  return { end: how, message: sentences.join('; ') };
}
