/** A service that must not run twice never does, not for a moment: looked at when a zone boots. */
import { mustRunAlone } from '../behaviour.ts';
import { violate } from '../violations.ts';
import { nameOf } from './one-address.ts';
import type { World, Zone } from '../world.ts';

/** Checks that no other zone of the booting zone's service runs, where that matters. */
export function checkRunsAlone(world: World, booting: Zone): void {
  const { service } = booting;
  if (service === null || !mustRunAlone(service)) return;
  for (const other of world.zones.values()) {
    if (other === booting || !other.running || other.service !== service) continue;
    violate(world, 'runs-alone', service, `${nameOf(booting)} boots while ${nameOf(other)} runs`);
  }
}
