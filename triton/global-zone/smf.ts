/** SMF services inside a zone, asked and told from its global zone (illumos svcs(1), svcadm(8), -z). */
import type { ServerUuid, ZoneUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import { act, commandFailed, look } from './command.ts';

/** Whether SMF in the zone complains of nothing. A zone too young to be asked is not clean. */
export async function isClean(caller: CommandCaller, server: ServerUuid, zone: ZoneUuid): Promise<boolean> {
  const { exitCode, stdout } = await look(caller, server, ['svcs', '-z', zone, '-x']);
  return exitCode === 0 && stdout.trim() === '';
}

/** State of a service in a running zone (`online`, `disabled`, …), or null where it has no such service. */
export async function serviceState(
  caller: CommandCaller,
  server: ServerUuid,
  zone: ZoneUuid,
  service: string,
): Promise<string | null> {
  const argv = ['svcs', '-z', zone, '-H', '-o', 'state,fmri', service];
  const result = await look(caller, server, argv);
  if (result.exitCode === 0) return result.stdout.trim().split(/\s+/, 1)[0] ?? '';
  if (result.stderr.includes("doesn't match any instances")) return null;
  throw commandFailed(server, argv, result);
}

/** Disables a service for good and waits until it is; it stays so over reboots of the zone. */
export async function disableService(
  caller: CommandCaller,
  server: ServerUuid,
  zone: ZoneUuid,
  service: string,
): Promise<void> {
  await act(caller, server, ['svcadm', '-z', zone, 'disable', '-s', service]);
}

/** Enables a service; where `isAwaited`, waits until it is online. */
export async function enableService(
  caller: CommandCaller,
  server: ServerUuid,
  zone: ZoneUuid,
  service: string,
  isAwaited: boolean,
): Promise<void> {
  const wait = isAwaited ? ['-s'] : [];
  await act(caller, server, ['svcadm', '-z', zone, 'enable', ...wait, service]);
}

/** Makes a service look at its configuration again. */
export async function refreshService(
  caller: CommandCaller,
  server: ServerUuid,
  zone: ZoneUuid,
  service: string,
): Promise<void> {
  await act(caller, server, ['svcadm', '-z', zone, 'refresh', service]);
}

/** Restarts a service; one that is disabled stays so. Answers before it is up again. */
export async function restartService(
  caller: CommandCaller,
  server: ServerUuid,
  zone: ZoneUuid,
  service: string,
): Promise<void> {
  await act(caller, server, ['svcadm', '-z', zone, 'restart', service]);
}
