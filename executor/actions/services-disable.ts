/**
 * Disables services in a zone, so that they stay down when it boots again. A zone that does not run is no
 * zone in which they are disabled: nobody can ask it, and they would come up with it when somebody starts
 * it beside the new one.
 */
import { disableService } from '../../triton/global-zone/smf.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { EARLIER, enableAgain, noteEarlier, statesNow } from '../disabled-services.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

export const servicesDisable: Action<'services.disable'> = {
  name: 'services.disable',
  version: 2,
  async probe(params, context) {
    const state = await stateOf(context, params.zone);
    if (state !== 'running') {
      const found = `${state}: start it again, so that ${params.services.join(', ')} can be disabled in it`;
      return wrongState(context, params.zone, 'running', found);
    }
    const states = [...(await statesNow(params, context)).values()];
    // Those that are down already must be journalled as such: a rollback leaves them so.
    const isNoted = context.fact(EARLIER) !== undefined;
    return isNoted && states.every((one) => one === 'disabled') ? done : ready;
  },
  async apply(params, context) {
    const { server, uuid } = context.zone(params.zone);
    const states = await statesNow(params, context);
    await noteEarlier(context, states);
    for (const [name, state] of states)
      if (state !== 'disabled') await disableService(context, server, uuid, name);
  },
  sweep: enableAgain,
};
