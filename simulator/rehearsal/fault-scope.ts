/** What of a plan faults are drawn from, as plain facts: the simulator must not read plans. */
import type { Plan } from '../../schemas/plan.ts';
import type { FaultScope } from '../faults/draw.ts';

/** The scope of a plan. */
export function faultScope({ instances, reservations, datasets, steps, estimate }: Plan): FaultScope {
  const old = instances.flatMap(({ replaces }) => replaces ?? []);
  const replaced = old.map(({ uuid }) => uuid);
  const withData = new Set(datasets.map(({ from }) => from.dataset.split('/')[1]));
  const made = instances.flatMap(({ create }) => create ?? []);
  return {
    servers: [...new Set([...old, ...made].map(({ server }) => server))],
    addresses: reservations.map(({ network, ip }) => ({ network, ip })),
    replaced,
    carried: replaced.filter((uuid) => withData.has(uuid)),
    made: made.flatMap(({ candidates }) => candidates.map(({ uuid }) => uuid)),
    steps: steps.length,
    creates: made.length,
    transfers: 2 * datasets.length,
    duration: estimate.durationSeconds.typical * 1000,
  };
}
