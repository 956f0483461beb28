/**
 * What a failed call means for the one who made it. There are three meanings and no more: it may be
 * tried again, it will not work however often it is tried, or nobody can say whether it had its
 * effect. Everything above decides by `outcome` alone and tells people the message.
 */

/**
 * transient: no effect was made, and the same call may succeed in a moment; permanent: refused, no
 * effect; unknown: it may have had its effect, only a look at the object can tell.
 */
export type CallOutcome = 'transient' | 'permanent' | 'unknown';

/** A call to an API, or a command in a global zone, that did not do what was asked. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly outcome: CallOutcome;
  /** HTTP status; absent for commands and where no answer came. */
  readonly status: number | undefined;
  /** The API's error code without a trailing `Error`; absent where it gave none. */
  readonly code: string | undefined;
  constructor(
    message: string,
    outcome: CallOutcome,
    details: { readonly status?: number; readonly code?: string | undefined } = {},
  ) {
    super(message);
    this.outcome = outcome;
    this.status = details.status;
    this.code = details.code;
  }
}
