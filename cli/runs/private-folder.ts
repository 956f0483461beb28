/** Folders and files that survive a crash, and that nobody else may look into: journals name everything. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder and those above it, mode 0700, and makes sure that their names are on disk. */
export function makePrivateFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let folder = path; ; folder = dirname(folder)) {
    syncFolder(dirname(folder));
    if (folder === first || folder === dirname(folder)) break;
  }
}

/**
 * Writes a file whole or not at all, mode 0600, in a folder that it makes; it is on disk afterwards.
 * write-file-atomic writes once and takes what was written for all of it: on a disk that is nearly full
 * it would put a part of a file in the whole one's place.
 * @throws {Error} of the file system.
 */
export function writePrivateFile(path: string, text: string): void {
  makePrivateFolder(dirname(path));
  const handle = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

/** Puts on disk what names a folder has. */
export function syncFolder(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
