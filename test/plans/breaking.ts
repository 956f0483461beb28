/** How plans are broken for the lint's tests: a draft of a real plan that may be changed, and what is in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint, type RuleName } from '../../plans/lint.ts';
import type * as generated from '../../schemas/generated/plan.ts';
import type { Plan } from '../../schemas/plan.ts';
import { realPlan } from './real-plan.ts';

export type Draft = generated.Plan;
export type DraftStep<Action> = Extract<generated.Step, { action: Action }>;

export const sound = realPlan();
export const GATE = 'gate/commit/delete-replaced-zones';

/** One way to break a plan, and what the lint must say to it. */
export interface Broken {
  readonly rule: RuleName;
  readonly what: string;
  readonly broken: (plan: Draft) => void;
  /** What the lint must say: place and message. */
  readonly says: RegExp;
}

export function step(plan: Draft, id: string): generated.Step {
  const found = plan.steps.find((one) => one.id === id);
  assert.ok(found, `the plan has no step ${id}: this test is out of date`);
  return found;
}

export function stepOf<Action extends generated.Step['action']>(plan: Draft, id: string, action: Action) {
  const found = step(plan, id);
  assert.equal(found.action, action);
  return found as DraftStep<Action>;
}

export function create(plan: Draft, key: string): generated.PlannedCreate {
  const found = plan.instances.find((one) => one.key === key)?.create;
  assert.ok(found);
  return found;
}

export function drop(plan: Draft, id: string, need: string): void {
  const one = step(plan, id);
  const before = one.needs.length;
  one.needs = one.needs.filter(({ step }) => step !== need);
  assert.equal(one.needs.length, before - 1, `${id} does not need ${need}: this test is out of date`);
}

export function first<T>(list: readonly T[]): T {
  const [one] = list;
  assert.ok(one !== undefined);
  return one;
}

/** One test for each case; every one of these rules must be shown. `real`: the plan that is broken. */
export function testBroken(rules: readonly RuleName[], cases: readonly Broken[], real: Plan = sound): void {
  for (const { rule, what, broken, says } of cases) {
    test(`${rule}: ${what}`, () => {
      const draft = structuredClone(real) as Draft;
      broken(draft);
      const problems = lint(draft);
      const told = problems
        .filter((problem) => problem.rule === rule)
        .map(({ at, message }) => `${at}: ${message}`);
      assert.ok(
        told.some((line) => says.test(line)),
        `expected ${String(says)}, found ${JSON.stringify(problems, null, 2)}`,
      );
    });
  }
  test(`each of ${rules.join(', ')} is shown`, () => {
    assert.deepEqual([...new Set(cases.map(({ rule }) => rule))], rules);
  });
}
