/**
 * sdcadm's own lock. It is an fcntl lock and lives as long as its process: so a process of ours holds
 * it, for as long as hnadm's lock on that headnode names the run. It is made of what sdcadm brings along,
 * its node and its qlocker, and ends by itself: nobody has to find it again in order to end it.
 */
import type { ServerUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { act, commandFailed, look } from './command.ts';
import { listFolder } from './files.ts';
import { HOLD, START } from './hold-script.ts';
import { LOCK } from './lock.ts';

/** The file that is locked (sdcadm lib/sdcadm.js). */
export const SDCADM_LOCK = '/var/run/sdcadm.lock';
const NODE = '/opt/smartdc/sdcadm/node/bin/node';
/** What sdcadm locks with. Missing where sdcadm is, and where it is older than May 2020. */
export const QLOCKER = '/opt/smartdc/sdcadm/node_modules/qlocker';

/** Whether there is an sdcadm whose lock can be held. */
export async function hasSdcadmLock(caller: CommandCaller, server: ServerUuid): Promise<boolean> {
  return (await listFolder(caller, server, QLOCKER)) !== null;
}

/**
 * Holds sdcadm's lock for as long as hnadm's lock begins with `holder`; held so already: nothing to do.
 * @returns false where somebody else holds it.
 */
export async function holdSdcadmLock(
  caller: CommandCaller,
  server: ServerUuid,
  holder: string,
): Promise<boolean> {
  const hold = [NODE, '-e', HOLD, QLOCKER, SDCADM_LOCK, LOCK, holder];
  const { stdout } = await act(caller, server, [NODE, '-e', START, ...hold]);
  return stdout.trim() === 'held';
}

/** Who has the file open: who holds the lock, and who waits for it. */
export interface SdcadmLockUsers {
  readonly processes: readonly number[];
  /** The file's text: the beginning of hnadm's lock where our process holds it, `''` where sdcadm does. */
  readonly text: string;
}

/** Looks who holds sdcadm's lock; nobody: no processes. */
export async function sdcadmLockUsers(caller: CommandCaller, server: ServerUuid): Promise<SdcadmLockUsers> {
  const argv = ['fuser', SDCADM_LOCK];
  const result = await look(caller, server, argv);
  const isThere = !result.stderr.includes('No such file');
  if (result.exitCode !== 0 && isThere) throw commandFailed(server, argv, result);
  const processes = (result.stdout.match(/\d+/g) ?? []).map(Number);
  // Without processes it is what a dead one left.
  if (processes.length === 0) return { processes, text: '' };
  return { processes, text: (await look(caller, server, ['cat', SDCADM_LOCK])).stdout.trim() };
}
