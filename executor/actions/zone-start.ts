/**
 * Starts a zone from its global zone: this works while VMAPI itself moves. That the replaced zone was
 * stopped some steps ago is not enough where only one may act: a NIC's move in between may take
 * minutes, in which somebody starts it again, and perhaps stops it too and leaves what it wrote.
 */
import type { ZoneRef } from '../../schemas/plan.ts';
import { startZone } from '../../triton/global-zone/vmadm.ts';
import { writtenSince } from '../../triton/global-zone/zfs.ts';
import type { Action, Probe, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { notAlone, stateOf, wrongState } from '../zone-facts.ts';

export const zoneStart: Action<'zone.start'> = {
  name: 'zone.start',
  version: 3,
  async probe({ zone, alone }, context) {
    const state = await stateOf(context, zone);
    if (state === 'running') return done;
    if (state !== 'stopped') return wrongState(context, zone, 'stopped or running', state);
    if (!alone) return ready;
    return (await notAlone(context, zone)) ?? (await outdated(zone, context)) ?? ready;
  },
  async apply({ zone }, context) {
    const { server, uuid } = context.zone(zone);
    await startZone(context, server, uuid);
  },
};

/** What the old zone wrote after its last increment, which the new one would start without. */
async function outdated({ instance }: ZoneRef, context: StepContext): Promise<Probe | null> {
  for (const step of context.plan.steps) {
    if (step.action !== 'dataset.increment' || step.params.instance !== instance) continue;
    const { from, snapshot } = step.params;
    const bytes = await writtenSince(context, from, snapshot);
    if (bytes === 0) continue;
    const found = `${String(bytes)} bytes, which the new zone would start without`;
    return conflict(`dataset:${from.dataset}`, `nothing written since ${snapshot}`, found);
  }
  return null;
}
