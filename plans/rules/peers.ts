/**
 * A member leaves manatee only out of a chain that is whole, never while nobody has looked, and is deleted
 * only when the others replicate without it; it is forgotten when it is gone, and not before: a deposed peer
 * that comes back and is known to nobody joins with writes that the others never got.
 */
import { isAction } from '../calls.ts';
import type { Complaint, Subject } from './rule.ts';
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
}

function isReplaced(instances: readonly PlannedInstance[], need: Step, uuid: string): boolean {
  return instances.some(
    ({ key, replaces }) => replaces?.uuid === uuid && isAction(need, 'instance.delete', key),
  );
}

function* member({ key, replaces }: PlannedInstance, { plan, needsOf }: Subject): Iterable<Complaint> {
  for (const step of plan.steps) {
    const isDeleted = isAction(step, 'instance.delete', key);
    if (!isDeleted && !isAction(step, 'zone.stop', key, 'old')) continue;
    const looks = needsOf(step).flatMap((need) => (need.action === 'manatee.await' ? [need.params] : []));
    const isIn = ({ peers: chain }: (typeof looks)[number]) =>
      chain.some((peer: ManateePeer) => 'uuid' in peer && peer.uuid === replaces?.uuid);
    if (isDeleted ? looks.some((look) => !isIn(look)) : looks.length > 0) continue;
    const what = isDeleted ? 'without it' : 'before';
    yield { at: step.id, message: `waits for no manatee.await ${what}` };
  }
}
