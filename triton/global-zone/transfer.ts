/**
 * `zfs send` on one server into `zfs recv` on another. Only the receiver's exit says whether it
 * worked: when the receiver refuses, the sender shows 141 or, of a short stream, 0. The receiver
 * rolls back what the target has beyond the base (-F), keeps a partial stream (-s) and mounts
 * nothing (-u), because a received mountpoint could lie over the global zone's own files.
 */
import { CallFailed } from '../call-failed.ts';
import type { CommandCaller } from '../caller.ts';
import { TransportError } from '../transport.ts';
import { commandFailed } from './command.ts';
import type { Dataset } from './zfs.ts';

export interface Transfer {
  readonly from: Dataset;
  readonly to: Dataset;
  readonly snapshot: string;
  /** Name of the bookmark that an increment starts from; absent: everything. */
  readonly base?: string;
}

/**
 * Sends a snapshot; `onBytes` is told the bytes so far.
 * @throws {CallFailed} unknown where the connection broke, permanent where either end refused.
 */
export async function transfer(
  caller: CommandCaller,
  { from, to, snapshot, base }: Transfer,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const increment = base === undefined ? [] : ['-i', `#${base}`];
  const send = ['zfs', 'send', ...increment, `${from.dataset}@${snapshot}`];
  const receive = ['zfs', 'recv', '-F', '-s', '-u', to.dataset];
  const ends = await connect(caller, { from, to, send, receive }, onBytes);
  if (ends.to.exitCode !== 0) throw commandFailed(to.server, receive, ends.to);
  if (ends.from.exitCode !== 0) throw commandFailed(from.server, send, ends.from);
}

async function connect(
  { transport, signal }: CommandCaller,
  { from, to, send, receive }: Pick<Transfer, 'from' | 'to'> & { send: string[]; receive: string[] },
  onBytes: (bytes: number) => void,
) {
  try {
    const source = { server: from.server, argv: send };
    return await transport.pipe(source, { server: to.server, argv: receive }, { signal, onBytes });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new CallFailed(`${send.join(' ')}: ${error.message}`, error.sent ? 'unknown' : 'transient');
  }
}
