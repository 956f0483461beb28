/** Whether a run has come to an end that nobody has to do anything about. */
import type { Plan } from '../schemas/plan.ts';
import type { RunState } from './fold.ts';
import { leftToUndo } from './undo.ts';

/** True where everything is done, everything that was to be undone is, or it was given up for good. */
export function isOver(plan: Plan, state: RunState): boolean {
  const states = plan.steps.map(({ id }) => state.steps.get(id) ?? 'pending');
  if (state.phase === 'abandoned' || states.every((one) => one === 'done')) return true;
  return states.includes('undone') && leftToUndo(plan, state).length === 0;
}
