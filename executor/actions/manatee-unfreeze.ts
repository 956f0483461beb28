/** Lets manatee fail over again; closes the bracket of manatee.freeze. Somebody else's freeze is left to him. */
import { unfreezeShard } from '../../triton/global-zone/manatee.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { askShard, freezeReason } from '../manatee.ts';

export const manateeUnfreeze: Action<'manatee.unfreeze'> = {
  name: 'manatee.unfreeze',
  version: 1,
  async probe({ ask }, context) {
    const { state } = await askShard(ask, context);
    return state.frozen === freezeReason(context) ? ready : done;
  },
  async apply({ ask }, context) {
    const { at, state } = await askShard(ask, context);
    if (state.frozen === freezeReason(context)) await unfreezeShard(context, at);
  },
};
