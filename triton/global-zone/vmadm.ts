/**
 * vmadm: what a server itself knows of its zones, and starting and stopping them (smartos-live
 * src/vm/man/vmadm.1m). `start` sets autoboot and `stop` clears it, so that a stopped zone stays so
 * over a reboot of its server. Messages for people go to stderr, even on success.
 */
import type { ServerUuid, ZoneUuid } from '../../schemas/ids.ts';
import { CallFailed } from '../call-failed.ts';
import type { CommandCaller } from '../caller.ts';
import { act, commandFailed, look } from './command.ts';

export interface LocalZone {
  readonly uuid: ZoneUuid;
  readonly state: string;
  readonly nics?: readonly { readonly mac: string; readonly nic_tag?: string; readonly ip?: string }[];
}

/** The zone as its server has it, or null where the server has none of that UUID. */
export async function getZone(
  caller: CommandCaller,
  server: ServerUuid,
  uuid: ZoneUuid,
): Promise<LocalZone | null> {
  const argv = ['vmadm', 'get', uuid];
  const result = await look(caller, server, argv);
  if (result.exitCode === 0) return parse(argv, result.stdout);
  if (result.stderr.includes('No such zone configured')) return null;
  throw commandFailed(server, argv, result);
}

/** Starts the zone; one that runs already is left alone. */
export async function startZone(caller: CommandCaller, server: ServerUuid, uuid: ZoneUuid): Promise<void> {
  await act(caller, server, ['vmadm', 'start', uuid]);
}

/** Stops the zone: an orderly shutdown for 60 seconds, then a halt. */
export async function stopZone(caller: CommandCaller, server: ServerUuid, uuid: ZoneUuid): Promise<void> {
  await act(caller, server, ['vmadm', 'stop', uuid]);
}

function parse(argv: readonly string[], text: string): LocalZone {
  try {
    return JSON.parse(text) as LocalZone;
  } catch {
    throw new CallFailed(`${argv.join(' ')}: expected JSON, found something else`, 'permanent');
  }
}
