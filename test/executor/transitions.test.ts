/**
 * The transition table, enumerated: every sequence of records of one step up to a length is either a
 * run's or refused, and the two are told apart here by another description, a regular expression.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advance, fold, JournalBroken } from '../../executor/fold.ts';
import type { JournalEntry, JournalRecord } from '../../schemas/journal.ts';
import type { ServerUuid, StepId } from '../../schemas/ids.ts';
import { SERVER } from './support/small-plan.ts';

const step = 'a/prepare/b' as StepId;
const digest = `sha256:${'0'.repeat(64)}`;
const header: JournalEntry = {
  record: 'header',
  format: 'hnadm-journal/1',
  plan: digest,
  datacenter: 'test',
  tool: '0',
  actions: {},
  by: 'me',
  host: 'here',
  simulated: null,
};

/** One letter a record, so that a sequence is a word. */
const stepRecords: Readonly<Record<string, JournalEntry>> = {
  i: { record: 'intent', step },
  k: { record: 'fact', step, name: 'job', value: '1' },
  d: { record: 'done', step, how: 'applied' },
  f: { record: 'failed', step, message: 'x' },
  u: { record: 'unknown', step, message: 'x' },
  I: { record: 'undo-intent', step },
  D: { record: 'undone', step },
  F: { record: 'undo-failed', step, message: 'x' },
};
/** Intents, each with facts; ended and begun again, done or not; and, once done, undone. */
const isStepWord = /^(i[ik]*[fud])*(i[ik]*(d(I[Ik]*F)*I[Ik]*[DF]?)?)?$/;

const bracketRecords: Readonly<Record<string, JournalEntry>> = {
  o: { record: 'bracket-intent', bracket: step, end: 'open' },
  c: { record: 'bracket-intent', bracket: step, end: 'close' },
  O: { record: 'bracket-opened', bracket: step },
  C: { record: 'bracket-closed', bracket: step },
};
/** Opened or not, it is closed in the end; one that was being closed may be opened again. */
const isBracketWord = /^(o+(O?c+o+)*O?c+C)*(o+(O?c+o+)*O?c*)?$/;

const lockRecords: Readonly<Record<string, JournalEntry>> = {
  l: { record: 'locked', servers: [], waived: [] },
  u: { record: 'unlocked', latch: null, left: [] },
};
/** Taken, as often as it was left by a crash, before it is given back. */
const isLockWord = /^(l+u)*l*$/;

const runRecords: Readonly<Record<string, JournalEntry>> = {
  h: header,
  r: { record: 'resumed', by: 'me', host: 'here' },
  e: { record: 'ended', end: 'waiting', message: 'x' },
  a: { record: 'abandoned', by: 'me', reason: 'x' },
  i: { record: 'intent', step },
  u: { record: 'undo-began', steps: [step] },
};
/** A header; effects only between it, or a resumption, and an end; nothing after it was abandoned. */
const isRunWord = /^(h[iru]*(er[iru]*)*(e?a|e)?)?$/;

function records(entries: readonly JournalEntry[]): readonly JournalRecord[] {
  return entries.map((entry, seq) => ({ ...entry, seq, at: '2026-11-23T00:00:00.000Z' }));
}

function isAccepted(entries: readonly JournalEntry[]): boolean {
  try {
    fold(records(entries));
    return true;
  } catch (error) {
    assert.ok(error instanceof JournalBroken, String(error));
    assert.match(error.message, /^journal record \d+: /);
    return false;
  }
}

/** Every word of exactly this length. */
function* words(alphabet: readonly string[], length: number): Generator<string> {
  if (length === 0) {
    yield '';
    return;
  }
  for (const rest of words(alphabet, length - 1)) for (const letter of alphabet) yield letter + rest;
}

function check(
  table: Readonly<Record<string, JournalEntry>>,
  longest: number,
  isWord: RegExp,
  before: readonly JournalEntry[],
): number {
  let accepted = 0;
  for (let length = 0; length <= longest; length += 1) {
    for (const word of words(Object.keys(table), length)) {
      const entries = Array.from(word, (letter) => table[letter]).filter((entry) => entry !== undefined);
      assert.equal(isAccepted([...before, ...entries]), isWord.test(word), `sequence ${word}`);
      if (isWord.test(word)) accepted += 1;
    }
  }
  return accepted;
}

describe('journal transitions', () => {
  it('take every sequence of a step that a run can write, and no other', () => {
    assert.ok(check(stepRecords, 5, isStepWord, [header]) > 50);
  });
  it('take every sequence of a bracket, and no other', () => {
    assert.ok(check(bracketRecords, 7, isBracketWord, [header]) > 50);
  });
  it('take every sequence of the lock, and no other', () => {
    assert.ok(check(lockRecords, 8, isLockWord, [header]) > 50);
  });
  it('take every sequence of a run, and no other', () => {
    assert.ok(check(runRecords, 6, isRunWord, []) > 50);
  });
  it('refuse a hole by its number', () => {
    const [first] = records([header]);
    assert.ok(first);
    assert.throws(() => fold([first, { ...first, seq: 2 }]), /record 1: expected number 1, found 2/);
  });
  it('leave the state as it was where they refuse', () => {
    const entries = records([header, { record: 'intent', step }]);
    const state = fold(entries);
    const [doubled] = records([header]);
    assert.ok(doubled);
    assert.throws(() => {
      advance(state, { ...doubled, seq: 2 });
    }, JournalBroken);
    assert.deepEqual(state, fold(entries));
  });
  it('know which headnodes have the lock, a latch, or may have kept either', () => {
    const [one, two] = ['1', '2'].map((digit) => SERVER.replaceAll('1', digit) as ServerUuid);
    assert.ok(one !== undefined && two !== undefined);
    const locked: JournalEntry = { record: 'locked', servers: [one, two], waived: [] };
    const left = [{ server: two, why: 'no route' }];
    const after = (...entries: readonly JournalEntry[]) => fold(records([header, ...entries])).locked;
    assert.deepEqual(after(locked), [one, two]);
    assert.deepEqual(after(locked, { record: 'unlocked', latch: null, left: [] }), []);
    assert.deepEqual(after(locked, { record: 'unlocked', latch: null, left }), [two]);
    assert.deepEqual(after(locked, { record: 'unlocked', latch: step, left }), [one, two]);
  });
  it('keep facts, and who opened a gate', () => {
    const gate = 'gate/commit/commit' as StepId;
    const state = fold(
      records([
        header,
        { record: 'gate-opened', step: gate, by: 'ann' },
        { record: 'intent', step: gate },
        { record: 'done', step: gate, how: 'found' },
      ]),
    );
    assert.equal(state.facts.get(gate)?.get('opened'), 'ann');
    assert.equal(state.steps.get(gate), 'done');
  });
});
