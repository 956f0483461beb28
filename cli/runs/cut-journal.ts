/**
 * Cuts the journal of a simulation to the world that was kept, and tells whether its last line is torn:
 * a kill leaves records whose effects the kept world has not seen, and both go on from the world's
 * record. Of a simulation only: a real datacenter keeps its effects, and a journal without their records
 * would be a lie.
 */
import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL } from './file-journal.ts';

/** Cuts a simulation's journal to its first records. @returns how many were cut off. */
export function cutJournal(folder: string, records: number): number {
  const path = join(folder, JOURNAL);
  const text = textOf(path);
  const ends = [...lineEnds(text)];
  if (ends.length <= records) return 0;
  truncateSync(path, records === 0 ? 0 : ends[records - 1]);
  return ends.length - records;
}

/** How many whole lines a journal has before a last one without its end; null: that is whole too. */
export function tornAfter(folder: string): number | null {
  const text = textOf(join(folder, JOURNAL));
  const ends = [...lineEnds(text)];
  return (ends.at(-1) ?? 0) === text.length ? null : ends.length;
}

function textOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    // What keeps it from being read is told when it is opened.
    return Buffer.alloc(0);
  }
}

function* lineEnds(text: Buffer): Generator<number> {
  for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) yield at + 1;
}
