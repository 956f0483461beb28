/**
 * The journal as its copy on another headnode has it: what somebody goes on from who takes over on
 * another machine. Read here by a reader of its own, straight from the files of a saved world.
 */
import type { JournalRecord } from '../../schemas/journal.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { isMirrored } from './forks.ts';

/** The records of the copy, in order; none where there is no copy. */
export function mirroredRecords({ maps }: DatacenterState): readonly JournalRecord[] {
  const lines = maps.files
    .filter(([name]) => isMirrored(name) && name.endsWith('.jsonl'))
    .flatMap(([, { content }]) => content.split('\n').filter((line) => line !== ''));
  const records = lines.map((line) => JSON.parse(line) as JournalRecord);
  return [...new Map(records.map((record) => [record.seq, record])).values()].toSorted(
    (a, b) => a.seq - b.seq,
  );
}
