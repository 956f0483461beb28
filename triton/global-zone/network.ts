/** Names and ports as a server in the datacenter sees them: `dig` and `nc` run in its global zone. */
import type { ServerUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { look } from './command.ts';

/** Addresses that one binder gives for a name; null where the binder doesn't answer. */
export async function resolve(
  caller: CommandCaller,
  server: ServerUuid,
  resolver: string,
  name: string,
): Promise<readonly string[] | null> {
  const argv = ['dig', '+short', '+time=2', '+tries=1', `@${resolver}`, name, 'A'];
  const { exitCode, stdout } = await look(caller, server, argv);
  if (exitCode !== 0) return null;
  return stdout.split('\n').filter((line) => line !== '');
}

/** Whether a TCP port accepts a connection within 5 seconds. */
export async function accepts(
  caller: CommandCaller,
  server: ServerUuid,
  ip: string,
  port: number,
): Promise<boolean> {
  const { exitCode } = await look(caller, server, ['nc', '-z', '-w', '5', ip, String(port)]);
  return exitCode === 0;
}
