/**
 * A journal in a file: one record a line, on disk before `append` returns. The write is synchronous,
 * because an effect that starts while its record is still on its way is an effect without a record.
 */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { JournalUnwritable, type JournalSink } from '../../executor/journal-sink.ts';
import type { JournalEntry, JournalRecord } from '../../schemas/journal.ts';
import { CommandError } from '../errors.ts';
import { reason } from '../files.ts';
import { readJournalText } from './journal-lines.ts';
import { makePrivateFolder, syncFolder } from './private-folder.ts';

export interface FileJournal extends JournalSink {
  /** Gives the file back. */
  close(): void;
}

/** Name of the journal in its run's folder. */
export const JOURNAL = 'journal.jsonl';

/**
 * Opens the journal in a run's folder, or begins it.
 * @param now milliseconds since the epoch, of the run's clock.
 * @throws {CommandError} where it can't be read or is not as we wrote it.
 */
export function openFileJournal(folder: string, now: () => number): FileJournal {
  const path = join(folder, JOURNAL);
  const file = opened(path);
  const { records: found } = readAll(path, file);
  const records = [...found];
  return {
    records,
    append(entry: JournalEntry) {
      const record = { ...entry, seq: records.length, at: new Date(now()).toISOString() } as JournalRecord;
      try {
        writeWhole(file, `${JSON.stringify(record)}\n`);
      } catch (error) {
        throw new JournalUnwritable(
          `journal ${path} can't be written: ${reason(error)}: mend that and run it again`,
        );
      }
      records.push(record);
      return record;
    },
    close() {
      closeSync(file);
    },
  };

  function readAll(at: string, handle: number) {
    try {
      const text = readJournalText(at, readFileSync(handle));
      if (text.wholeBytes < fstatSync(handle).size) {
        ftruncateSync(handle, text.wholeBytes);
        fsyncSync(handle);
      }
      return text;
    } catch (error) {
      closeSync(handle);
      throw error;
    }
  }
}

function opened(path: string): number {
  try {
    makePrivateFolder(dirname(path));
    const file = openSync(path, 'a+', 0o600);
    syncFolder(dirname(path));
    return file;
  } catch (error) {
    throw new CommandError(`journal ${path} can't be opened: ${reason(error)}`);
  }
}

/** A write may take less than it is given, on a disk that is nearly full for example. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  fdatasyncSync(file);
}
