/**
 * What can be said of any action call without carrying it out: which instance it is about, and
 * every zone, address and key it names. Lint and rendering both read plans through these.
 */
import type { InstanceKey } from '../schemas/ids.ts';
import type { ActionCall, ActionName, PlannedInstance, Step, TakenNic, ZoneRef } from '../schemas/plan.ts';

/** The instance a call is about, or null where it is about none (images, addresses, DNS, gates). */
export function instanceOf(call: ActionCall): InstanceKey | null {
  if ('instance' in call.params) return call.params.instance;
  if ('zone' in call.params) return call.params.zone.instance;
  return null;
}

/** Which of an instance's two zones a call is about, where it names one. */
export function sideOf(call: ActionCall): ZoneRef['side'] | null {
  return 'zone' in call.params ? call.params.zone.side : null;
}

/** Whether an instance is a member of a cluster that is taken out: nothing is made, and nothing is there in its place. */
export function isRemoval({ create, existing }: PlannedInstance): boolean {
  return create === null && existing === null;
}

/** Whether a step is this action of this instance, and of this side where one is given. */
export function isAction(
  step: Step,
  action: ActionName,
  instance: InstanceKey | null,
  side?: ZoneRef['side'],
): boolean {
  return (
    step.action === action && instanceOf(step) === instance && (side === undefined || sideOf(step) === side)
  );
}

/** The NICs that a step brings from the replaced zone to the new one: moved there, or created with. */
export function passing(step: Step): readonly Pick<TakenNic, 'mac' | 'ip' | 'network'>[] {
  if (step.action === 'nic.move') return step.params.to === 'new' ? [step.params] : [];
  return step.action === 'zone.create' ? (step.params.takes ?? []) : [];
}
