/** Notes broken invariants in the world, each said once: what is wrong stays wrong at the next look too. */
import { isoNow } from './schedule.ts';
import type { Blame } from './blame.ts';
import type { Violation, World } from './world.ts';

/** Notes that an invariant is broken now, and by whom. */
export function violate(
  world: World,
  invariant: Violation['invariant'],
  by: Blame,
  object: string,
  message: string,
): void {
  const known = world.violations.some(
    (violation) =>
      violation.invariant === invariant &&
      violation.by === by &&
      violation.object === object &&
      violation.message === message,
  );
  if (!known) world.violations.push({ invariant, by, object, at: isoNow(world), message });
}
