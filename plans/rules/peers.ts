/**
 * A member stops only when manatee's chain was seen to be whole directly before, and is deleted only when
 * the others replicate without it. One that a look finds deposed is forgotten when it is gone, and not before:
 * a deposed peer that comes back and is known to nobody joins with writes that the others never got.
 */
import { isAction } from '../calls.ts';
import { lastNeeds, type Complaint, type Subject } from './rule.ts';
import type { ManateePeer, PlannedInstance, Step } from '../../schemas/plan.ts';

/** Complains of members of manatee that leave unseen, and of peers that are forgotten too early. */
export function* peers(subject: Subject): Iterable<Complaint> {
  const { plan, needsOf } = subject;
  for (const instance of plan.instances) if (instance.service === 'manatee') yield* member(instance, subject);
  for (const step of plan.steps) {
    if (step.action !== 'manatee.reap') continue;
    const { uuid, alias } = step.params.gone;
    const isGone = needsOf(step).some(
      (need) => need.action === 'instance.delete' && isReplaced(plan.instances, need, uuid),
    );
    if (!isGone) yield { at: step.id, message: `does not wait for the delete of ${alias}` };
  }
  const reaped = plan.steps.flatMap((step) =>
    step.action === 'manatee.reap' ? [step.params.gone.uuid] : [],
  );
  for (const step of plan.steps) {
    if (step.action !== 'manatee.await' || step.params.deposed === null) continue;
    const { deposed } = step.params;
    if (!reaped.includes(deposed))
      yield { at: step.id, message: `expects zone ${deposed} to be deposed, and no manatee.reap forgets it` };
  }
}

function isReplaced(instances: readonly PlannedInstance[], need: Step, uuid: string): boolean {
  return instances.some(
    ({ key, replaces }) => replaces?.uuid === uuid && isAction(need, 'instance.delete', key),
  );
}

function* member({ key, replaces }: PlannedInstance, subject: Subject): Iterable<Complaint> {
  const { plan, needsOf } = subject;
  const stops = plan.steps.filter((step) => isAction(step, 'zone.stop', key, 'old'));
  for (const stop of stops) {
    if (!lastNeeds(stop, subject).some(({ action }) => action === 'manatee.await'))
      yield { at: stop.id, message: 'waits for no manatee.await directly before' };
  }
  const isWithout = (look: Step): boolean =>
    look.action === 'manatee.await' &&
    !look.params.peers.some((peer: ManateePeer) => 'uuid' in peer && peer.uuid === replaces?.uuid) &&
    stops.every((stop) => needsOf(look).includes(stop));
  for (const step of plan.steps) {
    if (isAction(step, 'instance.delete', key) && !needsOf(step).some(isWithout))
      yield { at: step.id, message: 'waits for no manatee.await without it' };
  }
}
