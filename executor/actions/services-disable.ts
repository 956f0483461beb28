/**
 * Disables services in a zone, so that they stay down when it boots again. In a zone that is stopped
 * none runs: that counts as done.
 */
import { disableService, serviceState } from '../../triton/global-zone/smf.ts';
import type { ParamsOf } from '../../schemas/plan.ts';
import type { Action, StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';
import { enableAgain, noteDisabled } from '../disabled-services.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

export const servicesDisable: Action<'services.disable'> = {
  name: 'services.disable',
  version: 1,
  async probe(params, context) {
    const state = await stateOf(context, params.zone);
    if (state === 'stopped') return done;
    if (state !== 'running') return wrongState(context, params.zone, 'running or stopped', state);
    return (await enabled(params, context)).length === 0 ? done : ready;
  },
  async apply(params, context) {
    const { server, uuid } = context.zone(params.zone);
    const names = await enabled(params, context);
    await noteDisabled(context, names);
    for (const name of names) await disableService(context, server, uuid, name);
  },
  sweep: enableAgain,
};

/** Those that are not disabled; a service that the zone's image does not have needs no disabling. */
async function enabled(
  { zone, services }: ParamsOf<'services.disable'>,
  context: StepContext,
): Promise<readonly string[]> {
  const { server, uuid } = context.zone(zone);
  const names: string[] = [];
  for (const name of services) {
    const state = await serviceState(context, server, uuid, name);
    if (state !== null && state !== 'disabled') names.push(name);
  }
  return names;
}
