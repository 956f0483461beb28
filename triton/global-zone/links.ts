/** Symbolic links in a global zone (illumos ln(1), ls(1)). */
import type { ServerUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { act, commandFailed, look } from './command.ts';

/** Exit code of `ls` where there is no such file. */
const NO_SUCH_FILE = 2;

/**
 * Where a link leads, or null where there is none; `''` where the path is something else than a link.
 * Asked of `ls`, because illumos has no readlink command.
 */
export async function readLink(
  caller: CommandCaller,
  server: ServerUuid,
  path: string,
): Promise<string | null> {
  const argv = ['ls', '-l', path];
  const result = await look(caller, server, argv);
  if (result.exitCode === NO_SUCH_FILE) return null;
  if (result.exitCode !== 0) throw commandFailed(server, argv, result);
  const arrow = ` ${path} -> `;
  const [line = ''] = result.stdout.split('\n', 1);
  const at = line.indexOf(arrow);
  return at === -1 ? '' : line.slice(at + arrow.length);
}

/** Makes a link where there is none. @throws {CallFailed} permanent where there is one. */
export async function makeLink(
  caller: CommandCaller,
  server: ServerUuid,
  path: string,
  target: string,
): Promise<void> {
  await act(caller, server, ['ln', '-s', target, path]);
}

/** Removes a link, wherever it leads; none there: nothing to do. */
export async function removeLink(caller: CommandCaller, server: ServerUuid, path: string): Promise<void> {
  await act(caller, server, ['rm', '-f', path]);
}
