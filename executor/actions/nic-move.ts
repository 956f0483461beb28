/** Moves a NIC with its MAC and address from one zone to the other, both stopped. */
import type { ParamsOf } from '../../schemas/plan.ts';
import { getNic } from '../../triton/napi.ts';
import { StepFailed, type Action, type StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { names, putOn, takeOff } from '../passing-nics.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

type Params = ParamsOf<'nic.move'>;
type Side = Params['to'];

export const nicMove: Action<'nic.move'> = {
  name: 'nic.move',
  version: 2,
  async probe(params, context) {
    const { giver, taker } = ends(params, context, params.to);
    const nic = await getNic(context, params.mac);
    if (nic !== null && nic.belongs_to_uuid !== giver.uuid && nic.belongs_to_uuid !== taker.uuid) {
      const expected = `of zone ${giver.uuid} or ${taker.uuid}`;
      return conflict(`nic:${params.mac}`, expected, `of ${nic.belongs_to_uuid}`);
    }
    const isTaken = nic?.belongs_to_uuid === taker.uuid && nic.ip === params.ip;
    const { mac } = params;
    if (isTaken && !(await names(context, giver.uuid, mac)) && (await names(context, taker.uuid, mac))) {
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
  await takeOff(context, giver.uuid, params.mac);
  await putOn(context, taker, params);
}

function ends({ instance }: Params, context: StepContext, to: Side) {
  const fresh = context.zone({ instance, side: 'new' });
  const old = context.zone({ instance, side: 'old' });
  return to === 'new' ? { giver: old, taker: fresh } : { giver: fresh, taker: old };
}
