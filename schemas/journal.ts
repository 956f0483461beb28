/** The journal's types, as values that are never changed. */
import type * as generated from './generated/journal.ts';
import type { DeepReadonly } from './readonly.ts';

/** One line of a journal: see journal.schema.json for each record. */
export type JournalRecord = DeepReadonly<generated.JournalRecord>;
/** Kind of a record. */
export type RecordKind = JournalRecord['record'];
/** A record before the journal has numbered and dated it. */
export type JournalEntry = JournalRecord extends infer One
  ? One extends JournalRecord
    ? Omit<One, 'seq' | 'at'>
    : never
  : never;
