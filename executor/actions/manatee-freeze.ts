/** Freezes manatee, so that no peer takes over while ZooKeeper is changed under it; opens a bracket. */
import { freezeShard } from '../../triton/global-zone/manatee.ts';
import type { Action } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { askShard, CLUSTER, freezeReason } from '../manatee.ts';

export const manateeFreeze: Action<'manatee.freeze'> = {
  name: 'manatee.freeze',
  version: 1,
  async probe({ ask }, context) {
    const { frozen } = (await askShard(ask, context)).state;
    if (frozen === null) return ready;
    if (frozen === freezeReason(context)) return done;
    return conflict(CLUSTER, 'frozen by nobody but this run', `frozen: ${frozen}`);
  },
  async apply({ ask }, context) {
    const { at, state } = await askShard(ask, context);
    if (state.frozen === null) await freezeShard(context, at, freezeReason(context));
  },
};
