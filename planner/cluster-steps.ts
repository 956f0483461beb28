/**
 * The steps that a cluster needs when one of its members leaves, besides those of every move and removal
 * (units/): its own kind of leaving before the stop, its own kind of forgetting behind the
 * delete. One row a service; each row's functions in planner/clusters/.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Draft, DraftNeed } from './draft.ts';
import { manateeSteps } from './clusters/manatee.ts';
import type { Leaving } from './move.ts';
import type { World } from './world.ts';

export interface ClusterSteps {
  /**
   * Before it leaves: a manatee must not be primary any more. `needs` is what the first of these steps
   * waits for. @returns what its leaving waits for.
   */
  readonly beforeLeaving?: (
    draft: Draft,
    leaving: Leaving,
    world: World,
    needs: readonly DraftNeed[],
  ) => readonly DraftNeed[];
  /** When it has stopped: the others must be a cluster without it. @returns what is verified after. */
  readonly afterStop?: (
    draft: Draft,
    leaving: Leaving,
    world: World,
    needs: readonly DraftNeed[],
  ) => readonly DraftNeed[];
  /** Behind its delete: who keeps a list of members must forget it. */
  readonly afterDelete?: (draft: Draft, leaving: Leaving, world: World, deleted: StepId) => void;
}

/** moray has none: its members know nothing of each other. */
const steps: Readonly<Record<string, ClusterSteps>> = { manatee: manateeSteps };

/** Those of the service that a member leaves. */
export function clusterSteps({ rules }: Leaving): ClusterSteps {
  return steps[rules.name] ?? {};
}
