/** Files in a global zone: what is in a folder, what is in a file, and whom it lets read it (illumos ls(1)). */
import type { ServerUuid } from '../../schemas/ids.ts';
import { CallFailed } from '../call-failed.ts';
import type { CommandCaller } from '../caller.ts';
import { TransportError } from '../transport.ts';
import { act, commandFailed, look } from './command.ts';

/** Names in a folder, or null where there is no such folder. @throws {CallFailed} */
export async function listFolder(
  caller: CommandCaller,
  server: ServerUuid,
  path: string,
): Promise<readonly string[] | null> {
  const argv = ['ls', path];
  const result = await look(caller, server, argv);
  if (result.exitCode === 0) return result.stdout.split('\n').filter((name) => name !== '');
  if (result.stderr.includes('No such file or directory')) return null;
  throw commandFailed(server, argv, result);
}

/** The contents of files, one behind the other. @throws {CallFailed} where one of them can't be read. */
export async function readFiles(
  caller: CommandCaller,
  server: ServerUuid,
  paths: readonly string[],
): Promise<string> {
  const argv = ['cat', ...paths];
  const result = await look(caller, server, argv);
  if (result.exitCode !== 0) throw commandFailed(server, argv, result);
  return result.stdout;
}

/** A file's content, or null where there is none. @throws {CallFailed} where it can't be read. */
export async function readFile(
  caller: CommandCaller,
  server: ServerUuid,
  path: string,
): Promise<string | null> {
  const argv = ['cat', path];
  const result = await look(caller, server, argv);
  if (result.exitCode === 0) return result.stdout;
  if (result.stderr.includes('No such file or directory')) return null;
  throw commandFailed(server, argv, result);
}

/** A file's permissions, like 0o600; null where there is no such file. Asked of `ls`: a headnode need not have stat. */
export async function fileMode(
  caller: CommandCaller,
  server: ServerUuid,
  path: string,
): Promise<number | null> {
  const argv = ['ls', '-l', path];
  const result = await look(caller, server, argv);
  if (result.stderr.includes('No such file or directory')) return null;
  const [, letters = ''] = /^-([r-][w-][x-][r-][w-][x-][r-][w-][x-])/.exec(result.stdout) ?? [];
  if (result.exitCode !== 0 || letters === '') throw commandFailed(server, argv, result);
  return parseInt(letters.replace(/[rwx]/g, '1').replaceAll('-', '0'), 2);
}

/**
 * Writes a file as a whole: whoever reads it finds the old one or the new one.
 * @throws {CallFailed} unknown where the answer was lost.
 */
export async function writeFile(
  caller: CommandCaller,
  server: ServerUuid,
  path: string,
  content: string,
  mode: number,
): Promise<void> {
  try {
    await caller.transport.put(server, path, content, mode, { signal: caller.signal });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new CallFailed(
      `${path} on server ${server}: ${error.message}`,
      error.sent ? 'unknown' : 'transient',
    );
  }
}

/** Removes a file; none there: nothing to do. */
export async function removeFile(caller: CommandCaller, server: ServerUuid, path: string): Promise<void> {
  await act(caller, server, ['rm', '-f', path]);
}
