/**
 * Addresses that servers know as numbers and never ask DNS for. Each compute node's Ur calls the message
 * broker by the address that it was told when it last booted (sdc-booter, ur-agent): where nobody answers
 * there, it is deaf until the node boots again. A server is set up from what SAPI's `assets_admin_ips` names
 * (sdc-cnapi): CNAPI puts it into a URL as it stands, so that two addresses are none.
 */
import { object, text } from '../rows.ts';
import { adminIp } from '../zone-nics.ts';
import type { Mark } from '../blame.ts';
import type { World, Zone } from '../world.ts';

/** The address that compute nodes have been told of the broker: the one it has when the world begins. */
export function brokerOf(world: World): string | null {
  const [zone] = zonesOf(world, 'rabbitmq');
  return zone === undefined ? null : adminIp(zone);
}

/** Says where a number leads to nobody, with what a fault may have done that would explain it. */
export function checkNumbers(world: World, say: Say): void {
  checkNumber(world, say, 'rabbitmq', world.broker, 'compute nodes call the broker at');
  checkNumber(world, say, 'assets', assetsOf(world), 'servers are set up from');
}

type Say = (object: string, message: string, ...causes: readonly Mark[]) => void;

function checkNumber(world: World, say: Say, service: string, number: string | null, who: string): void {
  const zones = zonesOf(world, service);
  if (number === null || zones.length === 0 || zones.some((zone) => adminIp(zone) === number)) return;
  say(
    service,
    `${who} ${number}, and ${service} has [${zones.map(adminIp).join(' ')}]`,
    `address:${number}`,
    ...zones.flatMap(({ uuid }) => [`running:${uuid}`, `nics:${uuid}`] as const),
  );
}

/** SAPI's `assets_admin_ips`; null: not there. */
function assetsOf(world: World): string | null {
  const sdc = [...world.applications.values()].find((application) => application['name'] === 'sdc');
  return text(object(sdc, 'metadata'), 'assets_admin_ips') ?? null;
}

/** Zones of a service, those that serve first. */
function zonesOf(world: World, service: string): readonly Zone[] {
  return [...world.zones.values()]
    .filter((zone) => zone.service === service)
    .toSorted((a, b) => Number(b.serving) - Number(a.serving));
}
