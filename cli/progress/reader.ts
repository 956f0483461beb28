/** The readers of a run's events that a command can choose from. None of them talks to the engine. */
import { lineOf } from './lines.ts';
import type { ProgressReader } from './progress-reader.ts';
import { terminalView, type TerminalOptions } from './terminal.ts';

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
