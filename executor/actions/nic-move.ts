/**
 * Moves a NIC with its MAC and address from one zone to the other, both stopped: out of the giver by
 * remove_nics, so that its row names it no more; new in NAPI for the taker; into the taker by
 * add_nics. Re-labelling the NIC in NAPI alone would be shorter, and deleting the old zone would then
 * take the new one's NIC away.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import type { ZoneUuid } from '../../schemas/ids.ts';
import { createNic, deleteNic, getNic } from '../../triton/napi.ts';
import { addNics, getVm, removeNics } from '../../triton/vmapi.ts';
import { StepFailed, type Action, type StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { waitForJob, waitForJobs } from '../jobs.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

type Params = ParamsOf<'nic.move'>;
type Side = Params['to'];

export const nicMove: Action<'nic.move'> = {
  name: 'nic.move',
  version: 2,
  async probe(params, context) {
    const { giver, taker } = ends(params, context, params.to);
    const nic = await getNic(context, params.mac);
    if (nic !== null && nic.belongs_to_uuid !== giver && nic.belongs_to_uuid !== taker) {
      return conflict(`nic:${params.mac}`, `of zone ${giver} or ${taker}`, `of ${nic.belongs_to_uuid}`);
    }
    const isTaken = nic?.belongs_to_uuid === taker && nic.ip === params.ip;
    if (isTaken && !(await names(context, giver, params.mac)) && (await names(context, taker, params.mac))) {
      return done;
    }
    for (const side of ['old', 'new'] as const) {
      const ref = { instance: params.instance, side };
      const state = await stateOf(context, ref);
      if (state !== 'stopped') return wrongState(context, ref, 'stopped', state);
    }
    return ready;
  },
  async apply(params, context) {
    await carry(params, context, params.to);
  },
  async sweep(params, context) {
    for (const side of ['old', 'new'] as const) {
      const state = await stateOf(context, { instance: params.instance, side });
      if (state !== 'stopped')
        throw new StepFailed(`the ${side} zone of ${params.instance}: expected stopped, found ${state}`);
    }
    await carry(params, context, params.to === 'new' ? 'old' : 'new');
  },
};

async function carry(params: Params, context: StepContext, to: Side): Promise<void> {
  const { giver, taker } = ends(params, context, to);
  await waitForJobs(context, giver);
  await waitForJobs(context, taker);
  if (await names(context, giver, params.mac)) {
    await waitForJob(context, await removeNics(context, giver, [params.mac]));
  }
  await own(params, context, to);
  if (!(await names(context, taker, params.mac))) {
    await waitForJob(context, await addNics(context, taker, [params.mac]));
  }
}

/** Makes the NIC the taker's in NAPI. */
async function own(params: Params, context: StepContext, to: Side): Promise<void> {
  const { giver, taker } = ends(params, context, to);
  const nic = await getNic(context, params.mac);
  if (nic?.belongs_to_uuid === taker) return;
  if (nic !== null && nic.belongs_to_uuid !== giver) {
    throw new StepFailed(
      `NIC ${params.mac}: expected of zone ${giver} or ${taker}, found of ${nic.belongs_to_uuid}`,
    );
  }
  if (nic !== null) await deleteNic(context, params.mac);
  await createNic(context, {
    mac: params.mac,
    ip: params.ip,
    network_uuid: params.network,
    nic_tag: params.nicTag,
    belongs_to_uuid: taker,
    owner_uuid: params.owner,
    primary: params.primary,
    cn_uuid: context.zone({ instance: params.instance, side: to }).server,
  });
}

/** Whether VMAPI's row of the zone names the MAC. */
async function names(context: StepContext, zone: ZoneUuid, mac: string): Promise<boolean> {
  const row = await getVm(context, zone);
  return row?.nics?.some((nic) => nic.mac === mac) === true;
}

function ends({ instance }: Params, context: StepContext, to: Side) {
  const fresh = context.zone({ instance, side: 'new' }).uuid;
  const old = context.zone({ instance, side: 'old' }).uuid;
  return to === 'new' ? { giver: old, taker: fresh } : { giver: fresh, taker: old };
}
