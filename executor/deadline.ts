/**
 * A bound on silence, not on duration: a first copy of a big dataset may take hours as long as bytes
 * arrive, and a hung command must not hold a cutover for as long as that.
 */
import type { Clock } from '../triton/clock.ts';
import { NoProgress } from './failure.ts';

/** Given as a reason, because without one each abort makes an exception with a stack: the costliest part of a step. */
const OVER = 'the work is over';

/**
 * Does `work`, whose signal is aborted with {@link NoProgress} when nothing was told for `seconds`.
 * `work` gets a function that tells.
 */
export async function withDeadline<T>(
  clock: Clock,
  seconds: number,
  work: (signal: AbortSignal, tell: () => void) => Promise<T>,
): Promise<T> {
  const silence = new AbortController();
  const over = new AbortController();
  let last = clock.now();
  const watch = async () => {
    for (;;) {
      const left = last + seconds * 1000 - clock.now();
      if (left <= 0) break;
      await clock.sleep(left, over.signal);
    }
    silence.abort(new NoProgress(seconds));
  };
  // Its only rejection is the end of `work`, which is below.
  const watching = watch().catch(() => undefined);
  try {
    return await work(silence.signal, () => {
      last = clock.now();
    });
  } catch (error) {
    // Whatever the transport makes of an abort: the reason is that nothing moved.
    throw silence.signal.aborted ? silence.signal.reason : error;
  } finally {
    over.abort(OVER);
    await watching;
  }
}
