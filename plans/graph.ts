/**
 * The steps as a graph: who waits for whom, directly or at last, and the longest way through. All
 * of it on positions instead of ids and in one pass over the list, because a plan's steps are
 * written in an order that satisfies their needs; a need that breaks this is left out here and told
 * by the lint.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Need } from '../schemas/plan.ts';

/** What a graph is made of; a plan's steps are. */
export interface Node {
  readonly id: StepId;
  readonly needs: readonly Pick<Need, 'step'>[];
}

/** Steps by position in the plan. */
export interface Graph {
  readonly ids: readonly StepId[];
  /** Position of a step. */
  readonly position: ReadonlyMap<StepId, number>;
  /** Positions that each step waits for directly, all lower than its own. */
  readonly needs: readonly (readonly number[])[];
  /** Positions that wait for each step directly, all higher than its own. */
  readonly neededBy: readonly (readonly number[])[];
}

/** The graph of steps in their written order. */
export function graphOf(steps: readonly Node[]): Graph {
  const position = new Map<StepId, number>();
  const needs: number[][] = [];
  const neededBy: number[][] = [];
  for (const [at, step] of steps.entries()) {
    const earlier = step.needs.flatMap((need) => position.get(need.step) ?? []);
    needs.push(earlier);
    neededBy.push([]);
    for (const need of earlier) neededBy[need]?.push(at);
    position.set(step.id, at);
  }
  return { ids: steps.map((step) => step.id), position, needs, neededBy };
}

/** Answers whether one step is surely done before another starts. */
export interface Reachability {
  /** Whether `later` waits for `earlier`, directly or at last. Positions; false for one and the same. */
  waitsFor(later: number, earlier: number): boolean;
  /** Every position that `later` waits for, directly or at last, ascending. */
  allNeeds(later: number): readonly number[];
}

/** One bit a pair: n²/8 bytes, which for a thousand steps is 125 kB, and an OR of rows to fill. */
export function reachability(graph: Graph): Reachability {
  const words = Math.ceil(graph.ids.length / 32);
  const rows: Uint32Array[] = [];
  for (const needs of graph.needs) {
    const row = new Uint32Array(words);
    for (const need of needs) {
      const theirs = rows[need] ?? row;
      for (let word = 0; word < words; word += 1) row[word] = (row[word] ?? 0) | (theirs[word] ?? 0);
      row[need >>> 5] = (row[need >>> 5] ?? 0) | (1 << (need & 31));
    }
    rows.push(row);
  }
  const waitsFor = (later: number, earlier: number) =>
    (((rows[later]?.[earlier >>> 5] ?? 0) >>> (earlier & 31)) & 1) === 1;
  return {
    waitsFor,
    allNeeds: (later) => graph.ids.flatMap((_, earlier) => (waitsFor(later, earlier) ? [earlier] : [])),
  };
}

/**
 * Longest time from each step's start to the end of everything that waits for it, its own time
 * included; by position. What has most behind it goes first.
 */
export function remaining(graph: Graph, seconds: readonly number[]): readonly number[] {
  const longest = graph.ids.map(() => 0);
  for (let at = graph.ids.length - 1; at >= 0; at -= 1) {
    const behind = (graph.neededBy[at] ?? []).reduce((most, next) => Math.max(most, longest[next] ?? 0), 0);
    longest[at] = (seconds[at] ?? 0) + behind;
  }
  return longest;
}

/** The longest way through the graph, and its length; of equally long ones the first in the plan. */
export function longestPath(
  graph: Graph,
  seconds: readonly number[],
): { readonly steps: readonly StepId[]; readonly seconds: number } {
  const longest = remaining(graph, seconds);
  const most = (candidates: readonly number[]) =>
    candidates.reduce<number | undefined>(
      (best, at) => (best === undefined || (longest[at] ?? 0) > (longest[best] ?? 0) ? at : best),
      undefined,
    );
  const steps: StepId[] = [];
  const first = most(graph.ids.map((_, at) => at));
  for (let at = first; at !== undefined; at = most(graph.neededBy[at] ?? [])) {
    const id = graph.ids[at];
    if (id !== undefined) steps.push(id);
  }
  return { steps, seconds: first === undefined ? 0 : (longest[first] ?? 0) };
}

/**
 * When each step starts and ends if every one takes `seconds` and starts as soon as it may; by
 * position, seconds from the start of the plan. Time at gates is whatever `seconds` says of them.
 */
export function schedule(
  graph: Graph,
  seconds: readonly number[],
): readonly { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  for (const [at, needs] of graph.needs.entries()) {
    const start = needs.reduce((latest, need) => Math.max(latest, spans[need]?.end ?? 0), 0);
    spans.push({ start, end: start + (seconds[at] ?? 0) });
  }
  return spans;
}
