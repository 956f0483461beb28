/**
 * Whether --ha-to does anything: a server that was named for members of clusters and gets none was named
 * by mistake, or the members that it was meant for are not where they were thought to be.
 */
import type { Finding } from '../../schemas/plan.ts';
import type { CnapiServer } from '../../schemas/snapshot.ts';
import { error } from '../findings.ts';
import { candidateUuids } from '../identifiers.ts';
import type { Route } from '../servers.ts';
import type { World } from '../world.ts';

/** Finds a server named with --ha-to that nothing goes to. `targets`: where each zone that moves goes. */
export function checkHaTo(
  world: World,
  { from, haTo }: Route,
  targets: readonly CnapiServer[],
): readonly Finding[] {
  if (haTo === null || targets.some(({ uuid }) => uuid === haTo.uuid)) return [];
  const { vmapi, datacenter } = world.snapshot;
  // Once this very move has been made nothing goes there any more; without VMAPI nobody can tell whether it was.
  if (!vmapi) return [];
  const made = new Set(
    vmapi.vms.flatMap(({ uuid, state, server_uuid, tags }) => {
      const name = tags?.['smartdc_role'];
      return state === 'destroyed' && server_uuid === from.uuid && typeof name === 'string'
        ? candidateUuids(datacenter, name, uuid, haTo.uuid)
        : [];
    }),
  );
  if (world.zones.some(({ uuid, server }) => server === haTo.uuid && made.has(uuid))) return [];
  const why = `--ha-to ${haTo.hostname} would change nothing: no member of a cluster that is asked for goes there. Leave it out.`;
  return [error('ha-to-idle', haTo.hostname, why)];
}
