/** A service that must not run twice never does, not for a moment: looked at when a zone boots. */
import { mustRunAlone } from '../behaviour.ts';
import { blameFor, type Blame } from '../blame.ts';
import { violate } from '../violations.ts';
import { nameOf } from './one-address.ts';
import type { World, Zone } from '../world.ts';

/** Checks that no other zone of the service runs whose zone somebody boots, where that matters. */
export function checkRunsAlone(world: World, booting: Zone, by: Blame): void {
  const { service } = booting;
  if (service === null || !mustRunAlone(service)) return;
  for (const other of world.zones.values()) {
    if (other === booting || !other.running || other.service !== service) continue;
    const blame = by === 'fault' ? by : blameFor(world, `running:${other.uuid}`);
    violate(world, 'runs-alone', blame, service, `${nameOf(booting)} boots while ${nameOf(other)} runs`);
  }
}
