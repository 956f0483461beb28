/** What a person reads is the plan: everything is shown, nothing else is, and nothing repaints the screen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffPlans } from '../../plans/diff.ts';
import { render } from '../../plans/render.ts';
import { duration, size } from '../../plans/render/words.ts';
import type { Plan } from '../../schemas/plan.ts';
import { leaves, oneOfEach, withLeaf } from './leaves.ts';
import { realPlan } from './real-plan.ts';

const plan = realPlan(['adminui', 'imgapi']);

test('whatever value of a plan changes, its full rendering changes', () => {
  const full = render(plan, { level: 'full' });
  for (const path of oneOfEach(leaves(plan))) {
    const changed = withLeaf(plan, path, (value) =>
      typeof value === 'string'
        ? `${value}x`
        : typeof value === 'number'
          ? value + 1
          : value === null
            ? 0
            : !value,
    ) as Plan;
    // Null stands for a whole object in most places: those are told by the test below.
    if (path.at(-1) === 'create' || path.at(-1) === 'existing' || path.at(-1) === 'undo') continue;
    assert.notEqual(render(changed, { level: 'full' }), full, `${path.join('.')} is not shown`);
  }
});

test('an undo, a zone that is there and an optional field are shown', () => {
  const [step] = plan.steps.filter(({ undo }) => undo === null);
  const [other] = plan.steps.filter(({ undo }) => undo !== null);
  assert.ok(step && other);
  const full = render(plan, { level: 'full' });
  const variants: Plan[] = [
    { ...plan, steps: plan.steps.map((one) => (one === step ? { ...one, undo: other.undo } : one)) },
    { ...plan, instances: plan.instances.map((one) => ({ ...one, existing: one.replaces })) },
    { ...plan, intent: { ...plan.intent, reason: 'because' } },
    { ...plan, intent: { ...plan.intent, ticket: 'OPS-1' } },
    { ...plan, intent: { ...plan.intent, snapshotMaxAgeSeconds: 60 } },
    {
      ...plan,
      intent: {
        ...plan.intent,
        window: { notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-01-02T00:00:00Z' },
      },
    },
  ];
  for (const variant of variants) assert.notEqual(render(variant, { level: 'full' }), full);
});

test('a control character in a name is shown by its number', () => {
  const changed = withLeaf(plan, ['datacenter'], () => 'dc\u001b[2J\u202e') as Plan;
  for (const level of ['brief', 'normal', 'full'] as const) {
    const text = render(changed, { level });
    assert.ok(text.includes('dc\\u{1b}[2J\\u{202e}'));
    assert.ok(!/[\p{Cc}\p{Cf}]/u.test(text.replaceAll('\n', '')));
  }
});

test('brief is shorter than normal, normal than full; no line is wider than the page', () => {
  const whole = realPlan([]);
  const [brief, normal, full] = (['brief', 'normal', 'full'] as const).map((level) =>
    render(whole, { level }),
  );
  assert.ok(brief && normal && full);
  assert.ok(brief.split('\n').length < 70, 'brief fits a screen');
  assert.ok(brief.length < normal.length && normal.length < full.length);
  for (const line of normal.split('\n')) assert.ok(line.length <= 110, line);
});

test('the timeline is in the order of time, and the maintenance stands in it and in the head', () => {
  const { windows, maintenance } = plan.estimate;
  assert.ok(maintenance, 'imgapi and adminui change over in a maintenance');
  const timeline = (one: Plan) => {
    const text = render(one, { level: 'normal' });
    const rows = text.slice(text.indexOf('\nTimeline'), text.indexOf('\nPhase')).matchAll(/^ {2}(\S+) +\+/gm);
    return [...rows].map(([, what]) => what);
  };
  const backwards = { ...plan, estimate: { ...plan.estimate, windows: windows.toReversed() } };
  for (const one of [plan, backwards])
    assert.deepEqual(timeline(one), ['(maintenance)', 'adminui', 'imgapi']);
  const from = duration(maintenance.fromSeconds);
  for (const level of ['brief', 'normal'] as const) {
    const text = render(plan, { level }).replaceAll(/\s+/g, ' ');
    assert.ok(text.includes(`can read but not change anything for typically`), text);
    assert.ok(text.includes(`from about +${from}`), text);
  }
});

test('a diff of two plans is empty where they are alike, and shows what differs', () => {
  const named = (name: string, one: Plan) => ({ name, plan: one });
  assert.equal(diffPlans(named('a', plan), named('b', plan)), '');
  const text = diffPlans(named('a', realPlan(['imgapi'])), named('b', plan));
  assert.match(text, /^\+ {4}adminui\/cutover\/start$/m);
  assert.match(text, /^--- a$/m);
});

test('durations and sizes in words', () => {
  const durations = [0, 59.4, 60, 125, 3600, 5400, 90_000].map(duration);
  assert.deepEqual(durations, ['0 s', '59 s', '1 m', '2 m 5 s', '1 h', '1 h 30 m', '1 d 1 h']);
  const sizes = [null, 0, 1023, 1024, 1_500_000, 182_657_730_440].map(size);
  assert.deepEqual(sizes, ['size unknown', '0 B', '1023 B', '1.0 KiB', '1.4 MiB', '170 GiB']);
});
