/**
 * SAPI is not moved blindly: the old one stops only when both were compared, and the step that deletes
 * it asks the new one by its address. By name it might ask the very instance that it deletes.
 */
import { isAction } from '../calls.ts';
import type { Complaint, Subject } from './rule.ts';
import type { PlannedInstance, Step } from '../../schemas/plan.ts';

/** Complains of a replaced SAPI that is stopped uncompared, or made or deleted through the wrong instance. */
export function* through({ plan, needsOf }: Subject): Iterable<Complaint> {
  for (const instance of plan.instances) {
    if (instance.service !== 'sapi' || instance.replaces === null) continue;
    for (const step of plan.steps) {
      if (isAction(step, 'zone.stop', instance.key, 'old')) {
        const isCompared = needsOf(step).some((need) => isAction(need, 'sapi.compare', instance.key));
        if (!isCompared)
          yield { at: step.id, message: 'stops a SAPI that no sapi.compare has compared with the new one' };
      }
      yield* path(step, instance);
    }
  }
}

function* path(step: Step, { key, create }: PlannedInstance): Iterable<Complaint> {
  const isNew = create?.nics.some(({ ip }) => ip === step.through?.ip);
  const found = step.through ? `${step.through.service} at ${step.through.ip}` : 'the name';
  if (isAction(step, 'instance.delete', key) && (step.through?.service !== 'sapi' || isNew === false)) {
    yield { at: step.id, message: `deletes a SAPI through ${found}, expected the address of ${key}` };
  }
  if (isAction(step, 'zone.create', key) && isNew === true) {
    yield { at: step.id, message: `creates ${key} through ${found}, which is not there yet` };
  }
}
