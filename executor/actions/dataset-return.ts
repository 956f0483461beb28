/**
 * Sends back to the old dataset what the replacement wrote since the last common snapshot, then drops
 * that snapshot; undo of dataset.increment. Where the replacement wrote nothing, only the snapshot is
 * dropped. That the writes are back is journalled before the first snapshot goes: without it a later
 * look could not tell an old dataset that has them from one that never got them.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import {
  guids,
  takeBookmark,
  takeSnapshot,
  writtenSince,
  type Dataset,
} from '../../triton/global-zone/zfs.ts';
import { StepFailed, type Action, type Probe, type StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { send } from '../send.ts';
import { forget, isForgotten, newSide } from '../sides.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

type Params = ParamsOf<'dataset.return'>;

export const datasetReturn: Action<'dataset.return'> = {
  name: 'dataset.return',
  version: 2,
  async probe(params, context) {
    const names = [params.snapshot, returning(params)];
    const to = newSide(context, params);
    if ((await isForgotten(context, to, names)) && (await isForgotten(context, params.from, names)))
      return done;
    for (const side of ['old', 'new'] as const) {
      const ref = { instance: params.instance, side };
      const state = await stateOf(context, ref);
      if (state !== 'stopped') return wrongState(context, ref, 'stopped', state);
    }
    if (context.fact('returned') !== undefined) return ready;
    const old = (await guids(context, params.from, 'snapshot'))?.get(params.snapshot);
    const fresh = (await guids(context, to, 'snapshot'))?.get(params.snapshot);
    if (old !== undefined && old === fresh) return (await written(params, context, to)) ?? ready;
    const found = `guid ${old ?? 'none'} on the old side, ${fresh ?? 'none'} on the new one`;
    return conflict(`dataset:${params.from.dataset}`, `snapshot ${params.snapshot} on both sides`, found);
  },
  async apply(params, context) {
    const to = newSide(context, params);
    if (context.fact('returned') === undefined) {
      if ((await writtenSince(context, to, params.snapshot)) > 0) await sendBack(params, context, to);
      await context.setFact('returned', 'yes');
    }
    const names = [params.snapshot, returning(params)];
    await forget(context, to, names);
    await forget(context, params.from, names);
  },
};

/** Writes to the old dataset that are not the new one's: sent over, they would be rolled back. */
async function written(params: Params, context: StepContext, to: Dataset): Promise<Probe | null> {
  const sent = (await guids(context, to, 'snapshot'))?.get(returning(params));
  const received = (await guids(context, params.from, 'snapshot'))?.get(returning(params));
  const since = received !== undefined && received === sent ? returning(params) : params.snapshot;
  const bytes = await writtenSince(context, params.from, since);
  if (bytes === 0) return null;
  const found = `${String(bytes)} bytes, which a return of the new zone's writes would destroy: keep one side's`;
  return conflict(`dataset:${params.from.dataset}`, 'nothing written since both had the same', found);
}

async function sendBack(params: Params, context: StepContext, fresh: Dataset): Promise<void> {
  const { from: old, snapshot: base } = params;
  const snapshot = returning(params);
  const snapshots = await guids(context, fresh, 'snapshot');
  if (snapshots?.has(snapshot) !== true) await takeSnapshot(context, fresh, snapshot);
  if ((await guids(context, fresh, 'bookmark'))?.has(base) !== true) await takeBookmark(context, fresh, base);
  await forget(context, old, [snapshot]);
  await send(context, { from: fresh, to: old, snapshot, base }, (bytes) => {
    context.progress({ bytes });
  });
  const sent = (await guids(context, fresh, 'snapshot'))?.get(snapshot);
  const received = (await guids(context, old, 'snapshot'))?.get(snapshot);
  if (sent !== undefined && sent === received) return;
  throw new StepFailed(
    `dataset ${old.dataset}: expected snapshot ${snapshot} with guid ${sent ?? 'none'}, found ${received ?? 'none'}`,
  );
}

/** Name of the snapshot that carries the replacement's writes back. */
function returning({ snapshot }: Params): string {
  return `${snapshot}-return`;
}
