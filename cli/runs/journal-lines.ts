/**
 * A journal's text as records. A last line without its end is what a crash leaves: it was never
 * acknowledged, so that nothing follows from it, and it is cut off. Anything else that is wrong means
 * that the file is not as we wrote it, and is refused by the number of its line.
 */
import type { JournalRecord } from '../../schemas/journal.ts';
import { validateJournalRecord } from '../../schemas/validate.ts';
import { CommandError } from '../errors.ts';

export interface JournalText {
  readonly records: readonly JournalRecord[];
  /** Bytes up to the end of the last whole line. */
  readonly wholeBytes: number;
}

/** Reads the text of the journal at `path`. @throws {CommandError} */
export function readJournalText(path: string, text: Buffer): JournalText {
  const wholeBytes = text.lastIndexOf(0x0a) + 1;
  const lines = text.subarray(0, wholeBytes).toString('utf8').split('\n').slice(0, -1);
  return { records: lines.map((line, index) => recordOf(path, line, index)), wholeBytes };
}

function recordOf(path: string, line: string, index: number): JournalRecord {
  const checked = validateJournalRecord(parsed(path, line, index));
  if (!checked.ok) throw bad(path, index, checked.problems[0] ?? 'is not a journal record');
  const { seq } = checked.value;
  if (seq === index) return checked.value;
  throw bad(
    path,
    index,
    `expected record ${String(index)}, found ${String(seq)}: lines are missing or doubled`,
  );
}

function parsed(path: string, line: string, index: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw bad(path, index, 'expected JSON, found something else');
  }
}

function bad(path: string, index: number, what: string): CommandError {
  return new CommandError(
    `journal ${path} line ${String(index + 1)}: ${what}\n` +
      "It is not as hnadm wrote it, and the run can't be gone on with: restore the file, or take a new snapshot and plan again.",
  );
}
