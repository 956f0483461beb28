/** Makes manatee forget a deposed peer, once its zone is gone: one that could come back must be rebuilt instead. */
import type { ZoneUuid } from '../../schemas/ids.ts';
import { getZone } from '../../triton/global-zone/vmadm.ts';
import { reapPeer, type ShardState } from '../../triton/global-zone/manatee.ts';
import type { Action } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { askShard, chainOf } from '../manatee.ts';
import { waitUntil } from '../poll.ts';

export const manateeReap: Action<'manatee.reap'> = {
  name: 'manatee.reap',
  version: 1,
  async probe({ gone, ask }, context) {
    const { state } = await askShard(ask, context);
    if (!isKnown(state, gone.uuid)) return done;
    const zone = await getZone(context, gone.server, gone.uuid);
    return zone === null ? ready : conflict(`zone:${gone.uuid}`, `${gone.alias} deleted`, zone.state);
  },
  async apply({ gone, ask }, context) {
    const { at, state } = await askShard(ask, context);
    if (state.deposed.includes(gone.uuid)) await reapPeer(context, at, gone.uuid);
    // As long as ZooKeeper has a session of it, it is taken for somebody who joins.
    await waitUntil(context, async () =>
      isKnown((await askShard(ask, context)).state, gone.uuid) ? `${gone.alias} has still a place` : null,
    );
  },
};

function isKnown(state: ShardState, zone: ZoneUuid): boolean {
  return state.deposed.includes(zone) || chainOf(state).includes(zone);
}
