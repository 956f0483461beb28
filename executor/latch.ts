/**
 * When the lock becomes a latch: a commit step failed, or was left in the middle. What it deletes
 * may be half gone, and whatever another plan rests on with it. Those that wait, restart or give a mark back
 * delete nothing: that they failed is told, and the run goes on from there when it is run again.
 */
import type { StepId } from '../schemas/ids.ts';
import type { ActionName, Plan } from '../schemas/plan.ts';
import type { RunState } from './fold.ts';

/** A new action that deletes belongs here, a new one that doesn't keeps nobody out. */
const DELETES: ReadonlySet<ActionName> = new Set([
  'instance.delete',
  'zone.delete',
  'nic.sweep',
  'dataset.forget',
  'manatee.reap',
]);

/** The commit step that keeps other runs out when no invocation is at work, or null. */
export function latchOf(plan: Plan, { steps }: RunState): StepId | null {
  const failed = plan.steps.find((step) => {
    const state = steps.get(step.id);
    return step.phase === 'commit' && DELETES.has(step.action) && state !== undefined && state !== 'done';
  });
  return failed?.id ?? null;
}
