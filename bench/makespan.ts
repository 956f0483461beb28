/**
 * How long a run took, and how long it had to take at least: by the durations that its steps really
 * had, and the plan's needs and serial resources. Computed by itself, from the plan alone: were it
 * to ask the executor's schedule, a step that waits for nothing would be counted as having to wait.
 */
import type { RunNews } from '../executor/events.ts';
import type { StepId, UnitId } from '../schemas/ids.ts';
import { STEPS_AT_ONCE, TRANSFERS, TRANSFERS_AT_ONCE } from '../schemas/pace.ts';
import type { Plan, Step } from '../schemas/plan.ts';

/** Milliseconds that each step took. */
export type Durations = ReadonlyMap<StepId, number>;

/** What nothing can make shorter. */
export interface Bound {
  readonly milliseconds: number;
  /** The path or resource that sets it. */
  readonly by: string;
}

/** Reads the times off a run's news. */
export function stopwatch() {
  const durations = new Map<StepId, number>();
  let began = 0;
  let ended = 0;
  return {
    /** @param at milliseconds */
    onNews: (news: RunNews, at: number): void => {
      if (news.kind === 'run-started') began = at;
      if (news.kind === 'step-ended') durations.set(news.step, news.seconds * 1000);
      if (news.kind === 'run-ended') ended = at;
    },
    durations: durations as Durations,
    makespan: () => ended - began,
  };
}

/** Something that holds a resource: not before `head`, for `length`, and `tail` must follow. */
interface Load {
  readonly head: number;
  readonly length: number;
  readonly tail: number;
}

/** The shortest makespan that the durations allow. */
export function boundOf({ steps }: Pick<Plan, 'steps'>, durations: Durations): Bound {
  const loads = loadsOf(steps, durations);
  const loadOf = ({ id }: Step) => loads.get(id) ?? { head: 0, length: 0, tail: 0 };
  const path = Math.max(0, ...[...loads.values()].map(({ head, length, tail }) => head + length + tail));
  const transfers = steps.filter(({ action }) => TRANSFERS.has(action)).map(loadOf);
  const others = steps.filter(({ phase }) => phase !== 'cutover').map(loadOf);
  const bounds = [
    { milliseconds: path, by: 'the longest path' },
    { milliseconds: busy(cutovers(steps, loadOf), 1), by: 'cutovers, one unit at a time' },
    {
      milliseconds: busy(transfers, TRANSFERS_AT_ONCE),
      by: `transfers, ${String(TRANSFERS_AT_ONCE)} at once`,
    },
    { milliseconds: busy(others, STEPS_AT_ONCE), by: `steps, ${String(STEPS_AT_ONCE)} at once` },
  ] as const;
  return bounds.reduce<Bound>((most, one) => (one.milliseconds > most.milliseconds ? one : most), bounds[0]);
}

/** Steps are written in an order that satisfies their needs: one pass each way is enough. */
function loadsOf(steps: readonly Step[], durations: Durations): ReadonlyMap<StepId, Load> {
  const length = (id: StepId) => durations.get(id) ?? 0;
  const heads = new Map<StepId, number>();
  const tails = new Map<StepId, number>();
  for (const { id, needs } of steps) {
    heads.set(id, Math.max(0, ...needs.map(({ step }) => (heads.get(step) ?? 0) + length(step))));
  }
  for (const { id, needs } of [...steps].reverse()) {
    const after = (tails.get(id) ?? 0) + length(id);
    for (const { step } of needs) tails.set(step, Math.max(tails.get(step) ?? 0, after));
  }
  return new Map(
    steps.map(({ id }) => [id, { head: heads.get(id) ?? 0, length: length(id), tail: tails.get(id) ?? 0 }]),
  );
}

/**
 * Each unit's cutover as one load, from its first step to its last. It is not begun before all that
 * it needs from outside is there, because its service is down meanwhile.
 */
function cutovers(steps: readonly Step[], loadOf: (step: Step) => Load): readonly Load[] {
  const units = new Map<UnitId, Step[]>();
  for (const step of steps) {
    if (step.phase === 'cutover') units.set(step.unit, [...(units.get(step.unit) ?? []), step]);
  }
  return [...units.values()].map((own) => {
    const ids = new Set(own.map(({ id }) => id));
    const outside = steps.filter(({ id }) => !ids.has(id) && own.some((step) => needs(step, id))).map(loadOf);
    const within = loadsOf(own, new Map(own.map((step) => [step.id, loadOf(step).length])));
    const last = own.filter(({ id }) => !own.some((step) => needs(step, id))).map(loadOf);
    return {
      head: Math.max(0, ...outside.map(({ head, length }) => head + length)),
      length: Math.max(...[...within.values()].map(({ head, length, tail }) => head + length + tail)),
      tail: Math.min(...last.map(({ tail }) => tail)),
    };
  });
}

function needs(step: Step, id: StepId): boolean {
  return step.needs.some((need) => need.step === id);
}

/**
 * How long a resource of that many places keeps a run busy: for any of its loads, the first of their
 * heads, their lengths shared by the places, the least of their tails.
 */
function busy(loads: readonly Load[], places: number): number {
  const heads = new Set(loads.map(({ head }) => head));
  const tails = new Set(loads.map(({ tail }) => tail));
  let most = 0;
  for (const first of heads) {
    const after = loads.filter(({ head }) => head >= first);
    for (const least of tails) {
      let length = 0;
      for (const load of after) if (load.tail >= least) length += load.length;
      if (length > 0) most = Math.max(most, first + length / places + least);
    }
  }
  return most;
}
