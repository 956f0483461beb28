/**
 * No write is lost: a zone never starts with less data than a stopped zone of its service wrote, and
 * no receive rolls back over what nobody else has.
 * Services whose members replicate, or that fill their data again, are left out; so are zones that
 * run, because those two are members beside each other and not one in place of the other.
 */
import { isRefillable } from '../behaviour.ts';
import { blameFor, type Blame } from '../blame.ts';
import { violate } from '../violations.ts';
import { hasAllOf } from '../zfs/dataset.ts';
import { nameOf } from './one-address.ts';
import type { Content, Dataset, World, Zone } from '../world.ts';

/** Checks a booting zone's data against that of every stopped zone of its service. */
export function checkNoLostWrite(world: World, booting: Zone, by: Blame): void {
  const mine = dataOf(world, booting);
  if (mine === undefined || isRefillable(booting.service)) return;
  for (const other of world.zones.values()) {
    if (other === booting || other.running || other.service !== booting.service) continue;
    const theirs = dataOf(world, other);
    if (theirs === undefined || hasAllOf(mine.content, theirs.content)) continue;
    // A copy that is behind is no predecessor: the one that is ahead of it is.
    if (hasAllOf(theirs.content, mine.content) || Object.keys(mine.content).length === 0) {
      violate(
        world,
        'no-lost-write',
        by === 'fault' ? by : blameFor(world, `running:${other.uuid}`),
        mine.name,
        `${nameOf(booting)} starts without some of what ${nameOf(other)} wrote before it was stopped`,
      );
    }
  }
}

/**
 * Checks a dataset that a receive is about to make like its source, which wipes out whatever is only
 * there; `decidedAt` is when the receive began.
 */
export function checkNotOverwritten(world: World, target: Dataset, source: Content, decidedAt: number): void {
  const zone = world.zones.get(target.name.split('/')[1] ?? '');
  if (zone === undefined || isRefillable(zone.service) || hasAllOf(source, target.content)) return;
  for (const datasets of world.datasets.values()) {
    for (const other of datasets.values()) {
      if (other !== target && hasAllOf(other.content, target.content)) return;
    }
  }
  violate(
    world,
    'no-lost-write',
    blameFor(world, `running:${zone.uuid}`, decidedAt),
    target.name,
    `a receive rolls back ${target.name}, and nobody else has all that ${nameOf(zone)} wrote to it`,
  );
}

function dataOf(world: World, zone: Zone): Dataset | undefined {
  return world.datasets.get(zone.server)?.get(`zones/${zone.uuid}/data`);
}
