/**
 * Lays a plan's steps out in time, as the executor will: the most urgent first, as many at once as
 * the pace allows, one unit's cutover after the other and each begun only when it can run through.
 */
import { STEPS_AT_ONCE, TRANSFERS, TRANSFERS_AT_ONCE } from '../schemas/pace.ts';
import type { Step } from '../schemas/plan.ts';
import type { StepId, UnitId } from '../schemas/ids.ts';

/** Seconds at which each step ends. */
export type Layout = ReadonlyMap<StepId, number>;

/** Lays steps out by their typical durations. Steps come in an order that satisfies their needs. */
export function layOut(steps: readonly Step[]): Layout {
  const urgency = remaining(steps);
  const waiting = [...steps].sort((a, b) => (urgency.get(b.id) ?? 0) - (urgency.get(a.id) ?? 0));
  const ends = new Map<StepId, number>();
  const running = new Map<Step, number>();
  const cutovers = new Map<UnitId, Step[]>();
  for (const step of steps) {
    if (step.phase === 'cutover') cutovers.set(step.unit, [...(cutovers.get(step.unit) ?? []), step]);
  }
  let unit: UnitId | null = null;
  for (let now = 0; waiting.length > 0 || running.size > 0;) {
    for (const [step, end] of running) {
      if (end > now) continue;
      running.delete(step);
      ends.set(step.id, end);
    }
    if (unit !== null && cutovers.get(unit)?.every((step) => ends.has(step.id))) unit = null;
    const begin = (step: Step): void => {
      waiting.splice(waiting.indexOf(step), 1);
      running.set(step, now + step.estimateSeconds.typical);
    };
    const ready = waiting.filter((step) => step.needs.every((need) => ends.has(need.step)));
    for (const step of ready) {
      if (step.phase !== 'cutover') {
        if (hasPlace(step, running)) begin(step);
        continue;
      }
      unit ??= isSelfContained(cutovers.get(step.unit) ?? [], ends) ? step.unit : null;
      if (step.unit === unit) begin(step);
    }
    // Units that need one another's cutover steps: rather one that may wait halfway than none at all.
    const [any] = ready;
    if (running.size === 0 && any) {
      unit = any.unit;
      begin(any);
    }
    now = Math.min(...running.values());
  }
  return ends;
}

/** Seconds from a step's start to the end of everything that waits for it. */
function remaining(steps: readonly Step[]): ReadonlyMap<StepId, number> {
  const after = new Map<StepId, number>();
  const all = new Map<StepId, number>();
  for (const step of steps.toReversed()) {
    const seconds = step.estimateSeconds.typical + (after.get(step.id) ?? 0);
    all.set(step.id, seconds);
    for (const need of step.needs) after.set(need.step, Math.max(after.get(need.step) ?? 0, seconds));
  }
  return all;
}

/** A unit's cutover begins when nothing outside it can make it wait halfway. */
function isSelfContained(steps: readonly Step[], ends: Layout): boolean {
  const own = new Set(steps.map((step) => step.id));
  return steps.every((step) => step.needs.every((need) => own.has(need.step) || ends.has(need.step)));
}

function hasPlace(step: Step, running: ReadonlyMap<Step, number>): boolean {
  if (running.size >= STEPS_AT_ONCE) return false;
  if (!TRANSFERS.has(step.action)) return true;
  return [...running.keys()].filter((one) => TRANSFERS.has(one.action)).length < TRANSFERS_AT_ONCE;
}
