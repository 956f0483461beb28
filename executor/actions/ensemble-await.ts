/**
 * Waits until ZooKeeper is one ensemble: each member asked at its own address leads or follows, and one
 * leads. That a port is open says nothing: a member that looks for a leader accepts connections too.
 */
import { zooKeeperMode } from '../../triton/global-zone/zookeeper.ts';
import type { ParamsOf } from '../../schemas/plan.ts';
import type { Action, StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';
import { waitUntil } from '../poll.ts';

type Params = ParamsOf<'ensemble.await'>;

export const ensembleAwait: Action<'ensemble.await'> = {
  name: 'ensemble.await',
  version: 1,
  async probe(params, context) {
    return (await lacking(params, context)) === null ? done : ready;
  },
  async apply(params, context) {
    await waitUntil(context, () => lacking(params, context));
  },
};

/** What is not as it must be, or null. */
async function lacking({ members, server }: Params, context: StepContext): Promise<string | null> {
  let leaders = 0;
  for (const ip of members) {
    const mode = await zooKeeperMode(context, server, ip);
    if (mode !== 'leader' && mode !== 'follower')
      return `ZooKeeper at ${ip} is ${mode ?? 'not serving'}, neither leader nor follower`;
    if (mode === 'leader') leaders += 1;
  }
  return leaders === 1 ? null : `ZooKeeper has ${String(leaders)} leaders, expected 1`;
}
