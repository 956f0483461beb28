/** The bound of a run's makespan, on plans so small that it is seen by looking at them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundOf } from '../../bench/makespan.ts';
import type { StepId } from '../../schemas/ids.ts';
import type { Phase, Step } from '../../schemas/plan.ts';

/** A step as `unit/phase/name seconds needs…`. */
interface Small {
  readonly line: string;
  readonly action?: Step['action'];
}

function bound(smalls: readonly Small[]): { readonly seconds: number; readonly by: string } {
  const durations = new Map<StepId, number>();
  const steps = smalls.map(({ line, action = 'zone.start' }) => {
    const [id = '', seconds = '', ...needs] = line.split(' ');
    const [unit = '', phase = ''] = id.split('/');
    durations.set(id as StepId, Number(seconds) * 1000);
    const step = { id, unit, phase: phase as Phase, action, needs: needs.map((need) => ({ step: need })) };
    return step as unknown as Step;
  });
  const { milliseconds, by } = boundOf({ steps }, durations);
  return { seconds: milliseconds / 1000, by };
}

test('the longest path', () => {
  const steps = ['a/prepare/x 5', 'b/prepare/x 7', 'a/prepare/y 4 a/prepare/x', 'b/prepare/y 1 b/prepare/x'];
  assert.deepEqual(bound(steps.map((line) => ({ line }))), { seconds: 9, by: 'the longest path' });
});

test('cutovers one unit at a time: from the first that can begin to what the last leaves to be done', () => {
  const steps = [
    'a/prepare/w 1',
    'a/prepare/x 3 a/prepare/w',
    'b/prepare/x 20',
    'a/cutover/x 30 a/prepare/x',
    'a/cutover/y 5 a/prepare/x',
    'b/cutover/x 40 b/prepare/x',
    'gate/commit/z 2 a/cutover/x a/cutover/y b/cutover/x',
  ];
  const expected = { seconds: 4 + 30 + 40 + 2, by: 'cutovers, one unit at a time' };
  assert.deepEqual(bound(steps.map((line) => ({ line }))), expected);
});

test('a cutover that waits for something else begins when all of that is there', () => {
  const steps = [
    'a/prepare/x 3',
    'b/prepare/x 50',
    'a/cutover/x 10 a/prepare/x',
    'a/cutover/y 10 a/cutover/x b/prepare/x',
  ];
  const expected = { seconds: 50 + 20, by: 'cutovers, one unit at a time' };
  assert.deepEqual(bound(steps.map((line) => ({ line }))), expected);
});

test('transfers two at once', () => {
  const action = 'dataset.copy';
  const steps = ['a', 'b', 'c'].map((unit) => ({ line: `${unit}/prepare/x 10`, action }) as const);
  const expected = { seconds: 15, by: 'transfers, 2 at once' };
  assert.deepEqual(bound(steps), expected);
});

test('no more than twelve steps at once', () => {
  const steps = Array.from({ length: 30 }, (_, count) => ({ line: `u${String(count)}/prepare/x 10` }));
  assert.deepEqual(bound(steps), { seconds: 25, by: 'steps, 12 at once' });
});
