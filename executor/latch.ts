/**
 * When the lock becomes a latch: a commit step failed, or was left in the middle. What it deletes
 * may be half gone, and whatever another plan rests on with it. A restart of hermes deletes nothing: that it
 * failed is told, and the run goes on from there when it is run again.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Plan, Step } from '../schemas/plan.ts';
import type { RunState } from './fold.ts';
import { isGate } from './schedule.ts';

/** The commit step that keeps other runs out when no invocation is at work, or null. */
export function latchOf(plan: Plan, { steps }: RunState): StepId | null {
  const failed = plan.steps.find((step) => {
    const state = steps.get(step.id);
    return step.phase === 'commit' && deletes(step) && state !== undefined && state !== 'done';
  });
  return failed?.id ?? null;
}

function deletes(step: Step): boolean {
  return !isGate(step) && step.action !== 'hermes.restart';
}
