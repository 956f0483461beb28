/**
 * The lock on a headnode: a symbolic link whose target is not a file but the name of who holds it.
 * Making a link is exclusive and brings its content along in one step. The tempting alternatives don't:
 * a folder has no content, and a file that is made and then written is nobody's for a moment, which is
 * for ever when its writer dies in it.
 */
import type { ServerUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { act } from './command.ts';
import { makeLink, readLink, removeLink } from './links.ts';

/** Where hnadm keeps what must outlive a reboot of a headnode: /var is a dataset of its own there. */
export const LOCK_FOLDER = '/var/hnadm';
/** The link. */
export const LOCK = `${LOCK_FOLDER}/lock`;

/** Makes the lock's folder, for root alone; there already: nothing to do. */
export async function makeLockFolder(caller: CommandCaller, server: ServerUuid): Promise<void> {
  await act(caller, server, ['mkdir', '-p', '-m', '0700', LOCK_FOLDER]);
}

/** Puts the lock where none is. @throws {CallFailed} permanent where there is one. */
export async function placeLock(caller: CommandCaller, server: ServerUuid, holder: string): Promise<void> {
  await makeLink(caller, server, LOCK, holder);
}

/** Who holds the lock, or null where there is none; `''` where the path is something else than a link. */
export function readLock(caller: CommandCaller, server: ServerUuid): Promise<string | null> {
  return readLink(caller, server, LOCK);
}

/** Replaces the lock, whoever holds it: only for those who know that. */
export async function replaceLock(caller: CommandCaller, server: ServerUuid, holder: string): Promise<void> {
  await act(caller, server, ['ln', '-sf', holder, LOCK]);
}

/** Removes the lock, whoever holds it: only for those who know that. None there: nothing to do. */
export async function removeLock(caller: CommandCaller, server: ServerUuid): Promise<void> {
  await removeLink(caller, server, LOCK);
}
