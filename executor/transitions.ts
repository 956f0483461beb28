/**
 * What may follow what in a journal. The run, each step and each bracket is a small machine whose
 * inputs are the records; a record that its machine has no transition for was not written by us, or
 * something before it is missing, and then nothing in the journal can be relied on.
 */
import type { RecordKind } from '../schemas/journal.ts';

/** The run: nothing yet, going on, ended for now, over for good. */
export type RunPhase = 'empty' | 'active' | 'ended' | 'abandoned';

/**
 * A step. begun: carried out right now, or when the run was interrupted; failed: nothing of it is
 * left; unknown: nobody can say; stuck: its undo failed.
 */
export type StepState = 'pending' | 'begun' | 'done' | 'failed' | 'unknown' | 'undoing' | 'undone' | 'stuck';

/** Whether nobody knows what became of the step: it is under way, or was when the run broke off. */
export function isUndecided(state: StepState | undefined): boolean {
  return state === 'begun' || state === 'unknown';
}

/** Whether the step was done and is not taken back yet: something of it is there to be undone. */
export function standsDone(state: StepState | undefined): boolean {
  return state === 'done' || state === 'undoing' || state === 'stuck';
}

/** Whether anything of the step may be there. */
export function mayHaveEffect(state: StepState | undefined): boolean {
  return isUndecided(state) || standsDone(state);
}

/** The lock. */
export type LockState = 'free' | 'held';

/** A bracket. */
export type BracketState = 'closed' | 'opening' | 'open' | 'closing';

type Table<State extends string, Input extends string> = {
  readonly [From in State]: { readonly [On in Input]?: State };
};

/** Records that concern the run as a whole. */
export const runTransitions: Table<RunPhase, RecordKind> = {
  empty: { header: 'active' },
  active: {
    // A run that crashed wrote no `ended`.
    resumed: 'active',
    ended: 'ended',
    abandoned: 'abandoned',
    intent: 'active',
    fact: 'active',
    done: 'active',
    failed: 'active',
    unknown: 'active',
    'undo-began': 'active',
    'undo-intent': 'active',
    undone: 'active',
    'undo-failed': 'active',
    'gate-opened': 'active',
    'bracket-intent': 'active',
    'bracket-opened': 'active',
    'bracket-closed': 'active',
    locked: 'active',
    unlocked: 'active',
  },
  ended: { resumed: 'active', abandoned: 'abandoned' },
  abandoned: {},
};

/** Records of one step. An undone step is not carried out again: its candidates are burnt. */
export const stepTransitions: Table<
  StepState,
  'intent' | 'fact' | 'done' | 'failed' | 'unknown' | 'undo-intent' | 'undone' | 'undo-failed' | 'gate-opened'
> = {
  pending: { intent: 'begun', 'gate-opened': 'pending' },
  begun: { intent: 'begun', fact: 'begun', done: 'done', failed: 'failed', unknown: 'unknown' },
  failed: { intent: 'begun' },
  unknown: { intent: 'begun' },
  // Begun again: a later look found that it is no longer done.
  done: { intent: 'begun', 'undo-intent': 'undoing' },
  undoing: { 'undo-intent': 'undoing', fact: 'undoing', undone: 'undone', 'undo-failed': 'stuck' },
  undone: {},
  stuck: { 'undo-intent': 'undoing' },
};

/** Records of one bracket; an intent is told apart by the end it is for. */
export const bracketTransitions: Table<BracketState, 'open' | 'close' | 'bracket-opened' | 'bracket-closed'> =
  {
    closed: { open: 'opening' },
    opening: { open: 'opening', 'bracket-opened': 'open', close: 'closing' },
    open: { close: 'closing' },
    // Opened again: what it is around goes on, and a close that could not be carried out waits for that.
    closing: { close: 'closing', 'bracket-closed': 'closed', open: 'opening' },
  };

/** Records of the lock: a run that crashed left it held, and takes it again. */
export const lockTransitions: Table<LockState, 'locked' | 'unlocked'> = {
  free: { locked: 'held' },
  held: { locked: 'held', unlocked: 'free' },
};
