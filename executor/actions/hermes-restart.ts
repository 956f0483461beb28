/**
 * Restarts hermes once, after the deletes: sdcadm does it after every create and delete, so that hermes
 * asks anew which zones there are. That it was done is journalled, for nothing in the zone tells; one
 * that does not run needs nothing, it starts anew by itself.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { restartService } from '../../triton/global-zone/smf.ts';
import { getZone } from '../../triton/global-zone/vmadm.ts';
import { StepFailed, type Action, type StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';

export const hermesRestart: Action<'hermes.restart'> = {
  name: 'hermes.restart',
  version: 1,
  async probe(params, context) {
    if (context.fact('restarted') !== undefined) return done;
    const { server, uuid } = zoneOf(params, context);
    const zone = await getZone(context, server, uuid);
    return zone?.state === 'running' ? ready : done;
  },
  async apply(params, context) {
    const { server, uuid } = zoneOf(params, context);
    await restartService(context, server, uuid, 'hermes');
    await context.setFact('restarted', 'yes');
  },
};

function zoneOf({ instance, existing }: ParamsOf<'hermes.restart'>, context: StepContext) {
  if (instance !== null) return context.zone({ instance, side: 'new' });
  if (existing === null) throw new StepFailed('hermes: the plan names no sdc zone to restart it in');
  return existing;
}
