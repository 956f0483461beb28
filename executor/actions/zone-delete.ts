/**
 * Deletes a new zone that never served, whichever candidate it became, with its NICs and SAPI record;
 * undo of zone.create. All candidates are looked at: a failed one may have left a NIC behind.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { getVm } from '../../triton/vmapi.ts';
import type { Action, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { isSwept, sweepZone } from '../sweep-zone.ts';

export const zoneDelete: Action<'zone.delete'> = {
  name: 'zone.delete',
  version: 1,
  async probe(params, context) {
    let left = false;
    for (const uuid of uuids(params, context)) {
      const row = await getVm(context, uuid);
      if (row?.state === 'running') return conflict(`zone:${uuid}`, 'stopped, or never started', 'running');
      left ||= !(await isSwept(context, uuid));
    }
    return left ? ready : done;
  },
  async apply(params, context) {
    for (const uuid of uuids(params, context)) {
      if (!(await isSwept(context, uuid))) await sweepZone(context, uuid);
    }
  },
};

function uuids({ instance }: ParamsOf<'zone.delete'>, { plan }: StepContext) {
  const create = plan.instances.find(({ key }) => key === instance)?.create;
  return create?.candidates.map(({ uuid }) => uuid) ?? [];
}
