/**
 * Repeating what passes. Only looks and sweeps are repeated like this: both may be made any number of
 * times. An effect is repeated by the engine alone, which looks in between.
 */
import type { Clock } from '../triton/clock.ts';
import { failureOf, NoProgress } from './failure.ts';

/**
 * Seconds before each repetition. Together a minute and a half: a service that moves is out of DNS and
 * clients' caches for about one, and its API answers nobody meanwhile.
 */
export const BACKOFF: readonly number[] = [1, 2, 4, 8, 15, 30, 30];

/** The same for looks of which there are hundreds: an API that is down is to be told of soon. */
export const BRIEF: readonly number[] = [1, 2, 4];

/**
 * Does `work` until it succeeds, fails for good, or the pauses are used up.
 * @throws what `work` threw last.
 */
export async function patiently<T>(
  clock: Clock,
  pauses: readonly number[],
  work: () => Promise<T>,
): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NoProgress || failureOf(error).outcome === 'permanent') throw error;
    }
    await clock.sleep(pause * 1000);
  }
  return work();
}
