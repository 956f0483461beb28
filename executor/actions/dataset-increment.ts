/**
 * The last increment, sent while both zones are stopped. It is done when nothing was written to the
 * source since its snapshot and both sides have that snapshot by guid: then, and only then, the new
 * zone may write. A snapshot taken before the old zone's last write is taken anew.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import {
  guids,
  hold,
  isHeld,
  takeSnapshot,
  writtenSince,
  type Dataset,
} from '../../triton/global-zone/zfs.ts';
import type { Action, Probe, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { send } from '../send.ts';
import { forget, newSide } from '../sides.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

type Params = ParamsOf<'dataset.increment'>;

export const datasetIncrement: Action<'dataset.increment'> = {
  name: 'dataset.increment',
  version: 2,
  async probe(params, context) {
    for (const side of ['old', 'new'] as const) {
      const ref = { instance: params.instance, side };
      const state = await stateOf(context, ref);
      if (state !== 'stopped') return wrongState(context, ref, 'stopped', state);
    }
    const to = newSide(context, params);
    const bad = await unrelated(params, context, to);
    if (bad !== null) return bad;
    return (await isEqual(params, context, to)) && (await isHeld(context, to, params.snapshot))
      ? done
      : ready;
  },
  async apply(params, context) {
    const { from, base, snapshot } = params;
    const to = newSide(context, params);
    if (!(await isEqual(params, context, to))) {
      await forget(context, to, [snapshot]);
      await forget(context, from, [snapshot]);
      await takeSnapshot(context, from, snapshot);
      await send(context, { from, to, snapshot, base }, (bytes) => {
        context.progress({ bytes });
      });
    }
    if (!(await isHeld(context, to, snapshot))) await hold(context, to, snapshot);
  },
  async sweep(params, context) {
    await forget(context, newSide(context, params), [params.snapshot]);
    await forget(context, params.from, [params.snapshot]);
  },
};

/** Whether both sides have the snapshot by guid, and the source nothing beyond it. */
async function isEqual({ from, snapshot }: Params, context: StepContext, to: Dataset): Promise<boolean> {
  const source = (await guids(context, from, 'snapshot'))?.get(snapshot);
  if (source === undefined) return false;
  const copy = (await guids(context, to, 'snapshot'))?.get(snapshot);
  return source === copy && (await writtenSince(context, from, snapshot)) === 0;
}

/** A base that the two sides don't share: no increment can be received then. */
async function unrelated(params: Params, context: StepContext, to: Dataset): Promise<Probe | null> {
  const source = (await guids(context, params.from, 'bookmark'))?.get(params.base);
  const copy = (await guids(context, to, 'snapshot'))?.get(params.base);
  if (source !== undefined && source === copy) return null;
  const found = `bookmark ${source ?? 'none'} on the source, snapshot ${copy ?? 'none'} on the copy`;
  return conflict(`dataset:${params.from.dataset}`, `base ${params.base} with one guid on both sides`, found);
}
