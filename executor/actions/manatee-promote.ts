/**
 * Gives a peer the place of the one before it, with manatee's own promotion: seconds without writes, where
 * stopping the other would take a minute and a half. It waits before for a chain without fault or lag,
 * because manatee-adm would ask whether to ignore that, and after until writes are taken again.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { promotePeer, shardState, type ShardState } from '../../triton/global-zone/manatee.ts';
import type { Action, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { breach, chainOf, CLUSTER, placeOf } from '../manatee.ts';
import { waitUntil } from '../poll.ts';

type Params = ParamsOf<'manatee.promote'>;

export const manateePromote: Action<'manatee.promote'> = {
  name: 'manatee.promote',
  version: 1,
  async probe(params, context) {
    const peer = placeOf(params.peer, context);
    const state = await shardState(context, peer);
    if (isPromoted(params, context, state))
      return (await breach(context, peer, state)) === null ? done : ready;
    if (state.frozen !== null) return conflict(CLUSTER, 'not frozen', `frozen: ${state.frozen}`);
    return isNext(params, context, state)
      ? ready
      : conflict(
          CLUSTER,
          `${peer.alias} ${params.role}, behind ${placeOf(params.over, context).alias}`,
          said(state),
        );
  },
  async apply(params, context) {
    const peer = placeOf(params.peer, context);
    const state = await shardState(context, peer);
    if (!isPromoted(params, context, state)) {
      await waitUntil(context, async () => breach(context, peer, await shardState(context, peer)));
      context.progress({ note: `${peer.alias} is promoted` });
      await promotePeer(context, peer, params.role, 0);
    }
    await waitUntil(context, async () => {
      const now = await shardState(context, peer);
      return isPromoted(params, context, now)
        ? breach(context, peer, now)
        : 'the promotion is not granted yet';
    });
  },
};

/** Whether the peer is in front of the other, who may have left the chain. */
function isPromoted({ peer, over, role }: Params, context: StepContext, state: ShardState): boolean {
  const chain = chainOf(state);
  const [mine, theirs] = [peer, over].map((one) => chain.indexOf(placeOf(one, context).uuid));
  if (mine === undefined || mine === -1 || mine > (role === 'sync' ? 0 : 1)) return false;
  return theirs === undefined || theirs === -1 || theirs > mine;
}

function isNext({ peer, over, role }: Params, context: StepContext, state: ShardState): boolean {
  const [first, second] = role === 'sync' ? [state.primary, state.sync] : [state.sync, state.async[0]];
  return first === placeOf(over, context).uuid && second === placeOf(peer, context).uuid;
}

function said(state: ShardState): string {
  return `the chain ${chainOf(state).join(', ')}`;
}
