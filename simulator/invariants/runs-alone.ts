/**
 * A service that must not run twice never does, not for a moment: looked at when a zone boots, and when
 * something in it is switched on by which it acts.
 */
import { actingServicesOf, mustRunAlone } from '../behaviour.ts';
import { blameFor, type Blame } from '../blame.ts';
import { object } from '../rows.ts';
import { violate } from '../violations.ts';
import { nameOf } from './one-address.ts';
import type { World, Zone } from '../world.ts';

/** Checks that no other zone of the service acts whose zone somebody boots or wakes, where that matters. */
export function checkRunsAlone(world: World, waking: Zone, by: Blame): void {
  const { service } = waking;
  if (service === null || !mustRunAlone(service, isUfdsMaster(world))) return;
  for (const other of world.zones.values()) {
    if (other === waking || !other.running || other.service !== service) continue;
    const twice = actingServicesOf(service)?.filter((name) => isOn(waking, name) && isOn(other, name));
    if (twice?.length === 0) continue;
    const blame = by === 'fault' ? by : blameFor(world, `running:${other.uuid}`);
    const what = twice === undefined ? '' : ` with ${twice.join(', ')}`;
    violate(world, 'runs-alone', blame, service, `${nameOf(waking)} acts while ${nameOf(other)} runs${what}`);
  }
}

function isUfdsMaster({ applications }: World): boolean {
  const sdc = [...applications.values()].find(({ name }) => name === 'sdc');
  return String(object(sdc, 'metadata')['ufds_is_master']) !== 'false';
}

function isOn({ disabled }: Zone, name: string): boolean {
  return !disabled.includes(name);
}
