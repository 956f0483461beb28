/** Which steps are undone: each rule shown on a plan of a few steps. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StepState } from '../../executor/transitions.ts';
import { undoSet } from '../../executor/undo-set.ts';
import type { StepId, UnitId } from '../../schemas/ids.ts';
import type { Plan } from '../../schemas/plan.ts';
import { smallPlan, type SmallStep } from './support/small-plan.ts';

/** Units a and b: b/cutover/4 stands on a's cutover; both are committed behind one gate. */
const STEPS: readonly SmallStep[] = [
  { id: 'a/prepare/1', undo: true },
  { id: 'a/cutover/2', needs: ['a/prepare/1'], undo: true },
  { id: 'a/cutover/20', needs: ['a/cutover/2'] },
  { id: 'b/prepare/3', undo: true },
  { id: 'b/cutover/4', needs: ['b/prepare/3', 'a/cutover/20'], undo: true },
  { id: 'gate/commit/5', needs: ['a/cutover/20', 'b/cutover/4'] },
  { id: 'a/commit/6', needs: ['gate/commit/5', 'a/cutover/20'], irreversible: true },
  { id: 'b/commit/7', needs: ['gate/commit/5', 'b/cutover/4'], irreversible: true },
];

function undone(plan: Plan, states: Readonly<Record<string, StepState>>, units: readonly string[] | 'all') {
  const all = new Map(Object.entries(states) as [StepId, StepState][]);
  const set = undoSet(plan, all, units === 'all' ? 'all' : new Set(units as UnitId[]));
  return 'refused' in set ? set.refused : set.steps.map(({ id }) => id);
}

describe('the steps to undo', () => {
  const plan = smallPlan(STEPS);
  const before = { 'a/prepare/1': 'done', 'a/cutover/2': 'done', 'b/prepare/3': 'done' } as const;

  it("are the failed unit's, last first, and no other's", () => {
    const states = { ...before, 'a/cutover/20': 'failed' } as const;
    assert.deepEqual(undone(plan, states, ['a']), ['a/cutover/2', 'a/prepare/1']);
    assert.deepEqual(undone(plan, states, ['b']), ['b/prepare/3']);
  });

  it('are those of every unit when all are to be undone', () => {
    assert.deepEqual(undone(plan, before, 'all'), ['b/prepare/3', 'a/cutover/2', 'a/prepare/1']);
  });

  it('take along a unit that stands on what is taken back, whole', () => {
    const states = { ...before, 'a/cutover/20': 'done', 'b/cutover/4': 'done' } as const;
    assert.deepEqual(undone(plan, states, ['a']), [
      'b/cutover/4',
      'b/prepare/3',
      'a/cutover/20',
      'a/cutover/2',
      'a/prepare/1',
    ]);
  });

  it('leave a unit alone that stands on nothing but a step without an effect', () => {
    const states = { ...before, 'a/cutover/2': 'pending', 'a/prepare/1': 'failed' } as const;
    assert.deepEqual(undone(plan, states, ['a']), []);
  });

  it('leave out what is committed, whatever gate it waited at', () => {
    const all = {
      ...before,
      'a/cutover/20': 'done',
      'b/cutover/4': 'done',
      'gate/commit/5': 'done',
    } as const;
    const states = { ...all, 'a/commit/6': 'done', 'b/commit/7': 'failed' } as const;
    assert.deepEqual(undone(plan, states, 'all'), ['b/cutover/4', 'b/prepare/3']);
  });

  it('are none where something committed stands on them', () => {
    const all = {
      ...before,
      'a/cutover/20': 'done',
      'b/cutover/4': 'done',
      'gate/commit/5': 'done',
    } as const;
    const states = { ...all, 'b/commit/7': 'done' } as const;
    assert.equal(undone(plan, states, 'all'), "b/cutover/4 can't be taken back, and stands on it");
  });

  for (const state of ['begun', 'unknown'] as const) {
    it(`are none while a step of theirs is ${state}`, () => {
      const states = { ...before, 'a/cutover/20': state } as const;
      assert.equal(undone(plan, states, ['a']), 'nobody can say whether a/cutover/20 happened');
      assert.deepEqual(undone(plan, states, ['b']), ['b/prepare/3']);
    });
    it(`leave the unit alone whose delete is ${state}`, () => {
      const done = { ...before, 'a/cutover/20': 'done', 'b/cutover/4': 'done' } as const;
      const states = { ...done, 'a/commit/6': state } as const;
      assert.deepEqual(undone(plan, states, 'all'), ['b/cutover/4', 'b/prepare/3']);
    });
  }

  it('are those left over where an undo was interrupted or failed', () => {
    const states = { 'a/prepare/1': 'done', 'a/cutover/2': 'stuck', 'b/prepare/3': 'undone' } as const;
    assert.deepEqual(undone(plan, states, 'all'), ['a/cutover/2', 'a/prepare/1']);
  });
});
