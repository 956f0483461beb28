/**
 * Undoes what a run did and has not committed. What was interrupted is first found out about: it is
 * done, and then undone like the rest, or nothing of it is left.
 */
import type { Plan, Step } from '../schemas/plan.ts';
import { settle } from './carry-out.ts';
import { ended } from './carry-step.ts';
import type { RunState } from './fold.ts';
import { open, toItsEnd, type RunDeps, type RunResult, type Who } from './invocation.ts';
import { enterBack } from './start.ts';
import type { RunParts } from './step-context.ts';
import { isUndecided } from './transitions.ts';
import { beginUndo, undo } from './undo.ts';
import { undoSet, type UndoSet } from './undo-set.ts';

export interface RollbackOptions extends Who {
  /** Aborted: no further step is undone, running ones end. */
  readonly signal: AbortSignal;
}

/**
 * Undoes a run.
 * @throws {RunRefused} where there is nothing to go back from, {JournalBroken} where the journal is
 * none, {LockRefused} where somebody else is at work in the datacenter: nothing was touched then, and
 * nothing journalled.
 */
export async function rollback(plan: Plan, deps: RunDeps, options: RollbackOptions): Promise<RunResult> {
  const opened = await open(plan, deps, options);
  const { parts } = opened;
  const { lastAt } = parts.ledger.state;
  await enterBack(opened, options);
  return toItsEnd(opened, { until: 'commit', signal: options.signal }, async (brackets) => {
    await arrival(parts, lastAt);
    const problems = await decide(parts);
    const refused = beginUndo(parts, 'all');
    if (refused !== null) problems.push(`nothing was undone: ${refused}`);
    else problems.push(...(await undo(parts, brackets, options.signal)));
    return { problems, isInterrupted: options.signal.aborted, isUndo: refused === null };
  });
}

/** What a rollback would undo, taking steps that were interrupted for done: to be shown beforehand. */
export function rollbackOf(plan: Plan, { steps }: RunState): UndoSet {
  const assumed = [...steps].map(([id, state]) => [id, isUndecided(state) ? 'done' : state] as const);
  return undoSet(plan, new Map(assumed), 'all');
}

/**
 * Milliseconds after which whatever was under way when a run ended has arrived, or never will: the
 * longest of those are a stop, which waits a minute for the zone, and a request that waits for a ticket.
 */
const ARRIVED = 120_000;

/** Waits until nothing that was interrupted can still arrive: a step that is told failed must stay so. */
async function arrival(parts: RunParts, lastAt: string | null): Promise<void> {
  if (lastAt === null || undecided(parts).length === 0) return;
  const left = Math.min(ARRIVED, Date.parse(lastAt) + ARRIVED - parts.clock.now());
  if (left <= 0) return;
  const seconds = String(Math.ceil(left / 1000));
  parts.events({
    kind: 'warning',
    message: `waiting ${seconds} s for what was under way when the run broke off`,
  });
  await parts.clock.sleep(left);
}

/** Finds out about every step that was interrupted. @returns what could not be found out. */
async function decide(parts: RunParts): Promise<string[]> {
  const problems: string[] = [];
  for (const step of undecided(parts)) {
    const { ledger, clock, events } = parts;
    const began = clock.now();
    ledger.append({ record: 'intent', step: step.id });
    events({ kind: 'step-started', step: step.id, undo: false });
    const job = {
      id: step.id,
      call: step,
      timeoutSeconds: step.timeoutSeconds,
      isResumed: true,
      onRetry: () => undefined,
    };
    const result = await settle(parts, job, 'it was interrupted');
    const problem = ended(parts, step, 'do', result, (clock.now() - began) / 1000);
    if (problem !== null && result.outcome === 'unknown') problems.push(problem);
  }
  return problems;
}

/** Last first: what stands on an interrupted step was not begun. */
function undecided({ plan, ledger }: RunParts): readonly Step[] {
  return plan.steps.filter(({ id }) => isUndecided(ledger.state.steps.get(id))).reverse();
}
