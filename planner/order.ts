/**
 * Puts steps in an order that satisfies their needs: phase by phase, then in the order they were
 * written down. Ties are never left to chance, so that the same plan has the same bytes.
 */
import type { Phase, Step } from '../schemas/plan.ts';
import type { StepId } from '../schemas/ids.ts';

const PHASES: Readonly<Record<Phase, number>> = { prepare: 0, cutover: 1, commit: 2 };

/**
 * A stable topological order (Kahn).
 * @throws {Error} where needs run in a circle: a bug of the planner.
 */
export function inOrder(steps: readonly Step[]): readonly Step[] {
  const written = [...steps].sort((a, b) => PHASES[a.phase] - PHASES[b.phase]);
  const placed = new Set<StepId>();
  const order: Step[] = [];
  while (order.length < written.length) {
    // A step whose needs come later in the writing waits for the next sweep over what is left.
    const before = order.length;
    for (const step of written) {
      if (placed.has(step.id) || !step.needs.every((need) => placed.has(need.step))) continue;
      placed.add(step.id);
      order.push(step);
    }
    if (order.length === before) throw new Error('the steps of this plan wait for each other in a circle');
  }
  return order;
}
