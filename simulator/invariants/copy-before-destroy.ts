/**
 * No dataset is destroyed before another one has all that was written to it, unless its service gets
 * its data again by itself. What counts is what the other dataset has, not what anybody meant to
 * copy.
 */
import { isRefillable } from '../behaviour.ts';
import { blameFor } from '../blame.ts';
import { violate } from '../violations.ts';
import { hasAllOf } from '../zfs/dataset.ts';
import type { Dataset, World } from '../world.ts';

/** Checks a dataset of a service that is about to be destroyed; `decidedAt` is when that was asked for. */
export function checkCopyBeforeDestroy(
  world: World,
  dataset: Dataset,
  service: string | null,
  decidedAt: number,
): void {
  if (isRefillable(service) || Object.keys(dataset.content).length === 0) return;
  for (const datasets of world.datasets.values()) {
    for (const other of datasets.values()) {
      if (other !== dataset && hasAllOf(other.content, dataset.content)) return;
    }
  }
  violate(
    world,
    'copy-before-destroy',
    blameFor(world, `running:${dataset.name.split('/')[1] ?? ''}`, decidedAt),
    dataset.name,
    `${dataset.name} of ${service ?? 'no service'} is destroyed, and no other dataset has all that was written to it`,
  );
}
