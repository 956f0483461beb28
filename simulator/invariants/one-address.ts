/**
 * No address ever answers from two running zones: the network would give each client one of them by
 * chance. Looked at when a zone boots, the only moment at which an address begins to answer.
 */
import { blameFor, type Blame } from '../blame.ts';
import { violate } from '../violations.ts';
import type { World, Zone } from '../world.ts';

/** Checks the addresses of a zone that somebody boots against those of every running zone. */
export function checkOneAddress(world: World, booting: Zone, by: Blame): void {
  const mine = new Set(booting.nics.flatMap(({ nicTag, ip }) => (ip === null ? [] : [`${nicTag} ${ip}`])));
  for (const other of world.zones.values()) {
    if (!other.running || other === booting) continue;
    for (const { nicTag, ip } of other.nics) {
      if (ip === null || !mine.has(`${nicTag} ${ip}`)) continue;
      violate(
        world,
        'one-address',
        by === 'fault' ? by : blameFor(world, `running:${other.uuid}`),
        ip,
        `${ip} (${nicTag}) answers from ${nameOf(booting)} and from ${nameOf(other)}`,
      );
    }
  }
}

/** A zone as people speak of it. */
export function nameOf(zone: Zone): string {
  return `${zone.alias ?? 'zone'} (${zone.uuid})`;
}
