/**
 * The journal and the state it folds to, kept together: a record that the tables forbid is refused
 * before it is written, so that a bug of ours can't make a journal that nobody can resume from.
 */
import type { JournalEntry, JournalRecord } from '../schemas/journal.ts';
import { advance, fold, type RunState } from './fold.ts';
import type { JournalSink } from './journal-sink.ts';

export interface Ledger {
  /** The state of the run right now. */
  readonly state: RunState;
  /** Stores a record and moves the state on. @throws {JournalBroken} {Error} where it can't be stored. */
  append(entry: JournalEntry): void;
}

/** Folds what the journal holds. @throws {JournalBroken} */
export function openLedger(journal: JournalSink): Ledger {
  let state = fold(journal.records);
  return {
    get state() {
      return state;
    },
    append(entry) {
      // The sink numbers and dates it; neither matters to the tables but the number, which must fit.
      const trial = { ...entry, seq: state.length, at: '' } as JournalRecord;
      advance(state, trial);
      state = advance(state, journal.append(entry));
    },
  };
}
