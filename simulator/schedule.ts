/**
 * Puts events into a world's queue. Kept by itself because everything that happens later, wherever
 * it is decided, is put there by this one function and numbered in one row.
 */
import { push } from './queue.ts';
import type { Happening, Outcome, World } from './world.ts';

/** Lets something happen `after` milliseconds from now. */
export function schedule(world: World, after: number, what: Happening): void {
  push(world.queue, { at: world.now + after, seq: world.seq++, what });
}

/** Lets a client have its answer `after` milliseconds from now. */
export function reply(world: World, client: number, after: number, outcome: Outcome<unknown>): void {
  schedule(world, after, { kind: 'reply', client, outcome });
}

/** Virtual time as APIs write it. */
export function isoNow(world: World): string {
  return new Date(world.now).toISOString();
}
