/** The graph's answers against definitions written down again, slowly: depth-first search on ids. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { graphOf, longestPath, reachability, remaining, schedule, type Node } from '../../plans/graph.ts';
import type { StepId } from '../../schemas/ids.ts';

interface Drawn {
  readonly nodes: readonly Node[];
  readonly seconds: readonly number[];
}

const id = (at: number) => `unit/step-${String(at)}` as StepId;

/** Graphs in an order that satisfies their needs: each need is drawn among the earlier steps. */
const drawn: fc.Arbitrary<Drawn> = fc
  .array(fc.record({ needs: fc.array(fc.nat(), { maxLength: 4 }), seconds: fc.nat(100) }), {
    minLength: 1,
    maxLength: 70,
  })
  .map((steps) => ({
    nodes: steps.map(({ needs }, at) => ({
      id: id(at),
      needs: at === 0 ? [] : needs.map((need) => ({ step: id(need % at) })),
    })),
    seconds: steps.map(({ seconds }) => seconds),
  }));

function reaches(nodes: readonly Node[], from: StepId, to: StepId): boolean {
  const node = nodes.find((one) => one.id === from);
  return (node?.needs ?? []).some(({ step }) => step === to || reaches(nodes, step, to));
}

const SEED = { seed: 20_261_123, numRuns: 60 };

test('one step waits for another exactly where a walk along needs leads there', () => {
  fc.assert(
    fc.property(drawn, fc.nat(), fc.nat(), ({ nodes }, a, b) => {
      const [later, earlier] = [a % nodes.length, b % nodes.length];
      const reach = reachability(graphOf(nodes));
      assert.equal(reach.waitsFor(later, earlier), reaches(nodes, id(later), id(earlier)));
      const all = nodes.flatMap((_, at) => (reaches(nodes, id(later), id(at)) ? [at] : []));
      assert.deepEqual(reach.allNeeds(later), all);
    }),
    SEED,
  );
});

test('the longest path is a path, and no schedule is shorter or longer than it', () => {
  fc.assert(
    fc.property(drawn, ({ nodes, seconds }) => {
      const graph = graphOf(nodes);
      const path = longestPath(graph, seconds);
      for (const [at, step] of path.steps.entries()) {
        if (at === 0) continue;
        const needs = nodes.find((node) => node.id === step)?.needs.map((need) => need.step) ?? [];
        assert.ok(needs.includes(path.steps[at - 1] ?? id(0)), `${step} follows what it does not need`);
      }
      const sum = path.steps.reduce((total, step) => total + (seconds[Number(step.split('-')[1])] ?? 0), 0);
      const end = Math.max(...schedule(graph, seconds).map((span) => span.end));
      assert.equal(path.seconds, sum);
      assert.equal(path.seconds, end);
      assert.equal(Math.max(...remaining(graph, seconds)), end);
    }),
    SEED,
  );
});

test('needs that name nothing, the step itself or a later one are left out', () => {
  const nodes = [
    { id: id(0), needs: [{ step: id(0) }, { step: id(1) }] },
    { id: id(1), needs: [{ step: id(7) }, { step: id(0) }] },
  ];
  assert.deepEqual(graphOf(nodes).needs, [[], [0]]);
});
