/**
 * Waits until manatee's chain is whole: of these peers and no others, each streaming without lag. What
 * comes before and after every change of it: a peer is taken only from a chain that stands it.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import type { Action, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { askShard, breach, chainOf, CLUSTER, placeOf, waitForCopy } from '../manatee.ts';

type Params = ParamsOf<'manatee.await'>;

export const manateeAwait: Action<'manatee.await'> = {
  name: 'manatee.await',
  version: 1,
  async probe(params, context) {
    const { frozen } = (await askShard(params.peers, context)).state;
    // Whoever froze it does not want it changed, and it does not thaw by itself.
    if (frozen !== null) return conflict(CLUSTER, 'not frozen', `frozen: ${frozen}`);
    return (await wrong(params, context)) === null ? done : ready;
  },
  async apply(params, context) {
    await waitForCopy(context, params.patienceSeconds, () => wrong(params, context));
  },
};

/** What is still awaited, or null. */
async function wrong(params: Params, context: StepContext): Promise<string | null> {
  const { at, state } = await askShard(params.peers, context);
  const chain = chainOf(state);
  const wanted = params.peers.map((peer) => placeOf(peer, context));
  const missing = wanted.find(({ uuid }) => !chain.includes(uuid));
  if (missing !== undefined) return `${missing.alias} has no place in the chain`;
  const strange = chain.find((zone) => wanted.every(({ uuid }) => uuid !== zone));
  if (strange !== undefined) return `${strange} has still a place in the chain`;
  const deposed = state.deposed.find((zone) => zone !== params.deposed);
  if (deposed !== undefined) return `${deposed} is deposed`;
  return breach(context, at, state);
}
