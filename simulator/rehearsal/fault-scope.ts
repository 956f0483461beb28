/** What of a plan faults are drawn from, as plain facts: the simulator must not read plans. */
import type { Plan } from '../../schemas/plan.ts';
import type { FaultScope } from '../faults/draw.ts';

/** The scope of a plan. */
export function faultScope({ instances, reservations, datasets, steps, estimate }: Plan): FaultScope {
  const replaced = instances.flatMap(({ replaces }) => (replaces === null ? [] : [replaces]));
  const withData = new Set(datasets.map(({ from }) => from.dataset.split('/')[1]));
  const made = instances.flatMap(({ create }) => create ?? []);
  return {
    servers: [...new Set([...replaced, ...made].map(({ server }) => server))],
    addresses: reservations.map(({ network, ip }) => ({ network, ip })),
    replaced: replaced
      .map(({ uuid }) => uuid)
      .toSorted((a, b) => Number(withData.has(b)) - Number(withData.has(a))),
    made: made.flatMap(({ candidates }) => candidates.map(({ uuid }) => uuid)),
    steps: steps.length,
    creates: made.length,
    transfers: 2 * datasets.length,
    duration: estimate.durationSeconds.typical * 1000,
  };
}
