/**
 * The readers of a run. One run told as a story, with all that can happen in it, as its log would
 * show it; and the picture that a terminal shows halfway.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numbered } from '../../cli/progress/numbered.ts';
import { picture } from '../../cli/progress/picture.ts';
import { humanReader, jsonReader } from '../../cli/progress/reader.ts';
import { emptyView, reduce, share } from '../../cli/progress/view-model.ts';
import type { RunEvent, RunNews } from '../../executor/events.ts';
import { plain } from '../../plans/render/style.ts';
import type { StepId, UnitId } from '../../schemas/ids.ts';

const START = Date.parse('2026-11-23T02:00:00.000Z');
const id = (text: string) => text as StepId;
const copy = id('imgapi/prepare/first-copy');
const stop = id('imgapi/cutover/stop-old');
const gate = id('gate/commit/delete-replaced-zones');
const hold = id('imgapi/cutover/hold');

function listed(step: StepId, estimateSeconds: number, title: string) {
  const [unit = '', phase = ''] = step.split('/');
  const standing = 'waiting' as const;
  return { id: step, unit: unit as UnitId, phase: phase as 'prepare', title, standing, estimateSeconds };
}

/** Seconds after the start, and what happens then. */
const story: readonly (readonly [number, RunNews])[] = [
  [
    0,
    {
      kind: 'run-started',
      plan: 'sha256:0',
      datacenter: 'us-test-1',
      resumed: false,
      steps: [
        listed(copy, 1800, 'Copy zones/b/data to headnode1 while imgapi0 runs'),
        listed(stop, 10, 'Stop imgapi0'),
        listed(gate, 0, 'Wait for a person'),
      ],
    },
  ],
  [1, { kind: 'step-started', step: copy, undo: false }],
  [300, { kind: 'step-progress', step: copy, bytes: 30 * 2 ** 30, totalBytes: 170 * 2 ** 30 }],
  [400, { kind: 'step-retry', step: copy, attempt: 1, message: 'connection reset' }],
  [900, { kind: 'step-progress', step: copy, bytes: 90 * 2 ** 30, note: 'sending' }],
  [1700, { kind: 'step-ended', step: copy, undo: false, outcome: 'applied', seconds: 1699 }],
  [1701, { kind: 'bracket', bracket: hold, end: 'opened' }],
  [1702, { kind: 'step-started', step: stop, undo: false }],
  [1703, { kind: 'step-ended', step: stop, undo: false, outcome: 'found', seconds: 1 }],
  [1704, { kind: 'bracket', bracket: hold, end: 'closed' }],
  [1705, { kind: 'gate-waiting', step: gate, question: 'Delete the replaced zone?' }],
  [1706, { kind: 'run-ended', end: 'waiting', message: '2 steps of 3 done' }],
];

function events(until = Infinity): readonly RunEvent[] {
  const told: RunEvent[] = [];
  let now = START;
  const tell = numbered(
    () => now,
    (event) => told.push(event),
  );
  for (const [second, news] of story.filter(([at]) => at <= until)) {
    now = START + second * 1000;
    tell(news);
  }
  return told;
}

function output(isTTY = false) {
  const written: string[] = [];
  return { written, write: (text: string) => void written.push(text), isTTY, columns: 80 };
}

describe('plain lines', () => {
  it('tell the story', () => {
    const out = output();
    const reader = humanReader({ output: out, style: plain, now: () => START, wall: () => 0 });
    for (const event of events()) reader.event(event);
    reader.close();
    assert.equal(
      out.written.join(''),
      `02:00:00 run on us-test-1 begins, 3 steps
02:00:01 start  imgapi/prepare/first-copy
02:06:40 retry  imgapi/prepare/first-copy: connection reset
02:28:20 done   imgapi/prepare/first-copy after 28 m 19 s
02:28:21 opened imgapi/cutover/hold
02:28:22 start  imgapi/cutover/stop-old
02:28:23 done   imgapi/cutover/stop-old: nothing was left to do
02:28:24 closed imgapi/cutover/hold
02:28:25 gate   gate/commit/delete-replaced-zones: Delete the replaced zone?
02:28:26 run ended: waiting: 2 steps of 3 done
`,
    );
  });
});

describe('JSON lines', () => {
  it('are the events, numbered without gaps', () => {
    const out = output();
    const reader = jsonReader(out.write);
    for (const event of events()) reader.event(event);
    const read = out.written.map((line) => JSON.parse(line) as RunEvent);
    assert.deepEqual(read, events());
    assert.deepEqual(
      read.map(({ seq }) => seq),
      story.map((_, index) => index),
    );
  });
});

describe('the picture', () => {
  const shown = (until: number) => {
    const view = events(until).reduce(reduce, emptyView);
    return picture(view, START + until * 1000, 80, plain).join('\n');
  };

  it('shows the whole and what runs, with its time and its bytes', () => {
    assert.equal(
      shown(901),
      `[####################....................]  49 % 0/3 steps
  Copy zones/b/data to headnode1 while imgapi0 runs  15 m of about 30 m
    90 GiB of 170 GiB, sending`,
    );
  });

  it('shows why a step is tried again', () => {
    assert.match(shown(401), /30 GiB of 170 GiB, attempt 1 failed: connection reset$/);
  });

  it('is never wider than the terminal', () => {
    for (const columns of [30, 40, 60, 80]) {
      const view = events(901).reduce(reduce, emptyView);
      for (const line of picture(view, START, columns, plain)) assert.ok(line.length <= columns, line);
    }
  });

  it('knows when everything is done, and that late steps are not', () => {
    const view = events(901).reduce(reduce, emptyView);
    assert.ok(share(view, START + 1e9) < 1);
    assert.equal(share(emptyView, START), 1);
  });

  it('is drawn at most ten times a second, and leaves the terminal in order', () => {
    const out = output(true);
    let wall = 0;
    const reader = humanReader({ output: out, style: plain, now: () => START, wall: () => wall });
    const [first] = events(1).slice(1);
    assert.ok(first);
    for (let n = 0; n < 1000; n += 1) {
      wall += 1;
      reader.event({ kind: 'step-progress', step: copy, bytes: n, seq: n, at: first.at });
    }
    assert.ok(out.written.length < 40, String(out.written.length));
    reader.close();
    assert.ok(out.written.join('').endsWith('\u001B[?25h') || !out.written.join('').includes('\u001B[?25l'));
  });

  it('ignores what a later version tells', () => {
    const event = { kind: 'weather', seq: 0, at: new Date(START).toISOString() } as unknown as RunEvent;
    assert.equal(reduce(emptyView, event), emptyView);
  });
});
