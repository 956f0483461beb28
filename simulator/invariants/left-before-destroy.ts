/**
 * No zone is destroyed while it serves under its service's name: clients would be led to an address
 * that nobody has any more, and then to whoever is given it next.
 */
import { blameFor } from '../blame.ts';
import { violate } from '../violations.ts';
import { nameOf } from './one-address.ts';
import type { World, Zone } from '../world.ts';

/** Checks a zone that is about to be destroyed; `decidedAt` is when that was asked for. */
export function checkLeftBeforeDestroy(world: World, zone: Zone, decidedAt: number): void {
  const registration = world.registrations.get(zone.uuid);
  if (!zone.running || registration === undefined || registration.until !== null) return;
  const blame = blameFor(world, `running:${zone.uuid}`, decidedAt);
  const message = `${nameOf(zone)} is destroyed, and ${registration.service} still leads to it`;
  violate(world, 'left-before-destroy', blame, zone.uuid, message);
}
