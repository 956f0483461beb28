/**
 * Waiting for the datacenter. There is no bound on the number of looks: the engine ends a step that
 * makes no progress, so that a slow first boot that still moves is not cut off at some round number.
 */
import type { StepContext } from './action.ts';
import { isPassing } from './failure.ts';

/** Milliseconds between two looks: a fifth of a typical boot's shortest stage, and cheap for the APIs. */
const BETWEEN_LOOKS = 2000;

/** What a look found: the value waited for, or what is still awaited, in words. */
export type Look<T> = { readonly value: T } | { readonly awaited: string };

/**
 * Looks until the value is there. Each thing awaited for the first time counts as progress. A look that gets no
 * answer is repeated, since services restart while they move.
 * @throws what `look` throws otherwise, and the signal's reason.
 */
export async function waitFor<T>(context: StepContext, look: () => Promise<Look<T>>): Promise<T> {
  // A service that crashes in a loop goes to and fro between the same two states: that is no progress.
  const told = new Set<string>();
  for (;;) {
    const found = await lookOnce(context, look);
    if ('value' in found) return found.value;
    if (!told.has(found.awaited)) context.progress({ note: found.awaited });
    told.add(found.awaited);
    await context.clock.sleep(BETWEEN_LOOKS, context.signal);
  }
}

/** Looks until there is nothing left to wait for: `look` says what is still awaited, or null. */
export async function waitUntil(context: StepContext, look: () => Promise<string | null>): Promise<void> {
  await waitFor(context, async () => {
    const awaited = await look();
    return awaited === null ? { value: undefined } : { awaited };
  });
}

async function lookOnce<T>(context: StepContext, look: () => Promise<Look<T>>): Promise<Look<T>> {
  try {
    return await look();
  } catch (error) {
    if (context.signal.aborted || !isPassing(error)) throw error;
    return { awaited: error instanceof Error ? error.message : 'no answer' };
  }
}
