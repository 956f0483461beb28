/**
 * Who broke an invariant: hnadm, or a fault that was injected. The rule:
 *
 * - What a fault does with its own hands (it boots a zone, takes a NIC or an address) is the fault's,
 *   and so is whatever is wrong at that moment because of it.
 * - Where hnadm acts and a fault had made it wrong before, it is the fault's for a minute: between a
 *   look and the effect that rests on it nobody can see anything. Later it is hnadm's, which acted
 *   without looking. The minute is counted to when the effect was decided on, not to when it came: a
 *   job that hung for hours was asked for before.
 * - At rest, and after success, what a fault did with its own hands and nobody has mended is the
 *   fault's: hnadm owes nobody the mending of what an operator did. This excuses that one thing of
 *   that one object and nothing beside it.
 * - All else is hnadm's: lost answers, refusals, jobs that fail, servers that fall silent and the like
 *   break nothing by themselves, and a run that has to cope with them must.
 */
import type { World } from './world.ts';

export type Blame = 'hnadm' | 'fault';

/** Something that a fault does with its own hands: whether a zone runs or registers, its NICs, an address. */
export type Mark =
  `running:${string}` | `registrar:${string}` | `nics:${string}` | `address:${string}` | `lock:${string}`;

/** Milliseconds for which what a fault did may not have been seen. */
const UNSEEN = 60_000;

/** Notes that a fault does this now. */
export function mark(world: World, what: Mark): void {
  world.faults.marks[what] = world.now;
}

/** Who is to blame for an effect of hnadm's that is wrong because of something marked, or of nothing. */
export function blameFor(world: World, what: Mark, decidedAt = world.now): Blame {
  const at = world.faults.marks[what];
  return at !== undefined && at > decidedAt - UNSEEN ? 'fault' : 'hnadm';
}

/** Who is to blame for what is wrong at rest, given what could be the cause of it. */
export function blameAtRest(world: World, causes: readonly Mark[]): Blame {
  return causes.some((cause) => world.faults.marks[cause] !== undefined) ? 'fault' : 'hnadm';
}
