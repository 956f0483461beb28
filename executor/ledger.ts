/**
 * The journal and the state it folds to, kept together: a record that the tables forbid is refused
 * before it is written, so that a bug of ours can't make a journal that nobody can resume from.
 */
import type { JournalEntry } from '../schemas/journal.ts';
import { advance, check, fold, type RunState } from './fold.ts';
import type { JournalSink } from './journal-sink.ts';

export interface Ledger {
  /** The state of the run right now: it moves on with each record. */
  readonly state: RunState;
  /** Stores a record and moves the state on. @throws {JournalBroken} {Error} where it can't be stored. */
  append(entry: JournalEntry): void;
}

/** Folds what the journal holds. @throws {JournalBroken} */
export function openLedger(journal: JournalSink): Ledger {
  const state = fold(journal.records);
  return {
    state,
    append(entry) {
      // The sink numbers and dates it; neither matters to the tables but the number, which must fit.
      check(state, { ...entry, seq: state.length, at: '' });
      advance(state, journal.append(entry));
    },
  };
}
