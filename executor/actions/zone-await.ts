/** Waits until a started zone is set up, its SMF is clean and its checks answer at its own address. */
import type { ParamsOf } from '../../schemas/plan.ts';
import { StepFailed, type Action, type StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';
import { ailment } from '../health.ts';
import { waitUntil } from '../poll.ts';
import { localZone, wrongState } from '../zone-facts.ts';

export const zoneAwait: Action<'zone.await'> = {
  name: 'zone.await',
  version: 1,
  async probe(params, context) {
    const zone = await localZone(context, params.zone);
    if (zone?.state !== 'running') {
      return wrongState(context, params.zone, 'running', zone?.state ?? 'absent');
    }
    return (await ailment(context, context.zone(params.zone), zone, params.checks)) === null ? done : ready;
  },
  async apply(params, context) {
    await waitUntil(context, () => awaited(params, context));
  },
};

async function awaited(params: ParamsOf<'zone.await'>, context: StepContext): Promise<string | null> {
  const zone = await localZone(context, params.zone);
  if (zone?.state !== 'running') {
    const { alias } = context.zone(params.zone);
    throw new StepFailed(
      `zone ${alias}: expected it running while waiting for it, found ${zone?.state ?? 'none'}`,
    );
  }
  return ailment(context, context.zone(params.zone), zone, params.checks);
}
