/**
 * NICs that a create takes off the replaced zone, because the new one has no others, and that its undo
 * gives back. A create is one step with them: between two steps an address that nobody has would be
 * left to whoever interrupts the run there.
 */
import type { InstanceKey } from '../schemas/ids.ts';
import type { TakenNic } from '../schemas/plan.ts';
import { getNic } from '../triton/napi.ts';
import { isOpen, listJobs } from '../triton/vmapi.ts';
import { StepFailed, type Probe, type StepContext } from './action.ts';
import { conflict, done, ready } from './answers.ts';
import { waitForJobs } from './jobs.ts';
import { names, putOn, takeOff } from './passing-nics.ts';
import { newZones, stateOf, wrongState } from './zone-facts.ts';

/** What a create and its undo say of them. */
interface Taken {
  readonly instance: InstanceKey;
  readonly takes?: readonly TakenNic[];
}

/** What forbids to take the NICs, or null. */
export async function untakeable(
  context: StepContext,
  { instance, takes = [] }: Taken,
): Promise<Probe | null> {
  if (takes.length === 0) return null;
  const ref = { instance, side: 'old' } as const;
  const ours = [context.zone(ref), ...newZones(context, instance)].map(({ uuid }) => uuid as string);
  for (const { mac } of takes) {
    const holder = (await getNic(context, mac))?.belongs_to_uuid;
    if (holder !== undefined && !ours.includes(holder)) {
      return conflict(`nic:${mac}`, 'of the replaced zone or the new one', `of ${holder}`);
    }
  }
  const state = await stateOf(context, ref);
  return state === 'stopped' ? null : wrongState(context, ref, 'stopped', state);
}

/** Takes the NICs off the replaced zone. */
export async function take(context: StepContext, { instance, takes = [] }: Taken): Promise<void> {
  for (const { mac } of takes) await takeOff(context, context.zone({ instance, side: 'old' }).uuid, mac);
}

/**
 * Gives the NICs back. A job that is to take one may not have begun: until it has ended, a NIC that is
 * still there is not back.
 * @throws {StepFailed} where the replaced zone can't take them.
 */
export async function giveBack(context: StepContext, { instance, takes = [] }: Taken): Promise<void> {
  const ref = { instance, side: 'old' } as const;
  if (takes.length === 0) return;
  const old = context.zone(ref);
  await waitForJobs(context, old.uuid);
  for (const nic of takes) {
    if (await isBack(context, instance, nic)) continue;
    const state = await stateOf(context, ref);
    if (state !== 'stopped') throw new StepFailed(`zone ${old.uuid}: expected stopped, found ${state}`);
    await putOn(context, old, nic);
  }
}

/** Whether the replaced zone has the NICs, once the new one has them no more. */
export async function areBack(context: StepContext, { instance, takes = [] }: Taken): Promise<Probe> {
  const ref = { instance, side: 'old' } as const;
  if (takes.length === 0) return done;
  const old = context.zone(ref).uuid;
  if ((await listJobs(context, old)).some(isOpen)) return ready;
  for (const nic of takes) {
    if (await isBack(context, instance, nic)) continue;
    const holder = (await getNic(context, nic.mac))?.belongs_to_uuid;
    if (holder !== undefined && holder !== old) {
      return conflict(`nic:${nic.mac}`, `of zone ${old}, or nobody's`, `of ${holder}`);
    }
    const state = await stateOf(context, ref);
    return state === 'stopped' ? ready : wrongState(context, ref, 'stopped', state);
  }
  return done;
}

async function isBack(context: StepContext, instance: InstanceKey, { mac, ip }: TakenNic): Promise<boolean> {
  const old = context.zone({ instance, side: 'old' }).uuid;
  const nic = await getNic(context, mac);
  return nic?.belongs_to_uuid === old && nic.ip === ip && (await names(context, old, mac));
}
