/**
 * Disables a zone's registrar, so that the zone leaves DNS while it still serves who has its address.
 * A zone that is stopped registers nothing: that counts as done.
 */
import { disableService, serviceState } from '../../triton/global-zone/smf.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

export const registrarDisable: Action<'registrar.disable'> = {
  name: 'registrar.disable',
  version: 1,
  async probe({ zone }, context) {
    const state = await stateOf(context, zone);
    if (state === 'stopped') return done;
    if (state !== 'running') return wrongState(context, zone, 'running or stopped', state);
    const { server, uuid } = context.zone(zone);
    const registrar = await serviceState(context, server, uuid, 'registrar');
    if (registrar === 'disabled') return done;
    return registrar === null ? wrongState(context, zone, 'with a registrar', 'none in it') : ready;
  },
  async apply({ zone }, context) {
    const { server, uuid } = context.zone(zone);
    await disableService(context, server, uuid, 'registrar');
  },
};
