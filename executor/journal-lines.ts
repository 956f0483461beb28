/**
 * Lines of a journal as records, from a file or from a mirror alike. Whatever is wrong means that they
 * are not as we wrote them, and is refused by the number of the line: a record that is skipped would be
 * an effect that nobody knows of.
 */
import type { JournalRecord } from '../schemas/journal.ts';
import { validateJournalRecord } from '../schemas/validate.ts';
import { JournalBroken } from './fold.ts';

/** Reads whole lines; `place` says whose they are. @throws {JournalBroken} */
export function readJournalLines(place: string, lines: readonly string[]): readonly JournalRecord[] {
  return lines.map((line, index) => recordOf(place, line, index));
}

/** A line of a journal, as it is written. */
export function lineOfRecord(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** The first record in which a journal is not the beginning of another, or null where it is. */
export function differsAt(one: readonly JournalRecord[], other: readonly JournalRecord[]): number | null {
  const at = one.findIndex((record, index) => {
    const theirs = other[index];
    return theirs === undefined || lineOfRecord(theirs) !== lineOfRecord(record);
  });
  return at < 0 ? null : at;
}

/** The lines of a journal are not what hnadm wrote. */
export function badLines(place: string, what: string): JournalBroken {
  return new JournalBroken(
    `journal ${place} ${what}\n` +
      "It is not as hnadm wrote it, and the run can't be gone on with: restore it, or take a new snapshot and plan again.",
  );
}

function recordOf(place: string, line: string, index: number): JournalRecord {
  const bad = (what: string) => badLines(place, `line ${String(index + 1)}: ${what}`);
  const checked = validateJournalRecord(parsed(line, bad));
  if (!checked.ok) throw bad(checked.problems[0] ?? 'is not a journal record');
  const { seq } = checked.value;
  if (seq === index) return checked.value;
  throw bad(`expected record ${String(index)}, found ${String(seq)}: lines are missing or doubled`);
}

function parsed(line: string, bad: (what: string) => JournalBroken): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw bad('expected JSON, found something else');
  }
}
