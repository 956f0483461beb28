/** Files in a global zone: what is in a folder, and what is in a file. They are written by the transport's `put`. */
import type { ServerUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { commandFailed, look } from './command.ts';

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
