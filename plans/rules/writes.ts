/**
 * No two steps that may run at the same time write one object. SAPI answers some of concurrent
 * updates of one object with 500, and of two writers of anything else the slower one wins.
 */
import type { Complaint, Subject } from './rule.ts';
import type { Touch } from '../../schemas/plan.ts';

/** Who writes: a step, or a bracket's end, which happens around its steps. Positions of steps. */
interface Writer {
  readonly name: string;
  readonly at: readonly number[];
}

/** Complains of every pair of unordered writers of one object. */
export function* writes({ plan, graph, reach }: Subject): Iterable<Complaint> {
  const writers = new Map<string, Writer[]>();
  const add = (writer: Writer, touches: readonly Touch[]) => {
    for (const { object, mode } of touches) {
      if (mode !== 'write') continue;
      const known = writers.get(object);
      if (known) known.push(writer);
      else writers.set(object, [writer]);
    }
  };
  for (const [at, step] of plan.steps.entries()) add({ name: step.id, at: [at] }, step.touches);
  for (const { id, around, open, close } of plan.brackets) {
    const at = around.flatMap((step) => graph.position.get(step) ?? []);
    // Both ends of a bracket are one writer: they never overlap with each other.
    add({ name: id, at }, [...open.touches, ...close.touches]);
  }
  const ordered = (a: number, b: number) => a === b || reach.waitsFor(a, b) || reach.waitsFor(b, a);
  for (const [object, list] of writers) {
    const distinct = [...new Set(list)];
    for (const [n, one] of distinct.entries()) {
      for (const other of distinct.slice(n + 1)) {
        if (one.at.every((a) => other.at.every((b) => ordered(a, b)))) continue;
        yield {
          at: one.name,
          message: `writes ${object}, and so does ${other.name}: neither waits for the other`,
        };
      }
    }
  }
}
