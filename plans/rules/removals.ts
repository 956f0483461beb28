/**
 * A member of a cluster is taken out only where that was asked for and is allowed, and only while others
 * serve: they are looked at before it leaves, directly before it stops, and again before it is deleted. Of what is no cluster, the
 * only instance would go with its data.
 */
import { rules } from '../../catalogue/rules.ts';
import { isAction, isRemoval } from '../calls.ts';
import { lastNeeds, type Complaint, type Subject } from './rule.ts';
import type { InstanceKey } from '../../schemas/ids.ts';
import type { PlannedInstance, Step } from '../../schemas/plan.ts';

/** Complains of removals that nobody allowed or that rest on nothing, and of looks at a cluster for nothing. */
export function* removals(subject: Subject): Iterable<Complaint> {
  const { plan, instances } = subject;
  for (const instance of plan.instances) if (isRemoval(instance)) yield* removal(instance, subject);
  for (const step of plan.steps) {
    if (step.action !== 'members.verify') continue;
    const { instance: key, members } = step.params;
    const instance = instances.get(key);
    if (instance && !isRemoval(instance))
      yield { at: step.id, message: `is about ${key}, which something replaces` };
    if (members.some(({ uuid }) => uuid === instance?.replaces?.uuid))
      yield { at: step.id, message: `counts ${key} among those that serve without it` };
  }
}

function* removal({ key, service, replaces }: PlannedInstance, subject: Subject): Iterable<Complaint> {
  const { intent, policy } = subject.plan;
  if (replaces === null) {
    yield { at: key, message: 'must have one of create, existing and replaces' };
    return;
  }
  const least = rules.get(service)?.cluster?.least;
  if (least === undefined) yield { at: key, message: `is taken out, and ${service} is no cluster` };
  if (!intent.options.allowDegraded || !policy.allowDegraded)
    yield { at: key, message: 'is taken out, and intent and policy do not both allow that' };
  yield* unseen(key, subject);
  yield* looks(key, least ?? 1, subject);
}

/** What a member's leaving and its delete rest on. */
function* unseen(key: InstanceKey, subject: Subject): Iterable<Complaint> {
  for (const step of subject.plan.steps) {
    const left = isAction(step, 'instance.delete', key);
    const isStop = isAction(step, 'zone.stop', key, 'old');
    if (!left && !isStop && !isAction(step, 'registrar.disable', key)) continue;
    const before = isStop ? lastNeeds(step, subject) : subject.needsOf(step);
    if (before.some((need) => isLook(need, key, left))) continue;
    const when = left ? 'after it has left' : isStop ? 'directly before' : 'before';
    yield { at: step.id, message: `waits for no members.verify of ${key} ${when}` };
  }
}

function* looks(key: InstanceKey, least: number, { plan, needsOf }: Subject): Iterable<Complaint> {
  const stops = plan.steps.filter((step) => isAction(step, 'zone.stop', key, 'old'));
  for (const step of plan.steps) {
    if (step.action !== 'members.verify' || step.params.instance !== key) continue;
    const found = step.params.members.length;
    if (found < least)
      yield { at: step.id, message: `looks at ${String(found)} members, and ${String(least)} must stay` };
    const before = needsOf(step);
    for (const stop of step.params.left ? stops : []) {
      if (!before.includes(stop)) yield { at: step.id, message: `does not wait for ${stop.id}` };
    }
  }
}

function isLook(step: Step, key: InstanceKey, left: boolean): boolean {
  return step.action === 'members.verify' && step.params.instance === key && step.params.left === left;
}
