/** A journal in memory, dated by virtual time: a rehearsal has nothing to survive. */
import type { JournalSink } from '../../executor/journal-sink.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Clock } from '../../triton/clock.ts';

/** Makes an empty journal. */
export function memoryJournal(clock: Clock): JournalSink {
  const records: JournalRecord[] = [];
  return {
    records,
    append: (entry) => {
      const at = new Date(clock.now()).toISOString();
      const record = { ...entry, seq: records.length, at } as JournalRecord;
      records.push(record);
      return record;
    },
  };
}
