/** Starts a zone from its global zone: this works while VMAPI itself moves. */
import { startZone } from '../../triton/global-zone/vmadm.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

export const zoneStart: Action<'zone.start'> = {
  name: 'zone.start',
  version: 1,
  async probe({ zone }, context) {
    const state = await stateOf(context, zone);
    if (state === 'running') return done;
    return state === 'stopped' ? ready : wrongState(context, zone, 'stopped or running', state);
  },
  async apply({ zone }, context) {
    const { server, uuid } = context.zone(zone);
    await startZone(context, server, uuid);
  },
};
