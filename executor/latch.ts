/**
 * When the lock becomes a latch: a commit step failed, or was left in the middle. What it deletes
 * may be half gone, and whatever another plan rests on with it.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Plan } from '../schemas/plan.ts';
import type { RunState } from './fold.ts';
import { isGate } from './schedule.ts';

/** The commit step that keeps other runs out when no invocation is at work, or null. */
export function latchOf(plan: Plan, { steps }: RunState): StepId | null {
  const failed = plan.steps.find((step) => {
    const state = steps.get(step.id);
    return step.phase === 'commit' && !isGate(step) && state !== undefined && state !== 'done';
  });
  return failed?.id ?? null;
}
