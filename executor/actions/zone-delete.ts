/**
 * Deletes a new zone that never served, whichever candidate it became, with its NICs and SAPI record,
 * and gives back what its create took off the old one; undo of zone.create. All candidates are looked
 * at: a failed one may have left a NIC behind. Whether one runs is asked of its server: VMAPI's row says
 * so for a while after it was stopped.
 */
import type { ParamsOf, PlannedCreate } from '../../schemas/plan.ts';
import { getZone } from '../../triton/global-zone/vmadm.ts';
import { StepFailed, type Action, type StepContext } from '../action.ts';
import { conflict, ready } from '../answers.ts';
import { markAgain, unmarked } from '../create-nics.ts';
import { isSwept, sweepZone } from '../sweep-zone.ts';
import { areBack, giveBack } from '../taken-nics.ts';

export const zoneDelete: Action<'zone.delete'> = {
  name: 'zone.delete',
  version: 3,
  async probe(params, context) {
    const create = createOf(params, context);
    let left = false;
    for (const { uuid } of create.candidates) {
      const zone = await getZone(context, create.server, uuid);
      if (zone?.state === 'running') return conflict(`zone:${uuid}`, 'stopped, or never started', 'running');
      left ||= !(await isSwept(context, uuid));
    }
    if (left || (await unmarked(context, create)).length > 0) return ready;
    return areBack(context, params);
  },
  async apply(params, context) {
    const create = createOf(params, context);
    for (const { uuid } of create.candidates) {
      if (!(await isSwept(context, uuid))) await sweepZone(context, uuid);
    }
    await markAgain(context, create);
    await giveBack(context, params);
  },
};

function createOf({ instance }: ParamsOf<'zone.delete'>, { plan }: StepContext): PlannedCreate {
  const create = plan.instances.find(({ key }) => key === instance)?.create ?? null;
  if (create === null) throw new StepFailed(`instance ${instance}: the plan has nothing to create`);
  return create;
}
