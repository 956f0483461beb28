/**
 * Which steps are taken back: pure, from the plan and the state of its steps. A unit succeeds or is
 * undone as a whole, together with every unit that stands on what is taken back. What has been
 * committed stays, and whatever it stands on stays under it.
 */
import type { StepId, UnitId } from '../schemas/ids.ts';
import type { Because, Plan, Step } from '../schemas/plan.ts';
import { isGate } from './schedule.ts';
import { isUndecided, mayHaveEffect, standsDone, type StepState } from './transitions.ts';

type States = ReadonlyMap<StepId, StepState>;

/** What would be undone, or why nothing is. */
export type UndoSet =
  | {
      /** In the order of the plan, last first: nothing is taken from under what stands on it. */
      readonly steps: readonly Step[];
      /** Units that stay because something of them can't be taken back. */
      readonly committed: ReadonlySet<UnitId>;
    }
  | { readonly refused: string };

/** The steps to undo so that nothing of `units` is left; `all`: of every unit that is not committed. */
export function undoSet(plan: Plan, states: States, units: ReadonlySet<UnitId> | 'all'): UndoSet {
  const committed = committedUnits(plan, states);
  const own = plan.steps.map(({ unit }) => unit).filter((unit) => !committed.has(unit));
  const wanted = new Set(units === 'all' ? own : units);
  for (;;) {
    const standing = dependants(plan, states, wanted);
    const blind = plan.steps.find(
      ({ id, unit }) => isUndecided(states.get(id)) && (wanted.has(unit) || standing.has(id)),
    );
    if (blind !== undefined) return { refused: `nobody can say whether ${blind.id} happened` };
    const more = plan.steps.filter(
      ({ id, unit }) => standing.has(id) && standsDone(states.get(id)) && !wanted.has(unit),
    );
    const stays = more.find(({ unit }) => committed.has(unit));
    if (stays !== undefined) return { refused: `${stays.id} can't be taken back, and stands on it` };
    if (more.length === 0) break;
    for (const { unit } of more) wanted.add(unit);
  }
  // A gate's yes has no effect that could be taken back, and its question was about other steps.
  const steps = plan.steps.filter(
    (step) => wanted.has(step.unit) && standsDone(states.get(step.id)) && !isGate(step),
  );
  return { steps: steps.reverse(), committed };
}

/** Units of which something irreversible was begun, with whatever outcome. */
function committedUnits(plan: Plan, states: States): ReadonlySet<UnitId> {
  const final = plan.steps.filter(({ id, irreversible }) => irreversible && mayHaveEffect(states.get(id)));
  return new Set(final.map(({ unit }) => unit));
}

/** Needs that say when, and not what a step stands on. */
const TIMING: ReadonlySet<Because> = new Set<Because>(['in-turn', 'maintenance']);

/**
 * Steps that need, directly or at last, an effect that is taken back. Gates pass nothing on: behind one
 * stand the deletes of all units, none of which needs another's.
 */
function dependants(plan: Plan, states: States, wanted: ReadonlySet<UnitId>): ReadonlySet<StepId> {
  const taken = new Set(
    plan.steps
      .filter(({ id, unit, undo }) => wanted.has(unit) && undo !== null && standsDone(states.get(id)))
      .map(({ id }) => id),
  );
  const found = new Set<StepId>();
  // Steps are written in an order that satisfies their needs: one pass is enough.
  for (const step of plan.steps) {
    if (isGate(step)) continue;
    const stands = step.needs.filter(({ because }) => !TIMING.has(because));
    if (stands.some((need) => taken.has(need.step) || found.has(need.step))) found.add(step.id);
  }
  return found;
}
