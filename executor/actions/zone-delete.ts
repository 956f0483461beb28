/**
 * Deletes a new zone that never served, whichever candidate it became, with its NICs and SAPI record;
 * undo of zone.create. All candidates are looked at: a failed one may have left a NIC behind. Whether one
 * runs is asked of its server: VMAPI's row says so for a while after it was stopped.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { getZone } from '../../triton/global-zone/vmadm.ts';
import type { Action, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { isSwept, sweepZone } from '../sweep-zone.ts';

export const zoneDelete: Action<'zone.delete'> = {
  name: 'zone.delete',
  version: 1,
  async probe(params, context) {
    let left = false;
    const server = createOf(params, context)?.server;
    for (const uuid of uuids(params, context)) {
      const zone = server === undefined ? null : await getZone(context, server, uuid);
      if (zone?.state === 'running') return conflict(`zone:${uuid}`, 'stopped, or never started', 'running');
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

function uuids(params: ParamsOf<'zone.delete'>, context: StepContext) {
  return createOf(params, context)?.candidates.map(({ uuid }) => uuid) ?? [];
}

function createOf({ instance }: ParamsOf<'zone.delete'>, { plan }: StepContext) {
  return plan.instances.find(({ key }) => key === instance)?.create;
}
