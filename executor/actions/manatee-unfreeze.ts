/** Lets manatee fail over again; closes the bracket of manatee.freeze. Somebody else's freeze is left to him. */
import { shardState, unfreezeShard } from '../../triton/global-zone/manatee.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { freezeReason, placeOf } from '../manatee.ts';

export const manateeUnfreeze: Action<'manatee.unfreeze'> = {
  name: 'manatee.unfreeze',
  version: 1,
  async probe({ ask }, context) {
    const { frozen } = await shardState(context, placeOf(ask, context));
    return frozen === freezeReason(context) ? ready : done;
  },
  async apply({ ask }, context) {
    const at = placeOf(ask, context);
    const { frozen } = await shardState(context, at);
    if (frozen === freezeReason(context)) await unfreezeShard(context, at);
  },
};
