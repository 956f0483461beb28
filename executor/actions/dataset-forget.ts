/**
 * Releases our holds and destroys our snapshots and bookmarks of a dataset: at the end of a move, so
 * that nothing of it stays, and as undo of a copy, because a held snapshot keeps its zone from being
 * deleted.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import type { Dataset } from '../../triton/global-zone/zfs.ts';
import type { Action, StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';
import { forget, isForgotten, newSide } from '../sides.ts';

export const datasetForget: Action<'dataset.forget'> = {
  name: 'dataset.forget',
  version: 1,
  async probe(params, context) {
    for (const side of sides(params, context)) {
      if (!(await isForgotten(context, side, params.snapshots))) return ready;
    }
    return done;
  },
  async apply(params, context) {
    for (const side of sides(params, context)) await forget(context, side, params.snapshots);
  },
};

function sides(params: ParamsOf<'dataset.forget'>, context: StepContext): readonly Dataset[] {
  return params.sides.map((side) => (side === 'new' ? newSide(context, params) : params.from));
}
