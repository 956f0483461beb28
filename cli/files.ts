/**
 * Documents in files. A snapshot may hold hundreds of megabytes, so its bytes are read once, and its
 * digest, its text and its value are taken from that one reading. Results are written so that a
 * reader never finds half of one, and only their owner may read them.
 */
import { isUtf8 } from 'node:buffer';
import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sha256 } from '../schemas/canonical.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { validateSnapshot } from '../schemas/validate.ts';
import { parseJson } from '../plans/json-text.ts';
import { loadPlan } from '../plans/load.ts';
import { CommandError } from './errors.ts';
import type { Io } from './io.ts';

/** A snapshot and the digest of its bytes. */
export interface ReadSnapshot {
  readonly snapshot: Snapshot;
  readonly digest: string;
}

/**
 * Reads and validates a snapshot.
 * @throws {CommandError} that names the file and the first thing that is wrong with it.
 */
export function readSnapshot(path: string, io: Io): ReadSnapshot {
  const { value, digest } = parseFile(path, io);
  const format = formatOf(value);
  if (format !== 'hnadm-snapshot/1') throw new CommandError(`${path}: ${explainFormat(format)}`);
  const valid = validateSnapshot(value);
  if (!valid.ok) throw new CommandError(firstOf(path, valid.problems));
  return { snapshot: valid.value, digest };
}

/**
 * Reads a plan and checks its shape and its digest.
 * @throws {CommandError} that names the file and the first thing that is wrong with it.
 */
export function readPlan(path: string, io: Io): Plan {
  const loaded = loadPlan(textOf(path, readBytes(path, io)));
  if (!loaded.ok) throw new CommandError(firstOf(path, loaded.problems));
  return loaded.value;
}

/**
 * Writes a result whole or not at all, mode 0600.
 * @throws {CommandError} that names the file, where it can't be written.
 */
export async function writeResult(path: string, text: string, io: Io): Promise<void> {
  const target = resolve(io.cwd, path);
  try {
    if (isSpecial(target)) {
      // A rename would put a plain file where /dev/stdout or a pipe was.
      writeFileSync(target, text);
      return;
    }
    const { default: writeFileAtomic } = await import('write-file-atomic');
    await writeFileAtomic(target, text, { mode: 0o600 });
  } catch (error) {
    throw new CommandError(`${path}: can't be written: ${reason(error)}`);
  }
}

/**
 * Makes sure, before anything is done, that a result can be written where it is to go.
 * @throws {CommandError} where the target is one of the inputs, or its folder can't be written in.
 */
export function checkTarget(path: string, inputs: readonly string[], io: Io): void {
  const target = resolve(io.cwd, path);
  const found = statSync(target, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new CommandError(`${path}: can't be written: it is a directory`);
  for (const input of inputs) {
    const other = statSync(resolve(io.cwd, input), { throwIfNoEntry: false });
    if (found && other && found.ino === other.ino && found.dev === other.dev) {
      throw new CommandError(`${path}: is the file ${input} itself, which is still needed: name another`);
    }
  }
  if (found && !found.isFile()) return;
  try {
    accessSync(dirname(target), constants.W_OK);
  } catch (error) {
    throw new CommandError(`${path}: can't be written: ${reason(error)}`);
  }
}

/** Bytes and text are let go as soon as they are done with: each is as large as the file. */
function parseFile(path: string, io: Io): { readonly value: unknown; readonly digest: string } {
  const { text, digest } = readText(path, io);
  const parsed = parseJson(text);
  if (!parsed.ok) throw new CommandError(`${path}: ${parsed.problem}`);
  return { value: parsed.value, digest };
}

function readText(path: string, io: Io): { readonly text: string; readonly digest: string } {
  const bytes = readBytes(path, io);
  return { text: textOf(path, bytes), digest: sha256(bytes) };
}

function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function readBytes(path: string, io: Io): Buffer {
  try {
    return readFileSync(resolve(io.cwd, path));
  } catch (error) {
    throw new CommandError(`${path}: can't be read: ${reason(error)}`);
  }
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

function textOf(path: string, bytes: Buffer): string {
  if (bytes.subarray(0, 3).equals(BOM))
    throw new CommandError(`${path}: begins with a byte order mark, which JSON has not: save it without`);
  if (!isUtf8(bytes)) throw new CommandError(`${path}: is not a text in UTF-8, JSON was expected`);
  try {
    return bytes.toString('utf8');
  } catch (error) {
    throw new CommandError(`${path}: can't be read: ${reason(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is no directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  EFBIG: 'the file would become larger than it may be',
  EIO: 'the disk failed',
  ENAMETOOLONG: 'its name is too long',
  ERR_STRING_TOO_LONG: 'it is larger than 512 MB',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GB',
};

/** Why the file system refused, in words. */
export function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code || 'for an unknown reason');
}

function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
}

function explainFormat(format: unknown): string {
  const expected = 'expected a snapshot (format "hnadm-snapshot/1")';
  if (typeof format !== 'string') return `${expected}, found no field "format" that says so`;
  return `${expected}, found format ${JSON.stringify(format.slice(0, 40))}`;
}

function firstOf(path: string, [first = 'is not as expected', ...more]: readonly string[]): string {
  return `${path}: ${first}${more.length > 0 ? ` (and ${String(more.length)} more problems)` : ''}`;
}
