/**
 * What the move of a member of binder's ensemble has besides the steps of every move. Two of three serve
 * while it is away, so all must be there directly before it stops, whichever of them leads: a leader that stops costs an
 * election, seconds in which nobody registers. And it is back when it has taken from the leader what it lacks.
 * manatee is not frozen: no list changes, and an election among binders is none of manatee's.
 */
import type { StepId } from '../../schemas/ids.ts';
import { reads, type Draft, type DraftNeed } from '../draft.ts';
import type { Move } from '../move.ts';
import * as object from '../objects.ts';

/** Waits until all members are there; the way back ends so too. `running`: addresses of those that ran when it was planned. */
export function beforeAway(
  draft: Draft,
  move: Move,
  running: readonly string[],
  waits: readonly DraftNeed[],
): StepId | null {
  if (!move.rules.majority || move.progress === 'started') return null;
  const params = { instance: move.key, members: [...running], server: move.to.uuid };
  return draft.add({
    unit: move.unit,
    phase: 'cutover',
    slug: 'ensemble',
    action: 'ensemble.await',
    params,
    title: `Wait until ZooKeeper has one leader and followers at ${running.join(', ')}`,
    why: `The others must be most of all while ${move.old.alias} is away, or nothing is found by name.`,
    needs: waits,
    touches: [reads(object.ensemble)],
    undo: { action: 'ensemble.await', params },
  });
}

/** Waits until the new member is in its place. */
export function back(
  draft: Draft,
  move: Move,
  running: readonly string[],
  waits: readonly DraftNeed[],
): StepId | null {
  if (!move.rules.majority) return null;
  const members = [...new Set([...running, move.newAdminIp])];
  return draft.add({
    unit: move.unit,
    phase: 'cutover',
    slug: 'back',
    action: 'ensemble.await',
    params: { instance: move.key, members, server: move.to.uuid },
    title: `Wait until ${move.key} is a member in the place of ${move.old.alias}`,
    why: 'It began empty: it is one when it has taken from the leader all that the others know.',
    needs: waits,
    touches: [reads(object.ensemble), reads(object.newZone(move))],
  });
}
