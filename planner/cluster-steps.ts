/**
 * The steps that a cluster needs when one of its members leaves, besides those of every move and removal
 * (units/): its own kind of leaving before the stop, its own kind of forgetting behind the delete. One row a
 * service.
 */
import { manateeSteps } from './clusters/manatee.ts';
import type { ClusterSteps } from './clusters/steps.ts';
import type { Leaving } from './move.ts';

/** moray has none: its members know nothing of each other. */
const steps: Readonly<Record<string, ClusterSteps>> = { manatee: manateeSteps };

/** Those of the service that a member leaves. */
export function clusterSteps({ rules }: Leaving): ClusterSteps {
  return steps[rules.name] ?? {};
}
