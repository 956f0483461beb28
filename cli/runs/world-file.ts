/**
 * The simulated world of a run, kept beside its journal, so that the next call goes on in it. The file
 * tells how many records the journal had by then: world and journal are one thing, and where a kill
 * left the world behind, the journal is cut to it.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../errors.ts';
import { reason } from '../files.ts';
import { makePrivateFolder } from './private-folder.ts';

/** Name of the world's file in a run's folder. */
export const WORLD = 'world.json';

export interface KeptWorld {
  /** Records that the journal had when the world was kept. */
  readonly records: number;
  readonly state: object;
}

/**
 * Keeps a world; whoever reads sees the old file or the new one, never half of it. It is not synced:
 * nothing but a rehearsal is lost with it, and it is kept many times in a run.
 * @throws {Error} of the file system.
 */
export function keepWorld(folder: string, { records, state }: KeptWorld): void {
  makePrivateFolder(folder);
  const path = join(folder, WORLD);
  // One name for what is not whole yet: a kill leaves one such file, and the next keeping takes its place.
  writeFileSync(`${path}.new`, `${JSON.stringify({ records, state })}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** The world that was kept, or null where none was. @throws {CommandError} where it is none of ours. */
export function keptWorld(folder: string): KeptWorld | null {
  const path = join(folder, WORLD);
  const text = read(path);
  return text === null ? null : parse(path, text);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CommandError(
      `simulated world ${path} can't be read: ${reason(error)}\nMend that and run it again.`,
    );
  }
}

function parse(path: string, text: string): KeptWorld {
  try {
    const value: unknown = JSON.parse(text);
    if (isKept(value)) return value;
  } catch {
    // Told below like any other file that isn't ours.
  }
  throw new CommandError(
    `simulated world ${path}: expected a world kept by hnadm, found something else\n` +
      'Put the file back as it was; or move its folder away, to begin anew.',
  );
}

function isKept(value: unknown): value is KeptWorld {
  if (typeof value !== 'object' || value === null) return false;
  const { records, state } = value as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(records) && typeof state === 'object' && state !== null;
}
