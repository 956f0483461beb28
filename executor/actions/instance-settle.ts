/**
 * Takes out of the SAPI instance what only its creation needed. `autoboot: false` and fixed addresses
 * do nothing to the running zone, but would be given to the next zone provisioned from the record.
 */
import { deleteInstanceParams, getInstance } from '../../triton/sapi.ts';
import type { Action } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';

export const instanceSettle: Action<'instance.settle'> = {
  name: 'instance.settle',
  version: 1,
  async probe({ instance, keys }, context) {
    const { uuid } = context.zone({ instance, side: 'new' });
    const record = await getInstance(context, uuid);
    if (record === null) return conflict(`instance:${uuid}`, 'a SAPI record', 'none');
    return keys.some((key) => record.params !== undefined && key in record.params) ? ready : done;
  },
  async apply({ instance, keys }, context) {
    await deleteInstanceParams(context, context.zone({ instance, side: 'new' }).uuid, keys);
  },
};
