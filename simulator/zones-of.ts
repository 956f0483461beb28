/** The zones of a service. Asked several times at every request, so that no list of all zones is made for it. */
import type { World, Zone } from './world.ts';

/** All of them, whatever their state. */
export function zonesOf(world: World, service: string): readonly Zone[] {
  const zones: Zone[] = [];
  for (const zone of world.zones.values()) if (zone.service === service) zones.push(zone);
  return zones;
}
