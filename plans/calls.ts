/**
 * What can be said of any action call without carrying it out: which instance it is about, and
 * every zone, address and key it names. Lint and rendering both read plans through these.
 */
import type { InstanceKey } from '../schemas/ids.ts';
import type { ActionCall, ActionName, Step, ZoneRef } from '../schemas/plan.ts';

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
