/** How a run is watched: as JSON lines on stdout, or as lines on stderr. */
import type { RunNews } from '../executor/events.ts';
import type { Clock } from '../triton/clock.ts';
import type { Io } from './io.ts';
import { styleOf } from './output.ts';
import { lineOf } from './progress/lines.ts';
import { numbered } from './progress/numbered.ts';

export interface RunView {
  readonly events: (news: RunNews) => void;
  /** Leaves the terminal as it should be. */
  readonly close: () => void;
}

/** A view of a run by the clock of its datacenter. */
export function viewOf(json: boolean, clock: Clock, io: Io): RunView {
  const style = styleOf(io.stderr, io);
  const events = numbered(
    () => clock.now(),
    (event) => {
      if (json) io.stdout.write(`${JSON.stringify(event)}\n`);
      else {
        const line = lineOf(event, style);
        if (line !== null) io.stderr.write(`${line}\n`);
      }
    },
  );
  return { events, close: () => undefined };
}
