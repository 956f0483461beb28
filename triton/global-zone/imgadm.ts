/** imgadm: the images in a server's own pool (smartos-live src/img/man/imgadm.1m). */
import type { ImageUuid, ServerUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { act, commandFailed, look } from './command.ts';

/** Exit code of `imgadm get` where the image isn't installed. */
const NOT_INSTALLED = 3;

/** Whether the pool has the image. */
export async function hasImage(
  caller: CommandCaller,
  server: ServerUuid,
  image: ImageUuid,
): Promise<boolean> {
  const argv = ['imgadm', 'get', image];
  const result = await look(caller, server, argv);
  if (result.exitCode === 0) return true;
  if (result.exitCode === NOT_INSTALLED) return false;
  throw commandFailed(server, argv, result);
}

/** Fetches the image from the datacenter's IMGAPI and installs it; there already: nothing to do. */
export async function importImage(
  caller: CommandCaller,
  server: ServerUuid,
  image: ImageUuid,
): Promise<void> {
  await act(caller, server, ['imgadm', 'import', '-q', image]);
}
