/**
 * A bound on silence, not on duration: a first copy of a big dataset may take hours as long as bytes
 * arrive, and a hung command must not hold a cutover for as long as that.
 */
import type { Clock } from '../triton/clock.ts';
import { NoProgress } from './failure.ts';

/**
 * The one reason of every end, made once: given none, or one that is no error, each abort makes an
 * exception with a stack, which was the costliest part of a step.
 */
const OVER = new Error('the work is over');

/**
 * Does `work`, whose signal is aborted with {@link NoProgress} when nothing was told for `seconds`,
 * and says what was told last. `work` gets a function that tells, in words where it has any.
 */
export async function withDeadline<T>(
  clock: Clock,
  seconds: number,
  work: (signal: AbortSignal, tell: (note?: string) => void) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  let last = clock.now();
  let said: string | null = null;
  const watch = async () => {
    for (;;) {
      const left = last + seconds * 1000 - clock.now();
      if (left <= 0) break;
      await clock.sleep(left, end.signal);
    }
    end.abort(new NoProgress(seconds, said));
  };
  // Its only rejection is the end of `work`, which is below.
  const watching = watch().catch(() => undefined);
  try {
    return await work(end.signal, (note) => {
      last = clock.now();
      said = note ?? said;
    });
  } catch (error) {
    // Whatever the transport makes of an abort: the reason is that nothing moved.
    throw end.signal.aborted ? end.signal.reason : error;
  } finally {
    // Of the watch alone by now: nothing else is left that listens.
    end.abort(OVER);
    await watching;
  }
}
