/** The readers of a run's events that a command can choose from. None of them talks to the engine. */
import type { RunEvent } from '../../executor/events.ts';
import { lineOf } from './lines.ts';
import { terminalView, type TerminalOptions } from './terminal.ts';

export interface ProgressReader {
  event(event: RunEvent): void;
  /** Leaves the terminal as it was found. */
  close(): void;
}

/** One event a line, as JSON, for programs. They promise to ignore kinds they don't know. */
export function jsonReader(write: (text: string) => void): ProgressReader {
  return {
    event(event) {
      write(`${JSON.stringify(event)}\n`);
    },
    close: () => undefined,
  };
}

/** For people: a live view on a terminal, plain lines anywhere else. */
export function humanReader(options: TerminalOptions): ProgressReader {
  if (options.output.isTTY) return terminalView(options);
  return {
    event(event) {
      const line = lineOf(event, options.style);
      if (line !== null) options.output.write(`${line}\n`);
    },
    close: () => undefined,
  };
}
