/**
 * The steps that a cluster needs when one of its members is taken out, besides those of every removal
 * (units/removal.ts): its own kind of leaving before the stop, its own kind of forgetting behind the
 * delete. One row a service; each row's functions in planner/clusters/.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Draft, DraftNeed } from './draft.ts';
import type { Removal } from './removal.ts';
import type { World } from './world.ts';

export interface ClusterSteps {
  /**
   * Before it leaves: a manatee must not be primary any more. `needs` is what the first of these steps
   * waits for. @returns what its leaving waits for.
   */
  readonly beforeLeaving?: (
    draft: Draft,
    removal: Removal,
    world: World,
    needs: readonly DraftNeed[],
  ) => readonly DraftNeed[];
  /** Behind its delete: who keeps a list of members must forget it. */
  readonly afterDelete?: (draft: Draft, removal: Removal, deleted: StepId) => void;
}

/** moray has none: its members know nothing of each other. */
const steps: Readonly<Record<string, ClusterSteps>> = {};

/** Those of a removal's service. */
export function clusterSteps({ rules }: Removal): ClusterSteps {
  return steps[rules.name] ?? {};
}
