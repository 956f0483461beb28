/** A journal in memory. Every record is held against the schema, as a file's would be on reading. */
import assert from 'node:assert/strict';
import type { JournalSink } from '../../../executor/journal-sink.ts';
import type { JournalEntry, JournalRecord } from '../../../schemas/journal.ts';
import { validateJournalRecord } from '../../../schemas/validate.ts';
import type { Clock } from '../../../triton/clock.ts';

/** A journal that begins with `records`. */
export function memoryJournal(clock: Clock, records: readonly JournalRecord[] = []): JournalSink {
  const stored = [...records];
  return {
    get records() {
      return stored;
    },
    append(entry: JournalEntry) {
      const record = {
        ...entry,
        seq: stored.length,
        at: new Date(clock.now()).toISOString(),
      } as JournalRecord;
      const checked = validateJournalRecord(record);
      assert.ok(checked.ok, checked.ok ? '' : checked.problems.join('\n'));
      stored.push(record);
      return record;
    },
  };
}
