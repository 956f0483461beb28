/** Which addresses a unit takes away: whoever has one written down as a number must learn the new one, or that it goes. */
import type { Move } from './move.ts';
import type { Removal } from './removal.ts';

/** An address of a zone that leaves, and that its replacement does not have. */
export interface Renumbered {
  readonly leaving: Move | Removal;
  readonly old: string;
  /** Null: nothing replaces the zone. */
  readonly new: string | null;
  /** Whether it is the one on the admin network. */
  readonly isAdmin: boolean;
}

/** The addresses that a unit takes away, those outside the admin network after the one on it. */
export function renumbered(leaving: Move | Removal): readonly Renumbered[] {
  const { oldAdminIp, oldAddresses } = leaving;
  const nics = leaving.kind === 'move' ? leaving.nics : [];
  const outer = oldAddresses.flatMap(({ network, ip }, index): readonly Renumbered[] => {
    // A zone may have several NICs on one network: the replacement's are in the same order.
    const before = oldAddresses.slice(0, index).filter((other) => other.network === network).length;
    const next = nics.filter((nic) => nic.network === network)[before]?.ip ?? null;
    const isKept = next === ip || (leaving.kind === 'move' && next === null);
    return ip === oldAdminIp || isKept ? [] : [{ leaving, old: ip, new: next, isAdmin: false }];
  });
  const admin = leaving.kind === 'move' ? leaving.newAdminIp : null;
  if (oldAdminIp === null || oldAdminIp === admin) return outer;
  return [{ leaving, old: oldAdminIp, new: admin, isAdmin: true }, ...outer];
}
