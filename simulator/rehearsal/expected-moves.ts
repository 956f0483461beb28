/** What a plan promises, as plain facts for the check after success: read from the plan alone. */
import type { Plan, PlannedInstance } from '../../schemas/plan.ts';
import type { ExpectedMove } from '../invariants/as-planned.ts';

/** One move for each instance of the plan; a member that is taken out has no candidates. */
export function expectedMoves(plan: Plan): readonly ExpectedMove[] {
  return plan.instances.map((instance) => ({
    ...placeOf(plan, instance),
    replaced: instance.replaces?.uuid ?? null,
    snapshots: snapshotsOf(plan, instance.key),
  }));
}

function placeOf({ reservations }: Plan, { key, create, existing }: PlannedInstance) {
  if (create !== null) {
    return {
      alias: create.alias,
      candidates: create.candidates.map(({ uuid }) => uuid),
      server: create.server,
      addresses: create.nics.map(({ network, ip }) => ({
        network,
        ip,
        takenOver: reservations.some(
          (one) => one.source === 'takeover' && one.ip === ip && one.network === network,
        ),
      })),
    };
  }
  return {
    alias: existing?.alias ?? key,
    candidates: existing === null ? [] : [existing.uuid],
    server: existing?.server ?? '',
    addresses: [],
  };
}

function snapshotsOf(plan: Plan, instance: string): readonly string[] {
  return plan.steps.flatMap((step) => {
    const copies = step.action === 'dataset.copy' || step.action === 'dataset.increment';
    return copies && step.params.instance === instance ? [step.params.snapshot] : [];
  });
}
