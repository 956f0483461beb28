/**
 * Closes what a run holds open, and does nothing else: for a run that was killed, and that nobody can
 * go on with right now. Customers don't wait in maintenance for that.
 */
import type { Plan } from '../schemas/plan.ts';
import { open, toItsEnd, type RunDeps, type RunResult, type Who } from './invocation.ts';
import { enterBack } from './start.ts';
import { leftToUndo } from './undo.ts';

/**
 * Closes a run's open brackets; the run may go on later.
 * @throws {RunRefused} where there is no run, or it can't be touched by this hnadm, {JournalBroken}
 * {LockRefused}.
 */
export async function closeRun(plan: Plan, deps: RunDeps, who: Who): Promise<RunResult> {
  const opened = await open(plan, deps, who);
  const { parts } = opened;
  await enterBack(opened, who);
  // Every invocation closes its brackets when it ends: this one ends before its first step.
  return toItsEnd(opened, { until: 'commit', signal: null }, () => {
    const isUndo = leftToUndo(plan, parts.ledger.state).length > 0;
    return Promise.resolve({ problems: [], isInterrupted: true, isUndo });
  });
}
