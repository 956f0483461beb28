/** What a cluster adds to the steps of a member that leaves it. */
import type { StepId } from '../../schemas/ids.ts';
import type { Draft, DraftNeed } from '../draft.ts';
import type { Leaving } from '../move.ts';
import type { World } from '../world.ts';

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
  /** Directly before it stops, after all that takes time. @returns what the stop waits for besides. */
  readonly beforeStop?: (
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
