/** Enables a zone's registrar, so that the zone comes back into DNS. */
import { enableService, serviceState } from '../../triton/global-zone/smf.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

export const registrarEnable: Action<'registrar.enable'> = {
  name: 'registrar.enable',
  version: 1,
  async probe({ zone }, context) {
    const state = await stateOf(context, zone);
    if (state !== 'running') return wrongState(context, zone, 'running', state);
    const { server, uuid } = context.zone(zone);
    const registrar = await serviceState(context, server, uuid, 'registrar');
    if (registrar === 'online') return done;
    return registrar === null ? wrongState(context, zone, 'with a registrar', 'none in it') : ready;
  },
  async apply({ zone }, context) {
    const { server, uuid } = context.zone(zone);
    await enableService(context, server, uuid, 'registrar', true);
  },
};
