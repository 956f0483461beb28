/**
 * Addresses that servers know as numbers and never ask DNS for. Each compute node's Ur calls the message
 * broker by the address that it was told when it last booted (sdc-booter, ur-agent): where nobody answers
 * there, it is deaf until the node boots again.
 */
import { adminIp } from '../zone-nics.ts';
import type { Mark } from '../blame.ts';
import type { World, Zone } from '../world.ts';

/** The address that compute nodes have been told of the broker: the one it has when the world begins. */
export function brokerOf(world: World): string | null {
  const [zone] = zonesOf(world, 'rabbitmq');
  return zone === undefined ? null : adminIp(zone);
}

/** Says where a number leads to nobody, with what a fault may have done that would explain it. */
export function checkNumbers(
  world: World,
  say: (object: string, message: string, ...causes: readonly Mark[]) => void,
): void {
  const brokers = zonesOf(world, 'rabbitmq');
  if (world.broker === null || brokers.some((zone) => adminIp(zone) === world.broker)) return;
  const causes = brokers.flatMap(
    ({ uuid }) => [`running:${uuid}`, `nics:${uuid}`, `address:${world.broker ?? ''}`] as const,
  );
  say(
    'rabbitmq',
    `compute nodes call the broker at ${world.broker}, and rabbitmq has [${brokers.map(adminIp).join(' ')}]`,
    ...causes,
  );
}

/** Zones of a service, those that serve first. */
function zonesOf(world: World, service: string): readonly Zone[] {
  return [...world.zones.values()]
    .filter((zone) => zone.service === service)
    .toSorted((a, b) => Number(b.serving) - Number(a.serving));
}
