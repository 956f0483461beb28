/**
 * Changes addresses that an object of SAPI has written down. The values are read when it is carried out, because
 * some are secret in part; all keys go in one request, which SAPI stores as a whole. It changes nothing in the
 * zones: their config-agents read it within three minutes, what only set-up reads waits for the next zone.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { getField, setField } from '../../triton/sapi.ts';
import type { Action, StepContext } from '../action.ts';
import { changedValues, standingOf } from '../substitution.ts';

export const sapiSubstitute: Action<'sapi.substitute'> = {
  name: 'sapi.substitute',
  version: 1,
  async probe(params, context) {
    const { object, field, changes } = params;
    const values = await read(params, context);
    return standingOf(`sapi:${object.kind}/${object.uuid} ${field}`, changes, (key) => values[key]);
  },
  async apply(params, context) {
    const { object, field, changes } = params;
    const values = await read(params, context);
    const changed = changedValues(changes, (key) => values[key]);
    if (changed.size > 0)
      await setField(context, object.kind, object.uuid, field, Object.fromEntries(changed));
  },
};

function read({ object, field }: ParamsOf<'sapi.substitute'>, context: StepContext) {
  return getField(context, object.kind, object.uuid, field);
}
