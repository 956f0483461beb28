/** What reads a run's events: the terminal view, plain lines and JSON alike. */
import type { RunEvent } from '../../executor/events.ts';

export interface ProgressReader {
  event(event: RunEvent): void;
  /** Leaves the terminal as it was found. */
  close(): void;
}
