/** Names are used once: of steps and brackets together, of instances, and of the zones replaced. */
import type { Complaint, Subject } from './rule.ts';

/** Complains of every name that stands for two things. */
export function* identifiers({ plan }: Subject): Iterable<Complaint> {
  const ids = [...plan.steps.map((step) => step.id), ...plan.brackets.map((bracket) => bracket.id)];
  yield* twice(ids, 'steps', 'id');
  yield* twice(
    plan.instances.map((instance) => instance.key),
    'instances',
    'key',
  );
  yield* twice(
    plan.instances.flatMap((instance) => instance.replaces?.uuid ?? []),
    'instances',
    'replaced zone',
  );
}

function* twice(names: readonly string[], where: string, what: string): Iterable<Complaint> {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) yield { at: where, message: `the ${what} ${name} is used twice` };
    seen.add(name);
  }
}
