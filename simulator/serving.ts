/**
 * Who answers a request: an API is a zone that runs and is set up, found by its address or by its
 * name, and useless while what it stands on does not answer.
 */
import { isInDns, needsOf } from './behaviour.ts';
import { bindersOf, isFound } from './dns.ts';
import { isWritable } from './manatee/shard.ts';
import { adminIp } from './zone-nics.ts';
import { zonesOf } from './zones-of.ts';
import type { Endpoint } from '../triton/transport.ts';
import type { World } from './world.ts';

/** Why nobody answers at an endpoint, or null. */
export function whyUnanswered(world: World, to: Endpoint): string | null {
  if (to.instance !== undefined) return whyInstanceSilent(world, to.service, to.instance);
  if (world.elsewhere.includes(to.service)) return null;
  if (bindersOf(world).length === 0 && !world.elsewhere.includes('binder')) {
    return `getaddrinfo ENOTFOUND ${to.service}.${world.origin.domain}`;
  }
  const found = zonesOf(world, to.service).filter((zone) => isFound(world, zone));
  if (found.length === 0) return `getaddrinfo ENOTFOUND ${to.service}.${world.origin.domain}`;
  // A client goes to one of the addresses that it is told, and here to each in turn.
  if (found[world.seq % found.length]?.serving === true) return null;
  return `connect ECONNREFUSED ${to.service}.${world.origin.domain}:80`;
}

function whyInstanceSilent(world: World, service: string, ip: string): string | null {
  const zone = [...world.zones.values()].find(
    (candidate) => candidate.running && candidate.nics.some((nic) => nic.ip === ip),
  );
  if (zone === undefined) return `connect EHOSTUNREACH ${ip}:80`;
  return zone.serving && zone.service === service ? null : `connect ECONNREFUSED ${ip}:80`;
}

/** Whether a service answers by name, and what it needs does too. */
export function isServing(world: World, service: string): boolean {
  if (world.elsewhere.includes(service)) return true;
  if (service === 'manatee' && world.manatee !== null && !isWritable(world.manatee)) return false;
  const answers = zonesOf(world, service).some(
    (zone) => zone.serving && adminIp(zone) !== null && (!isInDns(service) || isFound(world, zone)),
  );
  return answers && whatIsMissing(world, service) === null;
}

/** The first service that an API needs and that does not answer, or null. */
export function whatIsMissing(world: World, service: string): string | null {
  return needsOf(service).find((needed) => !isServing(world, needed)) ?? null;
}
