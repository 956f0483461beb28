/**
 * Where a run's records go. Appending is synchronous on purpose: a record that is on its way is not
 * a record, and no effect may start between the two.
 */
import type { JournalEntry, JournalRecord } from '../schemas/journal.ts';

export interface JournalSink {
  /** What the journal holds already, in order. */
  readonly records: readonly JournalRecord[];
  /**
   * Numbers, dates and stores one record; when it returns, the record survives a crash.
   * @throws {JournalUnwritable} when it can't be stored: half of it may be, so that neither an effect
   * nor another record may follow.
   */
  append(entry: JournalEntry): JournalRecord;
}

/** A record could not be stored: the message says where, why, and what to do. */
export class JournalUnwritable extends Error {
  override readonly name = 'JournalUnwritable';
}
