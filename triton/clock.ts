/**
 * Time is passed in: the same code waits on the machine's clock in a maintenance window and on
 * virtual time in a rehearsal.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds.
   * @throws the signal's reason when it is aborted meanwhile.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
