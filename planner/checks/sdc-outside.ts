/**
 * An sdc zone with a NIC outside the admin network reaches Manta or another datacenter's UFDS through it
 * (RFD 67). The address stays, but nobody here can see what the firewalls on the other side admit.
 */
import type { Finding } from '../../schemas/plan.ts';
import { warning } from '../findings.ts';
import type { Move } from '../move.ts';
import { isAdminTag } from '../world.ts';

/** Findings about a moved sdc zone that others know by address. */
export function checkSdcOutside(moves: readonly Move[]): readonly Finding[] {
  return moves.flatMap((move) => {
    const outside = move.nics.filter((nic) => !isAdminTag(nic.nicTag)).map(({ ip }) => ip);
    if (move.rules.name !== 'sdc' || outside.length === 0) return [];
    return [
      warning(
        'sdc-outside',
        'sdc',
        `${move.old.alias} reaches Manta or the UFDS of another datacenter from ${outside.join(', ')}, which ${move.key} keeps; on the admin network it comes from ${move.newAdminIp}. See that their firewalls admit both, and after the cutover that hermes uploads and napi-ufds-watcher connects, before the gate is opened.`,
      ),
    ];
  });
}
