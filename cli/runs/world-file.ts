/**
 * The simulated world of a run, kept beside its journal, so that the next call goes on in it. The
 * file tells how many records the journal had by then: a world that is older than its journal would
 * contradict it, and is refused.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { CommandError } from '../errors.ts';
import { makePrivateFolder } from './private-folder.ts';

/** Name of the world's file in a run's folder. */
const WORLD = 'world.json';

/** Keeps a world; whoever reads sees the old file or the new one, never half of it. */
export function keepWorld(folder: string, state: object, records: number): void {
  makePrivateFolder(folder);
  writeFileAtomic.sync(join(folder, WORLD), `${JSON.stringify({ records, state })}\n`, { mode: 0o600 });
}

/**
 * The world that was kept, or null where none was and the journal is empty.
 * @param records number of records in the journal.
 * @throws {CommandError} where the world is not the journal's.
 */
export function keptWorld(folder: string, records: number): unknown {
  const path = join(folder, WORLD);
  const text = read(path);
  if (text === null && records === 0) return null;
  const kept = text === null ? null : parse(path, text);
  if (kept?.records === records) return kept.state;
  const found = kept === null ? 'none' : `one at record ${String(kept.records)}`;
  throw new CommandError(
    `simulated world ${path}: expected one at record ${String(records)} of its journal, found ${found}\n` +
      `The simulation ended in the middle. Remove ${folder} to rehearse from the start.`,
  );
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CommandError(`simulated world ${path} can't be read: ${(error as Error).message}`);
  }
}

function parse(path: string, text: string): { readonly records: unknown; readonly state: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'records' in value && 'state' in value) {
      if (typeof value.state === 'object' && value.state !== null) return value;
    }
  } catch {
    // Told below like any other file that isn't ours.
  }
  throw new CommandError(`simulated world ${path}: expected a world kept by hnadm, found something else`);
}
