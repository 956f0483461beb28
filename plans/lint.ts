/**
 * Whether a plan is sound: a schema says what each field looks like, this says that they agree with
 * each other. It knows nothing of how plans are made, so that a planner's mistake, an edited plan
 * and a plan of somebody else's tool are caught alike, before anything is touched.
 */
import { graphOf, reachability } from './graph.ts';
import { addresses } from './rules/addresses.ts';
import { brackets } from './rules/brackets.ts';
import { commits } from './rules/commits.ts';
import { cutovers } from './rules/cutovers.ts';
import { ensembles } from './rules/ensembles.ts';
import { estimates } from './rules/estimates.ts';
import { expects } from './rules/expects.ts';
import { identifiers } from './rules/identifiers.ts';
import { instances } from './rules/instances.ts';
import { intents } from './rules/intents.ts';
import { order } from './rules/order.ts';
import { peers } from './rules/peers.ts';
import { phases } from './rules/phases.ts';
import { references } from './rules/references.ts';
import { removals } from './rules/removals.ts';
import type { Complaint, Rule, Subject } from './rules/rule.ts';
import { through } from './rules/through.ts';
import { undos } from './rules/undos.ts';
import { writes } from './rules/writes.ts';
import type { Plan } from '../schemas/plan.ts';

/** One thing that makes a plan unsound, and the rule that says so. */
export interface Problem extends Complaint {
  readonly rule: RuleName;
}

const RULES = {
  identifiers,
  order,
  references,
  intents,
  instances,
  addresses,
  phases,
  cutovers,
  through,
  expects,
  commits,
  removals,
  peers,
  ensembles,
  writes,
  brackets,
  undos,
  estimates,
} satisfies Record<string, Rule>;

/** Name of a rule; it stands before every problem that the rule finds. */
export type RuleName = keyof typeof RULES;

/** Everything that is unsound in a plan of the right shape; empty where it is sound. */
export function lint(plan: Plan): readonly Problem[] {
  const subject = subjectOf(plan);
  return (Object.keys(RULES) as RuleName[]).flatMap((rule) =>
    Array.from(RULES[rule](subject), (complaint) => ({ rule, ...complaint })),
  );
}

function subjectOf(plan: Plan): Subject {
  const graph = graphOf(plan.steps);
  const reach = reachability(graph);
  return {
    plan,
    graph,
    reach,
    steps: new Map(plan.steps.map((step) => [step.id, step])),
    instances: new Map(plan.instances.map((instance) => [instance.key, instance])),
    needsOf: (step) => reach.allNeeds(graph.position.get(step.id) ?? 0).flatMap((at) => plan.steps[at] ?? []),
  };
}
