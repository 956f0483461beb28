/**
 * Brings manatee's chain back into an order: whoever is deposed is rebuilt, and whoever stands too far
 * behind is promoted, one place at a time. Each round looks anew and does the one thing that is next, so that
 * it goes on from wherever an earlier try, or manatee itself, has left it.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { promotePeer, rebuildPeer, type ShardState } from '../../triton/global-zone/manatee.ts';
import type { Action, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { attended } from '../attended.ts';
import { askShard, breach, chainOf, CLUSTER, placeOf, waitForCopy } from '../manatee.ts';
import { waitUntil } from '../poll.ts';

type Params = ParamsOf<'manatee.restore'>;

export const manateeRestore: Action<'manatee.restore'> = {
  name: 'manatee.restore',
  version: 1,
  async probe(params, context) {
    const { at, state } = await askShard(params.chain, context);
    if (state.frozen !== null) return conflict(CLUSTER, 'not frozen', `frozen: ${state.frozen}`);
    if (!isInOrder(params, context, state)) return ready;
    return (await breach(context, at, state)) === null ? done : ready;
  },
  async apply(params, context) {
    for (;;) {
      const { state } = await askShard(params.chain, context);
      const deposed = places(params, context).find(({ uuid }) => state.deposed.includes(uuid));
      if (deposed !== undefined) {
        await attended(context, `${deposed.alias} is rebuilt`, rebuildPeer(context, deposed));
        continue;
      }
      await waitForCopy(context, params.patienceSeconds, () => incomplete(params, context));
      const { state: whole } = await askShard(params.chain, context);
      if (isInOrder(params, context, whole)) return;
      await promoteNext(params, context, whole);
    }
  },
};

function places({ chain }: Params, context: StepContext) {
  return chain.map((peer) => placeOf(peer, context));
}

/** Behind them may stand one that this run has made and that still goes. */
function isInOrder(params: Params, context: StepContext, state: ShardState): boolean {
  const wanted = places(params, context).map(({ uuid }) => uuid);
  const first = chainOf(state).slice(0, wanted.length);
  return state.deposed.every((zone) => !wanted.includes(zone)) && first.join() === wanted.join();
}

/** What is missing before anybody can be promoted, or null. */
async function incomplete(params: Params, context: StepContext): Promise<string | null> {
  const { at, state } = await askShard(params.chain, context);
  const chain = chainOf(state);
  const missing = places(params, context).find(({ uuid }) => !chain.includes(uuid));
  return missing === undefined ? breach(context, at, state) : `${missing.alias} has no place in the chain`;
}

/**
 * The first place that somebody else has is given, by one step, to whoever should have it. The peers grant it
 * when they see the request: until then the chain looks as whole as it did, and would be asked again.
 */
async function promoteNext(params: Params, context: StepContext, state: ShardState): Promise<void> {
  const chain = chainOf(state);
  const wanted = places(params, context);
  const at = wanted.find(({ uuid }, position) => chain[position] !== uuid);
  if (at === undefined) return;
  const position = chain.indexOf(at.uuid);
  context.progress({ note: `${at.alias} is promoted` });
  await promotePeer(context, at, position === 1 ? 'sync' : 'async', position - 2);
  await waitUntil(context, async () => {
    const { state: now } = await askShard(params.chain, context);
    return chainOf(now).indexOf(at.uuid) === position ? 'the promotion is not granted yet' : null;
  });
}
