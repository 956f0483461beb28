/**
 * Stops a zone from its global zone; vmadm's stop also keeps it from starting with its server. One that
 * runs workflow jobs is stopped in a moment when it runs none: a job that is cut off is never taken up.
 */
import { stopZone } from '../../triton/global-zone/vmadm.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { waitForRunner } from '../jobs.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

export const zoneStop: Action<'zone.stop'> = {
  name: 'zone.stop',
  version: 2,
  async probe({ zone }, context) {
    const state = await stateOf(context, zone);
    if (state === 'stopped') return done;
    const goes = state === 'running' || state === 'stopping' || state === 'shutting_down';
    return goes ? ready : wrongState(context, zone, 'running or stopped', state);
  },
  async apply({ zone, drain }, context) {
    const { server, uuid } = context.zone(zone);
    if (drain) await waitForRunner(context, uuid);
    await stopZone(context, server, uuid);
  },
};
