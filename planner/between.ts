/**
 * What one unit waits for in another: the provisioning chain, on which hnadm's own calls stand, for
 * everything that uses it; a service that needs another, because it is not cut over while that one is
 * down; instances of one service, because they share a name in DNS. And every cutover waits for the one
 * whose turn is before, so that the order a reader sees is the order they come in.
 */
import type { Because } from '../schemas/plan.ts';
import type { StepId } from '../schemas/ids.ts';
import type { Draft } from './draft.ts';
import { takeovers, type Move } from './move.ts';
import type { Removal } from './removal.ts';
import type { Cutover } from './units/cutover.ts';
import type { Prepared } from './units/prepare.ts';

/** A unit whose steps are written down. */
export interface Unit {
  readonly leaving: Move | Removal;
  readonly prepared: Prepared;
  readonly cut: Cutover;
}

/** Adds the needs between units. Units come in the order of their turns. */
export function orderUnits(draft: Draft, units: readonly Unit[]): void {
  orderChain(draft, units);
  units.forEach((unit, index) => {
    for (const earlier of units.slice(0, index)) {
      if (unit.leaving.rules === earlier.leaving.rules) wait(draft, unit, earlier, 'one-at-a-time');
      else if (isDisturbedBy(unit, earlier) || isDisturbedBy(earlier, unit))
        wait(draft, unit, earlier, 'dependency');
    }
  });
  // Last: a turn says nothing where there is a reason, and what is undone stands on reasons alone.
  units.forEach((unit, index) => {
    const before = units[index - 1];
    if (before) wait(draft, unit, before, 'in-turn');
  });
}

/** Whether a unit needs what another takes down for a while. */
function isDisturbedBy(unit: Unit, other: Unit): boolean {
  const { leaving } = other;
  const goesDown = leaving.kind === 'move' && leaving.order === 'stop-first';
  return goesDown && unit.leaving.rules.needs.includes(leaving.rules.name);
}

function wait(draft: Draft, unit: Unit, earlier: Unit, because: Because): void {
  if (draft.waitsFor(unit.cut.first, earlier.cut.verified)) return;
  draft.need(unit.cut.first, { step: earlier.cut.verified, because });
}

function orderChain(draft: Draft, units: readonly Unit[]): void {
  const chain = units.filter((unit) => unit.leaving.rules.provisioningChain);
  const [first, ...rest] = chain;
  if (!first) return;
  const turn = units.indexOf(first);
  // Creates of every unit, and NIC changes of those that come before, go through the chain: they end
  // before its first cutover.
  const users = units.flatMap(({ leaving, prepared, cut }, index): readonly StepId[] => {
    const movesNics = leaving.kind === 'move' && takeovers(leaving).length > 0;
    if (movesNics && index < turn) return [cut.verified];
    return prepared.created ? [prepared.created] : [];
  });
  for (const step of users) {
    if (!draft.waitsFor(first.cut.first, step))
      draft.need(first.cut.first, { step, because: 'chain-in-use' });
  }
  let before = first;
  for (const unit of rest) {
    draft.need(unit.cut.first, { step: before.cut.verified, because: 'one-at-a-time' });
    before = unit;
  }
}
