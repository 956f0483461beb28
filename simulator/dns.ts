/**
 * Names of core services: registrar enters an instance into ZooKeeper, binder answers from there
 * through a cache of its own, so each binder begins and ceases to tell an instance at a time of its
 * own. Those times are drawn when the registration changes and merely compared when somebody asks. Without a
 * quorum nobody can register: registrars try again until there is one.
 */
import { adminIp } from './zone-nics.ts';
import { isInDns } from './behaviour.ts';
import { draw, type Duration } from './durations.ts';
import { answersNames, hasQuorum } from './zookeeper/ensemble.ts';
import { zonesOf } from './zones-of.ts';
import type { Registration, World, Zone } from './world.ts';

/** Milliseconds for which clients keep an answer (sdc-registrar's default TTL). */
const TTL = 60_000;

/** Enters a zone, whose registrar has just come up. */
export function register(world: World, zone: Zone): void {
  const ip = adminIp(zone);
  if (zone.service === null || !isInDns(zone.service) || ip === null || !zone.registrar) {
    if (zone.service !== null && !isInDns(zone.service)) found(world, zone.uuid, world.now);
    return;
  }
  if (!hasQuorum(world)) return;
  const from = perBinder(world, 'registered');
  world.registrations.set(zone.uuid, { zone: zone.uuid, service: zone.service, ip, from, until: null });
  found(world, zone.uuid, Math.min(world.now + TTL, ...Object.values(from)));
}

/** Registrars find a leader again, and register what it does not know: all, where everything is forgotten. */
export function registrarsReturn(world: World, forgotten: boolean): void {
  if (forgotten) world.registrations.clear();
  for (const zone of world.zones.values()) {
    const known = world.registrations.get(zone.uuid);
    const isKnown = known !== undefined && known.until === null;
    if (zone.serving && zone.registrar && !isKnown) register(world, zone);
  }
}

/** Takes a zone out: cleanly (registrar disabled) or because its session ends. */
export function unregister(
  world: World,
  zone: Zone,
  how: Extract<Duration, 'leftDns' | 'crashedOutOfDns'>,
): void {
  const registration = world.registrations.get(zone.uuid);
  if (registration === undefined || registration.until !== null) return;
  registration.until = perBinder(world, how);
  const last = Math.max(world.now, ...Object.values(registration.until));
  for (const spell of world.spells) {
    if (spell.zone === zone.uuid && spell.until === null) spell.foundUntil = last + TTL;
  }
}

/** Addresses that a binder tells for a service now. */
export function resolve(world: World, service: string, binder: string): readonly string[] {
  return [...world.registrations.values()]
    .filter((registration) => registration.service === service && isTold(registration, binder, world.now))
    .map(({ ip }) => ip)
    .toSorted();
}

/** Whether any binder tells the zone now. */
export function isFound(world: World, zone: Zone): boolean {
  const registration = world.registrations.get(zone.uuid);
  if (registration === undefined) return false;
  const binders = bindersOf(world);
  return (binders.length === 0 ? [''] : binders).some((binder) => isTold(registration, binder, world.now));
}

/** Binder zones that tell names. */
export function bindersOf(world: World): readonly string[] {
  return zonesOf(world, 'binder').flatMap((zone) => (answersNames(world, zone) ? [zone.uuid] : []));
}

function isTold({ from, until }: Registration, binder: string, now: number): boolean {
  return now >= timeAt(from, binder) && (until === null || now < timeAt(until, binder));
}

/** A binder that was not there when the time was drawn is as late as the last one. */
function timeAt(times: Readonly<Record<string, number>>, binder: string): number {
  return times[binder] ?? Math.max(0, ...Object.values(times));
}

function perBinder(world: World, duration: Duration): Readonly<Record<string, number>> {
  const binders = bindersOf(world);
  return Object.fromEntries(
    (binders.length === 0 ? [''] : binders).map((binder) => [
      binder,
      world.now + draw(world.random, duration),
    ]),
  );
}

function found(world: World, zone: string, at: number): void {
  for (const spell of world.spells) {
    if (spell.zone === zone && spell.until === null) spell.foundFrom ??= at;
  }
}
