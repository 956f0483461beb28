/**
 * Restarts hermes once, after the deletes: sdcadm does it after every create and delete, so that hermes
 * asks anew which zones there are. That it was done is journalled, for nothing in the zone tells; one
 * that does not run needs nothing, it starts anew by itself, and neither does a zone without hermes.
 * A restart that fails is tried again, though a command's answer is final elsewhere: once more does no harm.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { CallFailed } from '../../triton/call-failed.ts';
import { restartService, serviceState } from '../../triton/global-zone/smf.ts';
import { getZone } from '../../triton/global-zone/vmadm.ts';
import { StepFailed, type Action, type StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';

export const hermesRestart: Action<'hermes.restart'> = {
  name: 'hermes.restart',
  version: 2,
  async probe(params, context) {
    if (context.fact('restarted') !== undefined) return done;
    const { server, uuid } = zoneOf(params, context);
    const zone = await getZone(context, server, uuid);
    if (zone?.state !== 'running') return done;
    return (await serviceState(context, server, uuid, 'hermes')) === null ? done : ready;
  },
  async apply(params, context) {
    const { server, uuid } = zoneOf(params, context);
    try {
      await restartService(context, server, uuid, 'hermes');
    } catch (error) {
      throw error instanceof CallFailed ? new StepFailed(error.message, { transient: true }) : error;
    }
    await context.setFact('restarted', 'yes');
  },
};

function zoneOf({ instance, existing }: ParamsOf<'hermes.restart'>, context: StepContext) {
  if (instance !== null) return context.zone({ instance, side: 'new' });
  if (existing === null) throw new StepFailed('hermes: the plan names no sdc zone to restart it in');
  return existing;
}
