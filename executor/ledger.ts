/**
 * The journal and the state it folds to, kept together: a record that the tables forbid is refused
 * before it is written, so that a bug of ours can't make a journal that nobody can resume from.
 */
import type { JournalEntry, JournalRecord } from '../schemas/journal.ts';
import { advance, check, fold, type RunState } from './fold.ts';
import type { Mirror } from './journal-mirror.ts';
import { JournalUnwritable, type JournalSink } from './journal-sink.ts';

export interface Ledger {
  /** The state of the run right now: it moves on with each record. */
  readonly state: RunState;
  /** Stores a record and moves the state on. @throws {JournalBroken} {JournalUnwritable} */
  append(entry: JournalEntry): void;
  /**
   * Resolves when every record so far counts as journalled, so that an effect may follow.
   * @throws {JournalUnwritable} where one could not be stored, whoever's it was: an effect now would be
   * one that nobody can go on from.
   */
  settled(): Promise<void>;
}

/** Folds what the journal holds. @throws {JournalBroken} */
export function openLedger(journal: JournalSink, mirror: Mirror): Ledger {
  const state = fold(journal.records);
  let lost: JournalUnwritable | null = null;

  function store(entry: JournalEntry): JournalRecord {
    if (lost !== null) throw lost;
    try {
      return journal.append(entry);
    } catch (error) {
      if (error instanceof JournalUnwritable) lost = error;
      throw error;
    }
  }

  return {
    state,
    append(entry) {
      // The sink numbers and dates it; neither matters to the tables but the number, which must fit.
      check(state, { ...entry, seq: state.length, at: '' });
      advance(state, store(entry));
      mirror.noted();
    },
    async settled() {
      await mirror.settled();
      // Asked last: while the mirror was waited for, others may have recorded.
      if (lost !== null) throw lost;
    },
  };
}
