/**
 * Request ids are derived, not drawn: the services log them and hand them on to their jobs, and a
 * rehearsal of the same run must send the same bytes.
 */
import { parse, v5 } from 'uuid';
import type { StepId } from '../schemas/ids.ts';
import type { Plan } from '../schemas/plan.ts';

/** UUID v5 namespace of hnadm's request ids; a constant like any other, parsed once for them all. */
const NAMESPACE = parse('5a0f1b6c-7f0e-4a55-9d7e-2f8c5f0f8f11');

/**
 * A source of ids for one step of one invocation. `since` tells invocations apart: the number of
 * records that the journal held when the step began.
 */
export function requestIds(
  plan: Plan,
  step: StepId | 'expects' | 'lock' | 'mirror',
  since: number,
): () => string {
  let count = 0;
  return () => {
    count += 1;
    return v5(Buffer.from(`${plan.digest} ${step} ${String(since)} ${String(count)}`), NAMESPACE);
  };
}
