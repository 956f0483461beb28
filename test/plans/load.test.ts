/** A plan is read as it was written or not at all, and what is refused is said with its place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../plans/json-text.ts';
import { loadPlan } from '../../plans/load.ts';
import { planDigest } from '../../schemas/canonical.ts';
import { leaves, oneOfEach, withLeaf } from './leaves.ts';
import { realPlan } from './real-plan.ts';

const plan = realPlan(['vmapi']);
const text = JSON.stringify(plan, null, 2);
const problemOf = (content: string): string => {
  const loaded = loadPlan(content);
  assert.ok(!loaded.ok, 'must be refused');
  return loaded.problems[0] ?? '';
};

test('a plan is loaded as it was written, whatever its layout', () => {
  for (const written of [text, JSON.stringify(plan), text.replaceAll('\n', '\r\n')]) {
    const loaded = loadPlan(written);
    assert.ok(loaded.ok);
    assert.deepEqual(loaded.value, plan);
  }
});

test('a plan with any one value changed is refused', () => {
  for (const path of oneOfEach(leaves(plan))) {
    const changed = withLeaf(plan, path, (value) =>
      typeof value === 'string'
        ? `${value}0`
        : typeof value === 'number'
          ? value + 1
          : value === null
            ? 0
            : !value,
    );
    assert.equal(
      loadPlan(JSON.stringify(changed)).ok,
      false,
      `${path.join('.')} was changed and nobody saw it`,
    );
  }
});

test('a changed plan is told apart from a broken one', () => {
  const changed = { ...plan, datacenter: 'elsewhere' };
  assert.match(
    problemOf(JSON.stringify(changed)),
    /^was changed after it was made: its digest is sha256:.*hnadm plan/,
  );
  const again = { ...changed, digest: planDigest(changed) };
  assert.ok(loadPlan(JSON.stringify(again)).ok, 'with its digest made anew it is another plan');
});

test('what is no plan is named', () => {
  assert.match(problemOf(''), /is empty/);
  assert.match(problemOf('{}'), /no field "format"/);
  assert.match(problemOf('[]'), /no field "format"/);
  assert.match(problemOf('{"format":"hnadm-snapshot/1"}'), /is a snapshot/);
  assert.match(problemOf('{"format":"hnadm-plan/2"}'), /reads hnadm-plan\/1/);
  assert.match(problemOf(text.replace('"steps": [', '"steps": ["nonsense",')), /^steps\[0\]/);
  assert.match(
    problemOf(text.replace('"kind": "migrate"', '"kind": "migrate", "haste": true')),
    /^haste: .*does not know/,
  );
  assert.match(
    problemOf(JSON.stringify(plan).replace('"reason"', '"r"').replace('us-test-1', '\\ud800')),
    /surrogate|changed/,
  );
});

test('a plan that is cut off anywhere is refused as cut off', () => {
  const short = JSON.stringify(plan);
  for (let end = 1; end < short.length; end += 997) {
    assert.match(problemOf(short.slice(0, end)), /ends in the middle of its JSON/, `cut at ${String(end)}`);
  }
});

test('the place where JSON breaks is the first character that no JSON could have there', () => {
  const cases: readonly [string, RegExp][] = [
    ['{"a":1,}', /line 1, column 8: expected a quoted field name/],
    ['[1,\n 2 3]', /line 2, column 4: expected "," or "\]"/],
    ['{"a" 1}', /line 1, column 6: expected ":"/],
    ['{"a":1} x', /line 1, column 9: expected nothing more/],
    ['{"a":"\n"}', /line 1, column 7: expected no control character/],
    ['{"a":"\\x"}', /line 1, column 7: .*escape/],
    ['{"a":01}', /line 1, column 7: expected "," or "}"/],
    ['{"a":truth}', /line 1, column 6: expected a value/],
    ["{'a':1}", /line 1, column 2: expected a quoted field name/],
    ['\ufeff{}', /line 1, column 1: expected a value/],
    ['[NaN]', /line 1, column 2: expected a value/],
  ];
  for (const [broken, expected] of cases) {
    const parsed = parseJson(broken);
    assert.ok(!parsed.ok, broken);
    assert.match(parsed.problem, expected, broken);
  }
});

test('no text around a break is quoted: it may be a secret', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{12,20}$/), fc.nat(), (secret, where) => {
      const whole = JSON.stringify({ password: secret, list: [1, { deep: secret }] });
      const at = where % whole.length;
      const parsed = parseJson(`${whole.slice(0, at)}\u0001${whole.slice(at)}`);
      assert.ok(!parsed.ok);
      assert.ok(!parsed.problem.includes(secret.slice(0, 6)));
    }),
    { seed: 20_261_123, numRuns: 200 },
  );
});

test('parsing agrees with JSON.parse on everything, well-formed or not', () => {
  const mutated = fc.tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom('', '"', '\\', ',', '}', '0', 'e', '\n', '-'),
  );
  fc.assert(
    fc.property(mutated, ([json, where, put]) => {
      const at = where % (json.length + 1);
      const content = json.slice(0, at) + put + json.slice(at + 1);
      const parsed = parseJson(content);
      let expected: unknown;
      try {
        expected = JSON.parse(content);
      } catch {
        assert.ok(!parsed.ok);
        return;
      }
      assert.ok(parsed.ok);
      assert.deepEqual(parsed.value, expected);
    }),
    { seed: 20_261_123, numRuns: 500 },
  );
});
