/**
 * The binders at rest: each that runs is a member, and every list of them is the list of those that there are. A
 * list that names somebody else costs a majority one voice, and whoever registers a moment at each try.
 */
import { object } from '../rows.ts';
import { adminIp } from '../zone-nics.ts';
import { zonesOf } from '../zones-of.ts';
import { serversIn } from '../zookeeper/config.ts';
import { isIn } from '../zookeeper/ensemble.ts';
import type { Mark } from '../blame.ts';
import { nameOf } from './one-address.ts';
import type { World, Zone } from '../world.ts';

type Say = (object: string, message: string, ...causes: readonly Mark[]) => void;

/** Says what is wrong with the ensemble, with what a fault may have done that would explain it. */
export function checkEnsemble(world: World, say: Say): void {
  const zones = zonesOf(world, 'binder').filter(({ running }) => running);
  const causes = zonesOf(world, 'binder').map(({ uuid }): Mark => `running:${uuid}`);
  for (const zone of zones) checkMember(world, zone, say, causes);
  if (zones.length === 0) return;
  const places = [...world.applications.values(), ...world.services.values()];
  for (const place of places) {
    const list = serversIn(object(place, 'metadata')).map(({ ip }) => ip);
    if (list.length === 0 || sameSet(list, zones.map(adminIp))) continue;
    const name = String(place['name']);
    say(
      name,
      `ZK_SERVERS of ${name} is [${list.join(' ')}], binders run at [${zones.map(adminIp).join(' ')}]`,
      ...causes,
    );
  }
}

function checkMember(world: World, zone: Zone, say: Say, causes: readonly Mark[]): void {
  const member = world.zookeepers.get(zone.uuid);
  if (!zone.serving || (member !== undefined && isIn(member))) return;
  say(
    zone.uuid,
    `the ZooKeeper of ${nameOf(zone)} is ${member?.state ?? 'not there'}, and serves nobody`,
    ...causes,
  );
}

function sameSet(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
