/**
 * Which headnode keeps a copy of the journal: one that runs and that the plan does not empty, so that
 * whoever has to go on finds it where the work is. Decided anew by each invocation: between two of
 * them a headnode may have died.
 */
import type { Plan } from '../schemas/plan.ts';
import type { CnapiServerRecord } from '../triton/cnapi.ts';

/** The headnode, or null where there is none: the plan's target before any other. */
export function mirrorHeadnode(
  { intent: { from, to } }: Plan,
  headnodes: readonly CnapiServerRecord[],
): CnapiServerRecord | null {
  const fit = headnodes
    .filter(({ uuid, status }) => status === 'running' && uuid !== from.uuid)
    .toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));
  return fit.find(({ uuid }) => uuid === to.uuid) ?? fit[0] ?? null;
}
