/** The three answers of a probe, as an action writes them down. */
import type { Probe } from './action.ts';

export const done: Probe = { answer: 'done' };
export const ready: Probe = { answer: 'ready' };

/** Neither done nor possible: what was expected of the object, and what was found instead. */
export function conflict(object: string, expected: string, found: string): Probe {
  return { answer: 'conflict', object, expected, found };
}
