/** Long work that tells nobody how far it is, and whose end is certain: each minute of it counts as progress. */
import type { StepContext } from './action.ts';

const MINUTE = 60_000;

/**
 * Waits for work, telling every minute that it goes on. It must end by itself.
 * @throws what the work throws, and the signal's reason.
 */
export async function attended<T>(context: StepContext, what: string, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const result = work.then((value) => ({ value }));
  try {
    for (let minutes = 0; ; minutes += 1) {
      context.progress({ note: `${what}, for ${String(minutes)} min` });
      const end = await Promise.race([result, context.clock.sleep(MINUTE, signal).then(() => null)]);
      if (end !== null) return end.value;
    }
  } finally {
    // The last minute ends with the work: nobody waits for it.
    over.abort();
  }
}
