/**
 * Lets customers change things again; closes the bracket of maintenance.start. A maintenance that
 * somebody else has made his own meanwhile is left to him.
 */
import { deleteMetadata, setMetadata } from '../../triton/sapi.ts';
import type { Action } from '../action.ts';
import { done, ready } from '../answers.ts';
import { maintenanceNow, MESSAGE, messageOf, spread } from '../maintenance.ts';

export const maintenanceStop: Action<'maintenance.stop'> = {
  name: 'maintenance.stop',
  version: 1,
  async probe(params, context) {
    const { message } = await maintenanceNow(params, context);
    return message === messageOf(params, context) ? ready : done;
  },
  async apply(params, context) {
    for (const { service, key, wasThere } of params.flags) {
      if (wasThere) await setMetadata(context, 'services', service, { [key]: false });
      else await deleteMetadata(context, 'services', service, [key]);
    }
    await spread(params, context);
    // Last the message: while it stands, the maintenance is this run's to end.
    await deleteMetadata(context, 'applications', params.application, [MESSAGE]);
  },
};
