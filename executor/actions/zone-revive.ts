/**
 * Starts a replaced zone again and waits until it serves; undo of its stop. Starting alone would be
 * shorter, and what is undone next would find the service down that it needs, or leave the datacenter
 * with nobody who serves while it is called undone.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { startZone } from '../../triton/global-zone/vmadm.ts';
import type { Action, StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';
import { ailment } from '../health.ts';
import { waitUntil } from '../poll.ts';
import { localZone, notAlone, stateOf, wrongState } from '../zone-facts.ts';

export const zoneRevive: Action<'zone.revive'> = {
  name: 'zone.revive',
  version: 1,
  async probe(params, context) {
    const state = await stateOf(context, params.zone);
    if (state !== 'stopped' && state !== 'running') {
      return wrongState(context, params.zone, 'stopped or running', state);
    }
    if (state === 'stopped' && params.alone) {
      const company = await notAlone(context, params.zone);
      if (company !== null) return company;
    }
    return (await awaited(params, context)) === null ? done : ready;
  },
  async apply(params, context) {
    const { server, uuid } = context.zone(params.zone);
    if ((await stateOf(context, params.zone)) !== 'running') await startZone(context, server, uuid);
    await waitUntil(context, () => awaited(params, context));
  },
};

async function awaited(
  { zone: ref, checks }: ParamsOf<'zone.revive'>,
  context: StepContext,
): Promise<string | null> {
  const zone = await localZone(context, ref);
  if (zone?.state !== 'running') return `${context.zone(ref).alias} is ${zone?.state ?? 'absent'}`;
  return ailment(context, context.zone(ref), zone, checks);
}
