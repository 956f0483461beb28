/**
 * A member stops only when binder's ensemble was seen to be whole directly before, and its replacement is
 * verified, which its delete rests on, only when it is a member itself: it starts empty, and a port that
 * answers says nothing of that.
 */
import { isAction } from '../calls.ts';
import { lastNeeds, type Complaint, type Subject } from './rule.ts';
import type { PlannedInstance } from '../../schemas/plan.ts';

/** Complains of binders that stop or are verified while nobody has looked at their ensemble. */
export function* ensembles(subject: Subject): Iterable<Complaint> {
  for (const instance of subject.plan.instances)
    if (instance.service === 'binder') yield* member(instance, subject);
}

function* member({ key }: PlannedInstance, subject: Subject): Iterable<Complaint> {
  const { plan, needsOf } = subject;
  const starts = plan.steps.filter((step) => isAction(step, 'zone.start', key, 'new'));
  for (const step of plan.steps) {
    if (isAction(step, 'zone.stop', key, 'old')) {
      if (!lastNeeds(step, subject).some((need) => isAction(need, 'ensemble.await', key)))
        yield { at: step.id, message: 'waits for no ensemble.await directly before' };
    }
    if (step.action !== 'service.verify' || step.params.instance !== key) continue;
    const ip = step.params.present;
    const isBack = needsOf(step).some(
      (need) =>
        need.action === 'ensemble.await' &&
        need.params.instance === key &&
        (ip === null || need.params.members.includes(ip)) &&
        starts.every((start) => needsOf(need).includes(start)),
    );
    if (isBack) continue;
    const at = ip === null ? '' : ` at ${ip}`;
    yield { at: step.id, message: `waits for no ensemble.await of ${key}${at} after its start` };
  }
}
