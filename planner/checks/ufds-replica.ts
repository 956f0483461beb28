/**
 * A UFDS that is no master copies from another datacenter's, whose firewall knows it by address and is
 * nobody's here to see. Its replicator needs nothing else: it is in the zone that runs, and since one
 * stops before the other starts there are never two that advance the same checkpoint.
 */
import type { Finding } from '../../schemas/plan.ts';
import { warning } from '../findings.ts';
import type { Move } from '../move.ts';
import type { World } from '../world.ts';

/** Findings about a moved UFDS that replicates (sdc-ufds boot/setup.sh, sapi_manifests/ufds-replicator). */
export function checkUfdsReplica({ sdc }: World, moves: readonly Move[]): readonly Finding[] {
  const { ufds_is_master: isMaster, ufds_remote_ip: remote } = sdc?.metadata ?? {};
  if (String(isMaster) !== 'false') return [];
  return moves.flatMap((move) => {
    const known = new Set(move.old.nics.map(({ ip }) => ip));
    const fresh = move.nics.flatMap(({ ip }) => (known.has(ip) ? [] : [ip]));
    if (move.rules.name !== 'ufds' || fresh.length === 0) return [];
    const allowed = fresh.map((ip) => `FROM ip ${ip} TO tag "smartdc_role" = "ufds" ALLOW tcp PORT 636`);
    return [
      warning(
        'ufds-replica',
        'ufds',
        `${move.old.alias} replicates from another datacenter's UFDS${typeof remote === 'string' ? ` at ${remote}` : ''}, and ${move.key} will from ${fresh.join(', ')}: its firewall there must admit that before the cutover (fwadm: ${allowed.join('; ')}). After it, see in ${move.key} with \`svcs -L ufds-replicator\` that it goes on, before the gate is opened.`,
      ),
    ];
  });
}
