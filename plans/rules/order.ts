/**
 * Needs name earlier steps. That alone makes the graph acyclic and the written order a valid one, so
 * no other search for circles is made.
 */
import type { Complaint, Subject } from './rule.ts';

/** Complains of needs that name no step, the step itself or a later one, and of expects likewise. */
export function* order({ plan, steps }: Subject): Iterable<Complaint> {
  const earlier = new Set<string>();
  for (const step of plan.steps) {
    for (const need of step.needs) {
      if (earlier.has(need.step)) continue;
      const found = steps.has(need.step) ? 'which does not come before it' : 'and there is no such step';
      yield { at: step.id, message: `needs ${need.step}, ${found}` };
    }
    earlier.add(step.id);
  }
  for (const [at, { until }] of plan.expects.entries()) {
    if (until !== null && !steps.has(until)) {
      yield { at: `expects[${String(at)}]`, message: `holds until ${until}, and there is no such step` };
    }
  }
  for (const id of plan.estimate.criticalPath) {
    if (!steps.has(id)) {
      yield { at: 'estimate.criticalPath', message: `names ${id}, and there is no such step` };
    }
  }
}
