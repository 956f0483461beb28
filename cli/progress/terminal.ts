/**
 * The view on a terminal: what ended scrolls by and stays, what runs is redrawn below. It is drawn
 * anew at most ten times a second, because a rehearsal tells of thousands of events in one.
 */
import { createLogUpdate } from 'log-update';
import type { Style } from '../../plans/render/style.ts';
import type { RunEvent } from '../../executor/events.ts';
import type { Output } from '../io.ts';
import { printable } from '../../plans/render/printable.ts';
import { lineOf } from './lines.ts';
import { picture } from './picture.ts';
import type { ProgressReader } from './progress-reader.ts';
import { emptyView, reduce } from './view-model.ts';

/** Milliseconds between two pictures. */
const BETWEEN_PICTURES = 100;
/** Milliseconds after which the times in a picture are brought up to date, whatever happens. */
const TICK = 1000;

export interface TerminalOptions {
  readonly output: Output;
  readonly style: Style;
  /** Milliseconds since the epoch by the run's clock, which may be virtual. */
  readonly now: () => number;
  /** By the machine's. */
  readonly wall: () => number;
}

/** Draws a run on a terminal until it is closed. */
export function terminalView({ output, style, now, wall }: TerminalOptions): ProgressReader {
  const columns = output.columns === 0 ? 80 : output.columns;
  // log-update asks a stream for no more than this.
  const stream = { write: output.write, columns, isTTY: output.isTTY };
  const log = createLogUpdate(stream as unknown as NodeJS.WriteStream);
  let view = emptyView;
  let drawn = -Infinity;

  function draw(): void {
    drawn = wall();
    log(picture(view, now(), columns, style).join('\n'));
  }

  const ticking = setInterval(draw, TICK);
  ticking.unref();
  return {
    event(event) {
      view = reduce(view, printable(event));
      const line = isLasting(event) ? lineOf(event, style) : null;
      if (line !== null) log.persist(line);
      if (wall() - drawn >= BETWEEN_PICTURES) draw();
    },
    close() {
      clearInterval(ticking);
      log.clear();
      log.done();
    },
  };
}

/** What a person wants to find in the terminal afterwards; the rest shows while it runs. */
function isLasting({ kind }: RunEvent): boolean {
  return kind !== 'step-started' && kind !== 'step-progress';
}
