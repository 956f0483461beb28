/**
 * The files by which a core zone says how its first boot went: sdc-scripts' setup writes one of two
 * into /var/svc, and they can be seen from the global zone.
 */
import type { ServerUuid, ZoneUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { look } from './command.ts';

export type Setup = 'complete' | 'failed' | 'under-way';

/** How far the zone's set-up is. */
export async function setupOf(caller: CommandCaller, server: ServerUuid, zone: ZoneUuid): Promise<Setup> {
  const exists = async (marker: string) =>
    (await look(caller, server, ['ls', `/zones/${zone}/root/var/svc/${marker}`])).exitCode === 0;
  if (await exists('setup_failed')) return 'failed';
  return (await exists('setup_complete')) ? 'complete' : 'under-way';
}
