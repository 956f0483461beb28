/**
 * The state of a run, as its journal tells it: a pure fold of the records, so that a run that is
 * resumed, one that is looked at and one that goes on see the same thing. Nothing else is state.
 */
import type { ServerUuid, StepId } from '../schemas/ids.ts';
import type { JournalRecord } from '../schemas/journal.ts';
import type { RunEnd } from './events.ts';
import {
  bracketTransitions,
  lockTransitions,
  runTransitions,
  stepTransitions,
  type BracketState,
  type LockState,
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
  readonly lock: LockState;
  /** Headnodes that have this run's lock, or its latch; where it crashed, as far as the journal knows. */
  readonly locked: readonly ServerUuid[];
  /** Facts of each step under way or done. `opened` of a gate: by whom. */
  readonly facts: ReadonlyMap<StepId, ReadonlyMap<string, string>>;
  /** Steps that are to be undone, some of which may be by now; empty: none. */
  readonly undoing: readonly StepId[];
  /** Where the last invocation was at work; null: there was none. */
  readonly lastHost: string | null;
  /** ISO 8601, of the last record; null: there is none. */
  readonly lastAt: string | null;
  /** Number of records. */
  readonly length: number;
}

/** The journal can't be what a run wrote: which record, and why. */
export class JournalBroken extends Error {
  override readonly name = 'JournalBroken';
}

/** A state that its owner moves on, record by record. */
export type MovingState = {
  -readonly [Part in Exclude<keyof RunState, 'steps' | 'brackets' | 'facts'>]: RunState[Part];
} & {
  readonly steps: Map<StepId, StepState>;
  readonly brackets: Map<StepId, BracketState>;
  readonly facts: Map<StepId, Map<string, string>>;
};

/** What one record changes. */
interface Change extends Partial<
  Pick<RunState, 'header' | 'end' | 'lock' | 'locked' | 'undoing' | 'lastHost'>
> {
  readonly step?: { readonly id: StepId; readonly to: StepState };
  readonly bracket?: { readonly id: StepId; readonly to: BracketState };
  readonly fact?: { readonly step: StepId; readonly name: string; readonly value: string };
  /** Whose facts are no longer true. */
  readonly forgotten?: StepId;
}

/** The state after all records. @throws {JournalBroken} */
export function fold(records: readonly JournalRecord[]): MovingState {
  const state: MovingState = {
    phase: 'empty',
    header: null,
    end: null,
    steps: new Map(),
    brackets: new Map(),
    lock: 'free',
    locked: [],
    facts: new Map(),
    undoing: [],
    lastHost: null,
    lastAt: null,
    length: 0,
  };
  for (const record of records) advance(state, record);
  return state;
}

/**
 * Moves the state on by one record. In place, because a state of its own for each record would copy
 * every step's a thousand times a run.
 * @throws {JournalBroken} where the tables forbid it; the state is then as it was.
 */
export function advance(state: MovingState, record: JournalRecord): void {
  const phase = phaseAfter(state, record);
  const { header, end, lock, locked, undoing, lastHost, step, bracket, fact, forgotten } = changeOf(
    state,
    record,
  );
  state.phase = phase;
  state.length += 1;
  state.lastAt = record.at;
  if (header !== undefined) state.header = header;
  if (end !== undefined) state.end = end;
  if (lock !== undefined) state.lock = lock;
  if (locked !== undefined) state.locked = locked;
  if (undoing !== undefined) state.undoing = undoing;
  if (lastHost !== undefined) state.lastHost = lastHost;
  if (step !== undefined) state.steps.set(step.id, step.to);
  if (bracket !== undefined) state.brackets.set(bracket.id, bracket.to);
  if (forgotten !== undefined) state.facts.delete(forgotten);
  if (fact !== undefined) {
    const facts = state.facts.get(fact.step) ?? new Map<string, string>();
    state.facts.set(fact.step, facts.set(fact.name, fact.value));
  }
}

/** Brackets that are not closed, as far as the journal knows. */
export function openBrackets({ brackets }: Pick<RunState, 'brackets'>): readonly StepId[] {
  return [...brackets].filter(([, state]) => state !== 'closed').map(([id]) => id);
}

/** Whether the record may come next. @throws {JournalBroken} where the tables forbid it. */
export function check(state: RunState, record: JournalRecord): void {
  phaseAfter(state, record);
  changeOf(state, record);
}

function phaseAfter(state: RunState, record: JournalRecord): RunPhase {
  if (record.seq !== state.length) {
    throw new JournalBroken(
      `journal record ${String(state.length)}: expected number ${String(state.length)}, found ${String(record.seq)}; ` +
        'a record is missing or doubled',
    );
  }
  const phase = runTransitions[state.phase][record.record];
  if (phase === undefined) throw forbidden(record, 'the run', state.phase);
  return phase;
}

function changeOf(state: RunState, record: JournalRecord): Change {
  switch (record.record) {
    case 'header':
      return { header: record, lastHost: record.host };
    case 'resumed':
      return { end: null, lastHost: record.host };
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
    case 'locked':
      return { lock: moveLock(state, record), locked: record.servers };
    case 'unlocked':
      return {
        lock: moveLock(state, record),
        locked: record.latch === null ? record.left.map(({ server }) => server) : state.locked,
      };
    case 'failed':
      // Nothing of it is left. Kept, what the facts tell of the datacenter would be believed by the next
      // try, and what a person did in between would pass for the step's own doing.
      return { ...moveStep(state, record), forgotten: record.step };
    case 'fact':
      return { ...moveStep(state, record), fact: record };
    case 'gate-opened':
      return { ...moveStep(state, record), fact: { step: record.step, name: 'opened', value: record.by } };
    default:
      return moveStep(state, record);
  }
}

type StepRecord = Exclude<
  Extract<JournalRecord, { readonly step: StepId }>,
  { readonly record: 'bracket-intent' }
>;
type BracketRecord = Extract<JournalRecord, { readonly bracket: StepId }>;

function moveStep(state: RunState, record: StepRecord): Change {
  const from = state.steps.get(record.step) ?? 'pending';
  const to = stepTransitions[from][record.record];
  if (to === undefined) throw forbidden(record, `step ${record.step}`, from);
  return { step: { id: record.step, to } };
}

function moveBracket(
  state: RunState,
  record: BracketRecord,
  input: 'open' | 'close' | 'bracket-opened' | 'bracket-closed',
): Change {
  const from = state.brackets.get(record.bracket) ?? 'closed';
  const to = bracketTransitions[from][input];
  if (to === undefined) throw forbidden(record, `bracket ${record.bracket}`, from);
  return { bracket: { id: record.bracket, to } };
}

function moveLock(
  { lock }: RunState,
  record: Extract<JournalRecord, { readonly record: 'locked' | 'unlocked' }>,
): LockState {
  const to = lockTransitions[lock][record.record];
  if (to === undefined) throw forbidden(record, 'the lock', lock);
  return to;
}

function forbidden(record: JournalRecord, what: string, state: string): JournalBroken {
  return new JournalBroken(
    `journal record ${String(record.seq)}: ${record.record} can't follow, ${what} is ${state} by then`,
  );
}
