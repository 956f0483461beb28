/**
 * What an error means for a step. Actions and clients throw several kinds; the engine knows three
 * meanings. An error nobody foresaw is `unknown`: it came from somewhere between the effect and us,
 * and claiming that nothing happened would be a guess.
 */
import { CallFailed, type CallOutcome } from '../triton/call-failed.ts';
import { TransportError } from '../triton/transport.ts';
import { OutcomeUnknown, StepFailed } from './action.ts';
import { JournalUnwritable } from './journal-sink.ts';

export interface Failure {
  readonly outcome: CallOutcome;
  readonly message: string;
}

/** No progress was told of for a step's whole timeout. */
export class NoProgress extends Error {
  override readonly name = 'NoProgress';
  /** `last`: what was told last, in words; null: nothing was. */
  constructor(seconds: number, last: string | null) {
    super(`no progress for ${String(seconds)} s${last === null ? '' : ` after: ${last}`}`);
  }
}

/** The meaning of whatever an action threw. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CallFailed) return { outcome: error.outcome, message: error.message };
  if (error instanceof StepFailed) {
    return { outcome: error.transient ? 'transient' : 'permanent', message: error.message };
  }
  // Nothing was done for want of a record, and in this invocation nothing will be.
  if (error instanceof JournalUnwritable) return { outcome: 'permanent', message: error.message };
  if (error instanceof TransportError) {
    return { outcome: error.sent ? 'unknown' : 'transient', message: error.message };
  }
  if (error instanceof OutcomeUnknown || error instanceof NoProgress) {
    return { outcome: 'unknown', message: error.message };
  }
  return { outcome: 'unknown', message: error instanceof Error ? error.message : String(error) };
}

/** Whether a look that failed may be repeated: looking has no effect that could be doubled. */
export function isPassing(error: unknown): boolean {
  return (
    (error instanceof CallFailed || error instanceof TransportError) &&
    failureOf(error).outcome !== 'permanent'
  );
}
