/**
 * Which headnodes a run locks: all there are, for a second run may be started on any of them. Where
 * CNAPI is down, which a run may be there to mend, or knows none, the plan's own servers serve.
 */
import type { Plan } from '../schemas/plan.ts';
import type { Clock } from '../triton/clock.ts';
import type { Caller } from '../triton/caller.ts';
import { CallFailed } from '../triton/call-failed.ts';
import { listHeadnodes } from '../triton/cnapi.ts';
import type { Headnode } from './mirrored-run.ts';
import { BRIEF, patiently } from './patience.ts';

export interface LockHeadnode extends Headnode {
  /** Whether it may well answer: CNAPI hears from it, or can't be asked. */
  readonly isHeard: boolean;
}

/** The headnodes, by UUID: two runs that begin at once then meet at the first, and one of them goes on. */
export async function headnodesOf(
  plan: Plan,
  caller: Caller & { readonly clock: Clock },
): Promise<readonly LockHeadnode[]> {
  let found: readonly LockHeadnode[] = [];
  try {
    const records = await patiently(caller.clock, BRIEF, () => listHeadnodes(caller));
    found = records.map(({ uuid, hostname, status }) => ({ uuid, hostname, isHeard: status !== 'unknown' }));
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
  }
  if (found.length === 0) {
    const { from, to } = plan.intent;
    const named = from.uuid === to.uuid ? [to] : [from, to];
    found = named.map((one) => ({ ...one, isHeard: true }));
  }
  return found.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));
}
