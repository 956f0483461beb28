/**
 * Starts a zone from its global zone: this works while VMAPI itself moves. That the replaced zone was
 * stopped some steps ago is not enough where only one may act: a NIC's move in between may take
 * minutes, in which somebody starts it again.
 */
import { startZone } from '../../triton/global-zone/vmadm.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { notAlone, stateOf, wrongState } from '../zone-facts.ts';

export const zoneStart: Action<'zone.start'> = {
  name: 'zone.start',
  version: 2,
  async probe({ zone, alone }, context) {
    const state = await stateOf(context, zone);
    if (state === 'running') return done;
    if (state !== 'stopped') return wrongState(context, zone, 'stopped or running', state);
    return (alone ? await notAlone(context, zone) : null) ?? ready;
  },
  async apply({ zone }, context) {
    const { server, uuid } = context.zone(zone);
    await startZone(context, server, uuid);
  },
};
