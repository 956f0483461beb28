/**
 * Ends a run for good: the last record there can be. What it has put into the datacenter stays, and is
 * nobody's any more; so nothing of it may be open then, because nobody could close it.
 */
import type { Plan } from '../schemas/plan.ts';
import { openBrackets, type RunState } from './fold.ts';
import { open, orGiveBack, type RunDeps, type Who } from './invocation.ts';
import { isOver } from './is-over.ts';
import { latchOf } from './latch.ts';
import { RunRefused } from './run-refused.ts';
import { notOf } from './start.ts';

/** What a run's end is made of. It tells nothing but warnings. */
export interface AbandonDeps extends Omit<RunDeps, 'events'> {
  readonly warn: (message: string) => void;
  /** A person's word for it, asked when nothing else stands against it; where it throws, nothing is ended. */
  readonly confirm: () => Promise<void>;
}

/**
 * Ends a run; a lock that its killed invocation left is given back, and a latch stays.
 * @throws {RunRefused} where there is nothing to abandon, or it is another's, or something is open, {LockRefused}
 * {JournalBroken} {JournalUnwritable}
 */
export async function abandonRun(
  plan: Plan,
  { warn, confirm, ...deps }: AbandonDeps,
  { by, host, simulated, reason }: Who & { readonly reason: string },
): Promise<void> {
  const events: RunDeps['events'] = (news) => {
    if (news.kind === 'warning') warn(news.message);
  };
  const opened = await open(plan, { ...deps, events }, { by, host });
  const { parts, lock, mirror, warning } = opened;
  const { ledger } = parts;
  await orGiveBack(opened, async () => {
    const refused = notOf(plan, ledger.state, simulated) ?? whyNotAbandoned(plan, ledger.state);
    if (refused !== null) throw new RunRefused(refused);
    if (warning !== null) warn(warning);
    await confirm();
    ledger.append({ record: 'abandoned', by, reason });
    await mirror.finished();
  });
  await lock.release(latchOf(plan, ledger.state));
}

/** Why the run can't be ended for good, or null. */
export function whyNotAbandoned(plan: Plan, state: RunState): string | null {
  if (state.phase === 'empty') return 'no run of this plan is known here: there is nothing to abandon';
  if (isOver(plan, state)) return 'the run is over: there is nothing to abandon';
  const unclosed = openBrackets(state);
  if (unclosed.length === 0) return null;
  return `still open: ${unclosed.join(', ')}: close it first, with --close; nobody can afterwards`;
}
