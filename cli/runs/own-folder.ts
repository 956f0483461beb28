/**
 * Whether a run's folder is as hnadm made it: its owner's, with files of its owner's, and nobody else's to
 * look into or write in. A journal that somebody else could write may tell of steps that never were, and
 * a link may lead what is written to another place; so a folder that is otherwise is not used.
 */
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../errors.ts';
import { reason } from '../files.ts';
import type { Io } from '../io.ts';

/**
 * User numbers whose files are trusted: one's own, and under sudo those of whoever called it, who could
 * be root without us too.
 */
export function trustedOwners({ user, env }: Pick<Io, 'user' | 'env'>): ReadonlySet<number> {
  const caller = env['SUDO_UID'] ?? '';
  const sudo = user.isRoot && /^\d+$/.test(caller) ? [Number(caller)] : [];
  return new Set([process.geteuid?.() ?? 0, ...sudo]);
}

/**
 * Makes sure that a run's folder, where there is one, may be used.
 * @param owners user numbers that it may belong to.
 * @throws {CommandError} that says what was found.
 */
export function insistOnOwn(folder: string, owners: ReadonlySet<number>): void {
  const found = look(folder, () => lstatSync(folder, { throwIfNoEntry: false }));
  if (found === undefined) return;
  refuseWhere(otherThan('folder', found, owners), folder, folder);
  for (const name of look(folder, () => readdirSync(folder))) {
    const path = join(folder, name);
    const file = look(path, () => lstatSync(path, { throwIfNoEntry: false }));
    // Another process's lock may be given back meanwhile.
    if (file !== undefined) refuseWhere(otherThan('file', file, owners), path, folder);
  }
}

/** @throws {CommandError} */
function look<T>(path: string, at: () => T): T {
  try {
    return at();
  } catch (error) {
    throw new CommandError(`${path}: can't be looked at: ${reason(error)}\nMend that and run it again.`);
  }
}

/** What was found, and what to do about it. */
interface Other {
  readonly expected: string;
  readonly found: string;
  readonly todo: (folder: string) => string;
}

/** How a folder or file is other than it should be, or null. */
function otherThan(kind: 'folder' | 'file', stats: Stats, owners: ReadonlySet<number>): Other | null {
  const isKind = kind === 'folder' ? stats.isDirectory() : stats.isFile();
  if (!isKind) {
    const found = stats.isSymbolicLink() ? 'a symbolic link' : 'something else';
    return { expected: `a ${kind}`, found, todo: () => `Put the ${kind} itself there.` };
  }
  if (!owners.has(stats.uid)) {
    const todo = (folder: string) =>
      `Go on as that user; or, when you know what is in ${folder}, make it yours with chown -R.`;
    return { expected: `a ${kind} of your own`, found: `one of user ${String(stats.uid)}`, todo };
  }
  // The owner's own bits are theirs to choose.
  if ((stats.mode & 0o077) === 0) return null;
  const todo = (folder: string) =>
    `When nobody else has put anything there, run chmod -R go= ${folder} first.`;
  return { expected: `a ${kind} for nobody else`, found: `mode ${octal(stats.mode)}`, todo };
}

/** @throws {CommandError} */
function refuseWhere(other: Other | null, path: string, folder: string): void {
  if (other === null) return;
  const { expected, found, todo } = other;
  throw new CommandError(`${path}: expected ${expected}, found ${found}\nNothing was done. ${todo(folder)}`);
}

function octal(mode: number): string {
  return `0${(mode & 0o777).toString(8)}`;
}
