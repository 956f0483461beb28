/**
 * The state of a run, as its journal tells it: a pure fold of the records, so that a run that is
 * resumed, one that is looked at and one that goes on see the same thing. Nothing else is state.
 */
import type { StepId } from '../schemas/ids.ts';
import type { JournalRecord } from '../schemas/journal.ts';
import type { RunEnd } from './events.ts';
import {
  bracketTransitions,
  runTransitions,
  stepTransitions,
  type BracketState,
  type RunPhase,
  type StepState,
} from './transitions.ts';

export interface RunState {
  readonly phase: RunPhase;
  readonly header: Extract<JournalRecord, { readonly record: 'header' }> | null;
  /** How the last invocation ended; null while it goes on, or where it crashed. */
  readonly end: RunEnd | null;
  readonly steps: ReadonlyMap<StepId, StepState>;
  readonly brackets: ReadonlyMap<StepId, BracketState>;
  /** Facts of each step under way or done. `opened` of a gate: by whom. */
  readonly facts: ReadonlyMap<StepId, ReadonlyMap<string, string>>;
  /** Steps that are to be undone, some of which may be by now; empty: none. */
  readonly undoing: readonly StepId[];
  /** Number of records. */
  readonly length: number;
}

/** The journal can't be what a run wrote: which record, and why. */
export class JournalBroken extends Error {
  override readonly name = 'JournalBroken';
}

/** The state before the first record. */
export const nothing: RunState = {
  phase: 'empty',
  header: null,
  end: null,
  steps: new Map(),
  brackets: new Map(),
  facts: new Map(),
  undoing: [],
  length: 0,
};

/** The state after all records. @throws {JournalBroken} */
export function fold(records: readonly JournalRecord[]): RunState {
  return records.reduce(advance, nothing);
}

/** The state after one more record. @throws {JournalBroken} where the tables forbid it. */
export function advance(state: RunState, record: JournalRecord): RunState {
  if (record.seq !== state.length) {
    throw new JournalBroken(
      `journal record ${String(state.length)}: expected number ${String(state.length)}, found ${String(record.seq)}; ` +
        'a record is missing or doubled',
    );
  }
  const phase = runTransitions[state.phase][record.record];
  if (phase === undefined) throw forbidden(record, 'the run', state.phase);
  return { ...state, phase, length: state.length + 1, ...effect(state, record) };
}

function effect(state: RunState, record: JournalRecord): Partial<RunState> {
  switch (record.record) {
    case 'header':
      return { header: record };
    case 'resumed':
      return { end: null };
    case 'ended':
      return { end: record.end };
    case 'abandoned':
      return {};
    case 'undo-began':
      return { undoing: record.steps };
    case 'bracket-intent':
      return moveBracket(state, record, record.end);
    case 'bracket-opened':
    case 'bracket-closed':
      return moveBracket(state, record, record.record);
    case 'fact':
      return { ...moveStep(state, record), ...learn(state, record.step, record.name, record.value) };
    case 'gate-opened':
      return { ...moveStep(state, record), ...learn(state, record.step, 'opened', record.by) };
    default:
      return moveStep(state, record);
  }
}

type StepRecord = Exclude<
  Extract<JournalRecord, { readonly step: StepId }>,
  { readonly record: 'bracket-intent' }
>;
type BracketRecord = Extract<JournalRecord, { readonly bracket: StepId }>;

function moveStep(state: RunState, record: StepRecord): Partial<RunState> {
  const from = state.steps.get(record.step) ?? 'pending';
  const to = stepTransitions[from][record.record];
  if (to === undefined) throw forbidden(record, `step ${record.step}`, from);
  return { steps: new Map(state.steps).set(record.step, to) };
}

function moveBracket(
  state: RunState,
  record: BracketRecord,
  input: 'open' | 'close' | 'bracket-opened' | 'bracket-closed',
): Partial<RunState> {
  const from = state.brackets.get(record.bracket) ?? 'closed';
  const to = bracketTransitions[from][input];
  if (to === undefined) throw forbidden(record, `bracket ${record.bracket}`, from);
  return { brackets: new Map(state.brackets).set(record.bracket, to) };
}

function learn(state: RunState, step: StepId, name: string, value: string): Partial<RunState> {
  const facts = new Map(state.facts.get(step)).set(name, value);
  return { facts: new Map(state.facts).set(step, facts) };
}

function forbidden(record: JournalRecord, what: string, state: string): JournalBroken {
  return new JournalBroken(
    `journal record ${String(record.seq)}: ${record.record} can't follow, ${what} is ${state} by then`,
  );
}
