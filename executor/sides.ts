/** The two datasets of a move, and what hnadm leaves on them and takes off again. */
import type { InstanceKey, ServerUuid } from '../schemas/ids.ts';
import type { DatasetPlace } from '../schemas/plan.ts';
import {
  abortReceive,
  destroyMark,
  guids,
  hasPartialReceive,
  isHeld,
  release,
  type Dataset,
} from '../triton/global-zone/zfs.ts';
import type { StepContext } from './action.ts';

/** What the dataset actions say of the two sides. */
export interface SidesOf {
  readonly instance: InstanceKey;
  /** The replaced zone's dataset. */
  readonly from: DatasetPlace;
  /** The new zone's server. */
  readonly to: ServerUuid;
}

/** The new zone's delegated dataset, which vmadm makes with the zone. */
export function newSide(context: StepContext, { instance, to }: SidesOf): Dataset {
  const { uuid } = context.zone({ instance, side: 'new' });
  return { server: to, dataset: `zones/${uuid}/data` };
}

/** Whether the dataset bears none of our snapshots, bookmarks and partial receives. */
export async function isForgotten(
  context: StepContext,
  side: Dataset,
  names: readonly string[],
): Promise<boolean> {
  const snapshots = await guids(context, side, 'snapshot');
  if (snapshots === null) return true;
  const bookmarks = await guids(context, side, 'bookmark');
  if (names.some((name) => snapshots.has(name) || bookmarks?.has(name))) return false;
  return !(await hasPartialReceive(context, side));
}

/** Takes our holds, snapshots, bookmarks and partial receives off a dataset; gone: nothing to do. */
export async function forget(context: StepContext, side: Dataset, names: readonly string[]): Promise<void> {
  const snapshots = await guids(context, side, 'snapshot');
  if (snapshots === null) return;
  // First, because a partial increment's base can't be destroyed.
  if (await hasPartialReceive(context, side)) await abortReceive(context, side);
  const bookmarks = await guids(context, side, 'bookmark');
  for (const name of names) {
    if (snapshots.has(name)) {
      if (await isHeld(context, side, name)) await release(context, side, name);
      await destroyMark(context, side, `@${name}`);
    }
    if (bookmarks?.has(name)) await destroyMark(context, side, `#${name}`);
  }
}
