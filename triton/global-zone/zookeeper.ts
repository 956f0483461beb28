/** ZooKeeper asked by its words of four letters, with `nc` in a global zone (ZooKeeper administrator's guide). */
import type { ServerUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { look } from './command.ts';

/** `leader`, `follower`, `standalone` …; null where it does not answer, or serves nobody. */
export async function zooKeeperMode(
  caller: CommandCaller,
  server: ServerUuid,
  ip: string,
): Promise<string | null> {
  const { exitCode, stdout } = await look(caller, server, ['nc', '-w', '5', ip, '2181'], 'stat');
  if (exitCode !== 0) return null;
  return /^Mode: (\w+)$/m.exec(stdout)?.[1] ?? null;
}
