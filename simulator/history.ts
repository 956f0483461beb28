/**
 * When services served and when they did not, from the spells of their zones: a service serves while
 * some zone of it answers and clients find it by name.
 */
import type { Spell, World } from './world.ts';

/** A stretch of time, milliseconds since the epoch. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** One service from the world's beginning to now. */
export interface ServiceHistory {
  readonly service: string;
  readonly served: readonly Stretch[];
  /** Stretches between two in which it served, and one that lasts until now. */
  readonly down: readonly Stretch[];
}

/** The history of every service that ever served. */
export function historyOf(world: World): readonly ServiceHistory[] {
  const services = [...new Set(world.spells.map(({ service }) => service))].toSorted();
  return services.map((service) => {
    const spells = world.spells.filter((spell) => spell.service === service);
    const served = merged(spells.flatMap((spell) => stretchOf(spell, world.now)));
    return { service, served, down: gaps(served, world.now) };
  });
}

function stretchOf({ from, until, foundFrom, foundUntil }: Spell, now: number): readonly Stretch[] {
  const start = Math.max(from, foundFrom ?? Infinity);
  const end = Math.min(until ?? now, foundUntil ?? now, now);
  return start < end ? [{ from: start, to: end }] : [];
}

function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || stretch.from > last.to) result.push(stretch);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) };
  }
  return result;
}

function gaps(served: readonly Stretch[], now: number): readonly Stretch[] {
  return served.flatMap(({ to }, index) => {
    const next = served[index + 1]?.from ?? now;
    return next > to ? [{ from: to, to: next }] : [];
  });
}
