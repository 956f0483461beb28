/**
 * How long a plan takes, when which service is down, and when customers can change nothing. A gate takes
 * no time here: nobody knows how long a person thinks.
 */
import { durations } from '../catalogue/durations.ts';
import type { Bracket, Estimate, SecondsRange, ServiceWindow, Step } from '../schemas/plan.ts';
import type { StepId } from '../schemas/ids.ts';
import type { Unit } from './between.ts';
import { layOut, type Layout } from './layout.ts';

/** Estimates a plan's duration, its critical path, each service's window, and the maintenance. */
export function estimate(
  steps: readonly Step[],
  units: readonly Unit[],
  brackets: readonly Bracket[],
): Estimate {
  const layout = layOut(steps);
  return {
    durationSeconds: wholeDuration(steps, Math.max(0, ...layout.values())),
    criticalPath: longestPath(steps, 'typical').map(({ id }) => id),
    windows: units.map((unit) => window(unit, steps, layout)),
    ...maintenance(steps, brackets, layout),
  };
}

/**
 * The whole takes as long as its longest path, and what steps of that wait for a place among those at
 * work. Another path may be the longest when all goes slowly: a large copy that mostly ends in time.
 * @param typical seconds, of the plan laid out.
 */
function wholeDuration(steps: readonly Step[], typical: number): SecondsRange {
  const [usual, slow] = (['typical', 'high'] as const).map((which) =>
    oneAfterAnother(longestPath(steps, which).map(({ estimateSeconds }) => estimateSeconds)),
  );
  if (!usual || !slow) throw new Error('unreachable');
  const waits = typical - usual.typical;
  return {
    low: round(usual.low + waits),
    typical: round(typical),
    high: round(Math.max(usual.high, slow.high) + waits),
  };
}

/**
 * The maintenance. What it is around follows each other, so its length is that of one row of steps, with
 * its own two ends.
 */
function maintenance(
  steps: readonly Step[],
  brackets: readonly Bracket[],
  ends: Layout,
): Pick<Estimate, 'maintenance'> {
  const bracket = brackets.find(({ open }) => open.action === 'maintenance.start');
  if (!bracket) return {};
  const around = new Set(bracket.around);
  const inside = steps.filter(({ id }) => around.has(id));
  const starts = inside.map(({ id, estimateSeconds }) => (ends.get(id) ?? 0) - estimateSeconds.typical);
  const row = longestPath(inside, 'typical').map(({ estimateSeconds }) => estimateSeconds);
  const ownEnds = [bracket.open, bracket.close].map(({ action }) => durations[action].estimate);
  return {
    maintenance: {
      fromSeconds: round(Math.min(...starts)),
      lengthSeconds: oneAfterAnother([...row, ...ownEnds]),
    },
  };
}

/** The chain of needs that takes longest by one of the estimates, from its first step to its last. */
function longestPath(steps: readonly Step[], which: 'typical' | 'high'): readonly Step[] {
  const longest = new Map<StepId, { readonly length: number; readonly path: Link }>();
  let last: Link | null = null;
  let most = -1;
  for (const step of steps) {
    let before: { readonly length: number; readonly path: Link | null } = { length: 0, path: null };
    for (const need of step.needs) {
      const needed = longest.get(need.step);
      if (needed && (needed.length > before.length || before.path === null)) before = needed;
    }
    const length = before.length + step.estimateSeconds[which];
    const path = { step, before: before.path };
    longest.set(step.id, { length, path });
    if (length <= most) continue;
    most = length;
    last = path;
  }
  const path: Step[] = [];
  for (let link = last; link !== null; link = link.before) path.unshift(link.step);
  return path;
}

/** A step at the end of a path. */
interface Link {
  readonly step: Step;
  readonly before: Link | null;
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

/** From the old zone's stop until the new one is found in DNS: the steps in between follow each other. */
function downtime(cutover: readonly Step[]): SecondsRange {
  const during = new Set<string>([
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
  return oneAfterAnother(steps.map(({ estimateSeconds }) => estimateSeconds));
}

/**
 * Seconds of what follows each other. That all of it takes its longest at once practically never happens: what one takes
 * says nothing of the next, so their deviations add up by their squares. Adding up the ends of the ranges would
 * tell a customer of two hours where it is twenty minutes.
 */
function oneAfterAnother(ranges: readonly SecondsRange[]): SecondsRange {
  const typical = ranges.reduce((sum, range) => sum + range.typical, 0);
  const spread = (end: 'low' | 'high') => Math.hypot(...ranges.map((range) => range[end] - range.typical));
  return {
    low: round(typical - spread('low')),
    typical: round(typical),
    high: round(typical + spread('high')),
  };
}

function impactOf({ kind, rules }: Unit['leaving'], isFelt: boolean): string {
  if (isFelt) return rules.impact ?? 'nothing that customers notice';
  return kind === 'move' ? 'none: old and new serve side by side' : 'none: the other members serve';
}

/** Tenths of a second are precise enough, and sums of decimals stay the same text everywhere. */
function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
