/**
 * Exit codes, and the one kind of error that commands throw. Scripts branch on the code, people read
 * the message: it says what happened, to what, and what to do next, and there is never a stack trace.
 */

/** What each way to end exits with. */
export const EXIT = {
  /** Done. */
  done: 0,
  /** Failed, or interrupted and resumable; what the state is now is printed and in the journal. */
  failed: 1,
  /** The input is unusable; nothing was touched. */
  unusable: 2,
  /** The datacenter is not what the plan expects; nothing was touched by this call. */
  drift: 3,
  /** Failed and undone. */
  undone: 4,
  /** Waiting for a person: run again to go on. */
  waiting: 5,
  /** An undo failed or an outcome stayed unknown: a person is needed. */
  stuck: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command ends with this message and this exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exit: ExitCode;
  constructor(message: string, exit: ExitCode = EXIT.unusable) {
    super(message);
    this.exit = exit;
  }
}

/** The command line itself is wrong: told with the help to look at. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
