/**
 * How long a plan takes and when which service is down. A gate takes no time here: nobody knows how
 * long a person thinks.
 */
import type { Estimate, SecondsRange, ServiceWindow, Step } from '../schemas/plan.ts';
import type { StepId } from '../schemas/ids.ts';
import type { Unit } from './between.ts';
import { layOut, type Layout } from './layout.ts';

/** Estimates a plan's duration, its critical path, and each service's window. */
export function estimate(steps: readonly Step[], units: readonly Unit[]): Estimate {
  const layouts = {
    low: layOut(steps, 'low'),
    typical: layOut(steps, 'typical'),
    high: layOut(steps, 'high'),
  };
  const end = (layout: Layout): number => Math.max(0, ...layout.values());
  return {
    durationSeconds: {
      low: round(end(layouts.low)),
      typical: round(end(layouts.typical)),
      high: round(end(layouts.high)),
    },
    criticalPath: [...longestPath(steps)],
    windows: units.map((unit) => window(unit, steps, layouts.typical)),
  };
}

/** The chain of needs that takes longest, from its first step to its last. */
function longestPath(steps: readonly Step[]): readonly StepId[] {
  const lengths = new Map<StepId, number>();
  const before = new Map<StepId, StepId>();
  let last: StepId | null = null;
  for (const step of steps) {
    let longest = 0;
    for (const need of step.needs) {
      const length = lengths.get(need.step) ?? 0;
      if (length <= longest && before.has(step.id)) continue;
      longest = length;
      before.set(step.id, need.step);
    }
    const length = longest + step.estimateSeconds.typical;
    lengths.set(step.id, length);
    if (last === null || length > (lengths.get(last) ?? 0)) last = step.id;
  }
  const path: StepId[] = [];
  for (let step = last; step !== null; step = before.get(step) ?? null) path.unshift(step);
  return path;
}

function window({ leaving }: Unit, steps: readonly Step[], ends: Layout): ServiceWindow {
  const cutover = steps.filter((step) => step.unit === leaving.unit && step.phase === 'cutover');
  const starts = cutover.map((step) => (ends.get(step.id) ?? 0) - step.estimateSeconds.typical);
  const isDown = leaving.kind === 'move' && leaving.order === 'stop-first' && leaving.progress !== 'started';
  return {
    service: leaving.old.service.name,
    fromSeconds: round(Math.min(...starts)),
    toSeconds: round(Math.max(...cutover.map((step) => ends.get(step.id) ?? 0))),
    downtimeSeconds: isDown ? downtime(cutover) : { low: 0, typical: 0, high: 0 },
    impact: impactOf(leaving, isDown || cutover.some(({ action }) => action === 'manatee.promote')),
  };
}

/** From the moment the old zone leaves DNS until the new one is found there: the steps in between follow each other. */
function downtime(cutover: readonly Step[]): SecondsRange {
  const during = new Set<string>([
    'registrar.disable',
    'zone.stop',
    'dataset.increment',
    'nic.move',
    'zone.create',
    'zone.start',
    'zone.await',
  ]);
  const steps = cutover.filter(
    (step) => during.has(step.action) || (step.action === 'dns.await' && step.params.present),
  );
  const sum = (which: keyof SecondsRange): number =>
    round(steps.reduce((total, step) => total + step.estimateSeconds[which], 0));
  return { low: sum('low'), typical: sum('typical'), high: sum('high') };
}

function impactOf({ kind, rules }: Unit['leaving'], isFelt: boolean): string {
  if (isFelt) return rules.impact ?? 'nothing that customers notice';
  return kind === 'move' ? 'none: old and new serve side by side' : 'none: the other members serve';
}

/** Tenths of a second are precise enough, and sums of decimals stay the same text everywhere. */
function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
