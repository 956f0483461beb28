/**
 * What a rule of the lint is: a function from a plan to what it finds wrong in it. Rules don't
 * stop at the first mistake and don't rely on each other: a broken plan is told everything at once.
 */
import type { Graph, Reachability } from '../graph.ts';
import type { InstanceKey, StepId } from '../../schemas/ids.ts';
import type { Plan, PlannedInstance, Step } from '../../schemas/plan.ts';

/** One thing that is wrong. */
export interface Complaint {
  /** What it is about: a step's id, or a path into the plan. */
  readonly at: string;
  /** Expected and found, in one line. */
  readonly message: string;
}

/** A plan with what most rules look up in it. */
export interface Subject {
  readonly plan: Plan;
  readonly graph: Graph;
  readonly reach: Reachability;
  readonly steps: ReadonlyMap<StepId, Step>;
  readonly instances: ReadonlyMap<InstanceKey, PlannedInstance>;
  /** Every step that is surely done before this one starts. */
  readonly needsOf: (step: Step) => readonly Step[];
}

/**
 * What a step waits for directly, and nothing else that it waits for does. A run that goes on after days
 * looks again at these alone: an earlier look has become the past when the step begins.
 */
export function lastNeeds(step: Step, { needsOf, steps }: Subject): readonly Step[] {
  const between = new Set(needsOf(step).flatMap(({ needs }) => needs.map((need) => need.step)));
  return step.needs.flatMap((need) => (between.has(need.step) ? [] : (steps.get(need.step) ?? [])));
}

export type Rule = (subject: Subject) => Iterable<Complaint>;
