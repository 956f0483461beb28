/**
 * Everything outside that a command may use: streams, environment, clock, signals, the person at
 * the terminal. Passed in, so that a whole session runs inside a test and its transcript is the
 * same on every machine.
 */
import type { Processes } from '../executor/lock-holder.ts';

export interface Io {
  /** For results. */
  readonly stdout: Output;
  /** For talk: findings, progress, errors. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Paths on the command line are relative to it. */
  readonly cwd: string;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** Asks on stderr, resolves with one line of stdin. Only where `interactive`. */
  readonly ask: (question: string) => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /**
   * Starts to listen for SIGINT, SIGTERM and SIGHUP: until then they end the process, which is right for
   * whatever only reads. Aborted at the first one, to come to an end in good order; the second one ends
   * the process.
   */
  readonly signals: () => AbortSignal;
  /** Who is at work, for journals. */
  readonly user: { readonly name: string; readonly isRoot: boolean; readonly host: string };
  /** Processes of this machine, for locks. */
  readonly processes: Processes;
}

export interface Output {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  /** Of the terminal; 0 where there is none. */
  readonly columns: number;
}
