/**
 * A journal in a file: one record a line, on disk before `append` returns. The write is synchronous,
 * because an effect that starts while its record is still on its way is an effect without a record.
 */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { lineOfRecord, readJournalLines } from '../../executor/journal-lines.ts';
import { JournalUnwritable, type JournalSink } from '../../executor/journal-sink.ts';
import { JournalBroken } from '../../executor/fold.ts';
import type { JournalEntry, JournalRecord } from '../../schemas/journal.ts';
import { CommandError, EXIT } from '../errors.ts';
import { reason } from '../files.ts';
import { makePrivateFolder, syncFolder, writePrivateFile } from './private-folder.ts';

export interface FileJournal extends JournalSink {
  /** Gives the file back. */
  close(): void;
}

/** Name of the journal in its run's folder. */
export const JOURNAL = 'journal.jsonl';

/**
 * Opens the journal in a run's folder, or begins it.
 * @param now milliseconds since the epoch, of the run's clock.
 * @throws {CommandError} where it can't be opened, {JournalBroken} where it is not as we wrote it.
 */
export function openFileJournal(folder: string, now: () => number): FileJournal {
  const path = join(folder, JOURNAL);
  const file = opened(path);
  const records = [...readAll(path, file)];
  return {
    records,
    append(entry: JournalEntry) {
      const record = { ...entry, seq: records.length, at: new Date(now()).toISOString() } as JournalRecord;
      try {
        writeWhole(file, lineOfRecord(record));
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
}

/**
 * The records of the journal in a run's folder, none where there is none; nothing is changed.
 * @throws {CommandError} {JournalBroken}
 */
export function readJournal(folder: string): readonly JournalRecord[] {
  const path = join(folder, JOURNAL);
  try {
    return readJournalLines(path, wholeLines(readFileSync(path)).lines);
  } catch (error) {
    if (error instanceof JournalBroken) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CommandError(`journal ${path} can't be read: ${reason(error)}\nMend that and run it again.`);
  }
}

/** Makes these the records of the journal in a run's folder. @throws {CommandError} where it can't be written. */
export function writeJournal(folder: string, records: readonly JournalRecord[]): void {
  const path = join(folder, JOURNAL);
  try {
    writePrivateFile(path, records.map(lineOfRecord).join(''));
  } catch (error) {
    throw new CommandError(
      `journal ${path} can't be written: ${reason(error)}\nMend that and run it again.`,
      EXIT.failed,
    );
  }
}

/**
 * Reads what a journal holds. A last line without its end is what a crash leaves: it was never
 * acknowledged, so that nothing follows from it, and it is cut off.
 */
function readAll(path: string, file: number): readonly JournalRecord[] {
  try {
    const bytes = readFileSync(file);
    const { lines, end } = wholeLines(bytes);
    const records = readJournalLines(path, lines);
    if (end < bytes.length) {
      ftruncateSync(file, end);
      fsyncSync(file);
    }
    return records;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The lines that have an end, and where the last of them ends. */
function wholeLines(bytes: Buffer): { readonly lines: readonly string[]; readonly end: number } {
  const end = bytes.lastIndexOf(0x0a) + 1;
  return { lines: bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1), end };
}

function opened(path: string): number {
  try {
    makePrivateFolder(dirname(path));
    const file = openSync(path, 'a+', 0o600);
    syncFolder(dirname(path));
    return file;
  } catch (error) {
    throw new CommandError(`journal ${path} can't be opened: ${reason(error)}\nMend that and run it again.`);
  }
}

/** A write may take less than it is given, on a disk that is nearly full for example. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  fdatasyncSync(file);
}
