/**
 * The life of a zone on its server: boots, sets itself up, serves, stops, is destroyed. Everything
 * that changes a zone goes through here, because each change is also one of its service's history,
 * of DNS, of what its dataset was written, and a moment at which invariants can break.
 */
import { writeRate } from './behaviour.ts';
import type { Blame } from './blame.ts';
import { register, unregister } from './dns.ts';
import { draw } from './durations.ts';
import { checkCopyBeforeDestroy } from './invariants/copy-before-destroy.ts';
import { checkLeftBeforeDestroy } from './invariants/left-before-destroy.ts';
import { checkNoLostWrite } from './invariants/no-lost-write.ts';
import { checkOneAddress } from './invariants/one-address.ts';
import { checkUnlisted } from './invariants/quorum.ts';
import { checkRunsAlone } from './invariants/runs-alone.ts';
import { endRunner, RUNNER } from './runners.ts';
import { checkPeerTaken } from './invariants/manatee-peers.ts';
import { sitterDown, sitterUp } from './manatee/sitter.ts';
import { schedule } from './schedule.ts';
import { isServing } from './serving.ts';
import { isHeld, settle } from './zfs/dataset.ts';
import { switchZooKeeper, zooKeeperUp } from './zookeeper/control.ts';
import { stopMember } from './zookeeper/ensemble.ts';
import type { Dataset, World, Zone } from './world.ts';

/** Milliseconds after which a first set-up asks SAPI again. */
const SETUP_RETRY = 10_000;

/** The delegated dataset of a zone, with what was written up to now. */
export function dataOf(world: World, zone: Zone): Dataset | undefined {
  const dataset = world.datasets.get(zone.server)?.get(`zones/${zone.uuid}/data`);
  if (dataset !== undefined) settle(dataset, zone.running ? writeRate(zone.service) : 0, world.now);
  return dataset;
}

/** Boots a zone; its services come up later. `by` is who does it. */
export function boot(world: World, zone: Zone, by: Blame = 'hnadm'): void {
  if (zone.running) return;
  for (const other of world.zones.values()) if (other.service === zone.service) dataOf(world, other);
  checkOneAddress(world, zone, by);
  checkRunsAlone(world, zone, by);
  checkNoLostWrite(world, zone, by);
  zone.running = true;
  zone.boot += 1;
  const after = draw(world.random, zone.setUp ? 'servicesUp' : 'firstSetUp');
  schedule(world, after, { kind: 'services-up', zone: zone.uuid, boot: zone.boot });
}

/** What happens when a booted zone's services are up. A first set-up asks SAPI for its configuration. */
export function servicesUp(world: World, uuid: string, bootNumber: number): void {
  const zone = world.zones.get(uuid);
  if (zone === undefined || !zone.running || zone.boot !== bootNumber) return;
  if (!zone.setUp && !isServing(world, 'sapi') && zone.service !== 'binder') {
    schedule(world, SETUP_RETRY, { kind: 'services-up', zone: uuid, boot: bootNumber });
    return;
  }
  zone.setUp = true;
  zone.serving = true;
  if (zone.service !== null) {
    const spell = { service: zone.service, zone: uuid, from: world.now, until: null };
    world.spells.push({ ...spell, foundFrom: null, foundUntil: null });
  }
  if (zone.service === 'binder') zooKeeperUp(world, zone);
  register(world, zone);
  if (zone.service === 'manatee') sitterUp(world, zone);
}

/** The beginning of a stop: services end. */
export function shutDown(world: World, zone: Zone): void {
  zone.serving = false;
  endRunner(world, zone);
  sitterDown(world, zone.uuid);
  stopMember(world, zone);
  for (const spell of world.spells) {
    if (spell.zone === zone.uuid && spell.until === null) spell.until = world.now;
  }
}

/** The end of a stop: nothing runs, nothing is written any more. */
export function halt(world: World, zone: Zone): void {
  if (!zone.running) return;
  shutDown(world, zone);
  dataOf(world, zone);
  unregister(world, zone, 'crashedOutOfDns');
  zone.running = false;
}

/** `svcadm disable|enable registrar`. */
export function setRegistrar(world: World, zone: Zone, enabled: boolean): void {
  if (zone.registrar === enabled) return;
  zone.registrar = enabled;
  if (enabled && zone.serving) register(world, zone);
  if (!enabled) unregister(world, zone, 'leftDns');
}

/** `svcadm disable|enable` of any other service. */
export function setService(world: World, zone: Zone, name: string, enabled: boolean): void {
  const others = zone.disabled.filter((one) => one !== name);
  zone.disabled = enabled ? others : [...others, name].toSorted();
  if (enabled) checkRunsAlone(world, zone, 'hnadm');
  else if (name === RUNNER) endRunner(world, zone);
  if (name === 'zookeeper') switchZooKeeper(world, zone, enabled);
}

/**
 * Destroys a zone with its dataset. `decidedAt` is when that was asked for.
 * @returns why it can't be, in ZFS' words, or null.
 */
export function destroyZone(world: World, zone: Zone, decidedAt = world.now): string | null {
  const dataset = dataOf(world, zone);
  if (dataset !== undefined && (isHeld(dataset) || dataset.receiving)) {
    return `cannot destroy '${dataset.name}': dataset is busy`;
  }
  checkLeftBeforeDestroy(world, zone, decidedAt);
  checkPeerTaken(world, zone, decidedAt);
  checkUnlisted(world, zone);
  halt(world, zone);
  if (dataset !== undefined) {
    checkCopyBeforeDestroy(world, dataset, zone.service, decidedAt);
    world.datasets.get(zone.server)?.delete(dataset.name);
  }
  world.zones.delete(zone.uuid);
  world.zookeepers.delete(zone.uuid);
  return null;
}
