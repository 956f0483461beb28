/**
 * A transfer that drops what an earlier one left half-way, and waits for its receiver. Where the
 * machine that carried an earlier one died, its receive stands open until the connection is found dead,
 * minutes later, and ZFS calls the dataset busy meanwhile. That passes by itself: to sweep and to give
 * up instead would call a person for nothing.
 */
import { CallFailed } from '../triton/call-failed.ts';
import { transfer, type Transfer } from '../triton/global-zone/transfer.ts';
import { abortReceive, hasPartialReceive } from '../triton/global-zone/zfs.ts';
import type { StepContext } from './action.ts';

/** Milliseconds between two attempts: the first of them after the connection's end is soon enough. */
const BETWEEN_ATTEMPTS = 5000;

/**
 * Sends a snapshot; `onBytes` is told the bytes so far.
 * @throws {CallFailed} as transfer does; the signal's reason when it stays busy for the step's timeout.
 */
export async function send(
  context: StepContext,
  what: Transfer,
  onBytes: (bytes: number) => void,
): Promise<void> {
  for (let isTold = false; ; isTold = true) {
    if (await hasPartialReceive(context, what.to)) await abortReceive(context, what.to);
    try {
      await transfer(context, what, onBytes);
      return;
    } catch (error) {
      if (!(error instanceof CallFailed) || !error.message.endsWith('dataset is busy')) throw error;
    }
    if (!isTold) context.progress({ note: `an earlier receive into ${what.to.dataset} has not ended` });
    await context.clock.sleep(BETWEEN_ATTEMPTS, context.signal);
  }
}
