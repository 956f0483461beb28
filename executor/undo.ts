/**
 * Takes back the steps that the journal says are to be undone, each as soon as nothing stands on it
 * any more: a unit's cutover without a pause, one unit after the other, and what nobody notices as
 * many at once as the pace allows. It goes on where it was interrupted. A step whose undo fails ends
 * it: what lies under it is left as it is, for a person to look at.
 */
import type { StepId, UnitId } from '../schemas/ids.ts';
import { STEPS_AT_ONCE } from '../schemas/pace.ts';
import type { Plan, Step } from '../schemas/plan.ts';
import type { Brackets } from './brackets.ts';
import { carryStep } from './carry-step.ts';
import type { RunState } from './fold.ts';
import type { RunParts } from './step-context.ts';
import { undoSet } from './undo-set.ts';

/** Steps that are still to be undone, the last of the plan first. */
export function leftToUndo(plan: Plan, { steps, undoing }: RunState): readonly Step[] {
  const ids = new Set(undoing.filter((id) => steps.get(id) !== 'undone'));
  return plan.steps.filter(({ id }) => ids.has(id)).reverse();
}

/**
 * Journals and tells which steps are going to be undone.
 * @returns why nothing can be, or null.
 */
export function beginUndo(
  { plan, ledger, events }: RunParts,
  units: ReadonlySet<UnitId> | 'all',
): string | null {
  const set = undoSet(plan, ledger.state.steps, units);
  if ('refused' in set) return set.refused;
  const steps = set.steps.map(({ id }) => id);
  if (steps.length === 0) return null;
  ledger.append({ record: 'undo-began', steps });
  tell(set.steps, events);
  return null;
}

/** Tells that an undo that was interrupted is gone on with. */
export function resumeUndo({ plan, ledger, events }: RunParts): void {
  tell(leftToUndo(plan, ledger.state), events);
}

function tell(steps: readonly Step[], events: RunParts['events']): void {
  const effective = steps.filter(({ undo }) => undo !== null);
  events({ kind: 'undo-began', steps: effective.map(({ id }) => id) });
}

/** Undoes what is left to undo. @returns what went wrong. */
export async function undo(
  parts: RunParts,
  brackets: Brackets,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const running = new Map<StepId, Promise<unknown>>();
  const problems: string[] = [];
  const fatal: unknown[] = [];
  const mayStart = () => problems.length === 0 && fatal.length === 0 && !signal.aborted;
  let last: Step | null = null;
  for (;;) {
    for (const step of mayStart() ? undoable(parts, running, last) : []) {
      if (step.phase === 'cutover') last = step;
      const task = carryStep(parts, brackets, step, 'undo')
        .then((problem) => {
          if (problem !== null) problems.push(problem);
        })
        .catch((error: unknown) => fatal.push(error))
        .finally(() => running.delete(step.id));
      running.set(step.id, task);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (fatal.length > 0) throw fatal[0];
  return problems;
}

/** The steps whose undo starts now. `last` is the one of a cutover that was undone before. */
function undoable(
  { plan, ledger }: RunParts,
  running: ReadonlyMap<StepId, unknown>,
  last: Step | null,
): readonly Step[] {
  const left = leftToUndo(plan, ledger.state);
  const underneath = new Set(left.flatMap(({ needs }) => needs.map(({ step }) => step)));
  const free = left.filter(({ id }) => !underneath.has(id) && !running.has(id));
  const isCut = left.some(({ id, phase }) => phase === 'cutover' && running.has(id));
  const cutovers = free.filter(({ phase }) => phase === 'cutover');
  const next = cutovers.find(({ unit }) => unit === last?.unit) ?? cutovers[0];
  const silent = free.filter(({ phase }) => phase !== 'cutover').slice(0, STEPS_AT_ONCE - running.size);
  return next === undefined || isCut ? silent : [next, ...silent];
}
