/**
 * The first full copy of a delegated dataset, while its zone runs. The source keeps snapshot and
 * bookmark, from which the last increment starts; the copy's snapshot is held, so that no snapshotter
 * prunes the base. A partial stream of an interrupted copy is discarded: it keeps every other away.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { guids, hold, isHeld, takeBookmark, takeSnapshot } from '../../triton/global-zone/zfs.ts';
import { StepFailed, type Action, type Probe, type StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { send } from '../send.ts';
import { forget, newSide } from '../sides.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

type Params = ParamsOf<'dataset.copy'>;

export const datasetCopy: Action<'dataset.copy'> = {
  name: 'dataset.copy',
  version: 2,
  async probe(params, context) {
    const { from, snapshot } = params;
    const to = newSide(context, params);
    const source = await guids(context, from, 'snapshot');
    if (source === null) return conflict(`dataset:${from.dataset}`, `on server ${from.server}`, 'none');
    const copy = (await guids(context, to, 'snapshot'))?.get(snapshot);
    if (copy === undefined) return stoppedFirst(params, context);
    if (copy !== source.get(snapshot)) return otherData(params, source.get(snapshot), copy);
    const marked = (await guids(context, from, 'bookmark'))?.has(snapshot) === true;
    return marked && (await isHeld(context, to, snapshot)) ? done : stoppedFirst(params, context);
  },
  async apply(params, context) {
    const { from, snapshot, sizeBytes } = params;
    const to = newSide(context, params);
    await mark(params, context);
    if ((await guids(context, to, 'snapshot'))?.has(snapshot) !== true) {
      const total = sizeBytes === null ? {} : { totalBytes: sizeBytes };
      await send(context, { from, to, snapshot }, (bytes) => {
        context.progress({ bytes, ...total });
      });
    }
    if (!(await isHeld(context, to, snapshot))) await hold(context, to, snapshot);
  },
  async sweep(params, context) {
    await forget(context, newSide(context, params), [params.snapshot]);
    await forget(context, params.from, [params.snapshot]);
  },
};

/** Snapshot and bookmark on the source, where they are not there yet. */
async function mark({ from, snapshot }: Params, context: StepContext): Promise<void> {
  const snapshots = await guids(context, from, 'snapshot');
  if (snapshots === null) {
    throw new StepFailed(`dataset ${from.dataset}: expected on server ${from.server}, found none`);
  }
  if (!snapshots.has(snapshot)) await takeSnapshot(context, from, snapshot);
  if ((await guids(context, from, 'bookmark'))?.has(snapshot) !== true) {
    await takeBookmark(context, from, snapshot);
  }
}

/** Receiving rolls the copy back: never under a zone that runs. */
async function stoppedFirst({ instance }: Params, context: StepContext): Promise<Probe> {
  const fresh = { instance, side: 'new' } as const;
  const state = await stateOf(context, fresh);
  return state === 'stopped' ? ready : wrongState(context, fresh, 'stopped', state);
}

function otherData({ from, snapshot }: Params, source: string | undefined, copy: string): Probe {
  const expected = `snapshot ${snapshot} with guid ${source ?? 'none'}, as on the source`;
  return conflict(`dataset:${from.dataset}`, expected, `guid ${copy} on the copy`);
}
