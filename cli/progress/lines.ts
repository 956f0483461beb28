/**
 * A run as plain lines, for logs and pipes: what began and ended, what waits, what went wrong. Bytes
 * and notes of a step under way are left out: a log of a first copy would be made of nothing else.
 */
import { printable } from '../../plans/render/printable.ts';
import { count, duration } from '../../plans/render/words.ts';
import type { Style } from '../../plans/render/style.ts';
import type { RunEvent } from '../../executor/events.ts';

/**
 * The line that tells an event, or null where it isn't worth one. Names come from a datacenter and
 * questions from a plan: none of them may steer the terminal.
 */
export function lineOf(event: RunEvent, style: Style): string | null {
  const time = style.faint(event.at.slice(11, 19));
  const told = words(printable(event), style);
  return told === null ? null : `${time} ${told}`;
}

function words(event: RunEvent, style: Style): string | null {
  switch (event.kind) {
    case 'run-started': {
      const done = event.steps.filter(({ standing }) => standing === 'done').length;
      const all = String(event.steps.length);
      const begins = event.resumed ? `goes on, ${String(done)} of ${all} steps done` : `begins, ${all} steps`;
      return style.heading(`run on ${event.datacenter} ${begins}`);
    }
    case 'step-started':
      return event.undo ? `undo   ${event.step}` : `start  ${event.step}`;
    case 'undo-began':
      return style.warn(`undo   ${count(event.steps.length, 'step')}, the last one first`);
    case 'step-progress':
      return null;
    case 'step-retry':
      return style.warn(`retry  ${event.step}: ${event.message}`);
    case 'step-ended':
      return ended(event, style);
    case 'gate-waiting':
      return style.warn(`gate   ${event.step}: ${event.question}`);
    case 'gate-opened':
      return `opened ${event.step} by ${event.by}`;
    case 'bracket':
      return `${event.end} ${event.bracket}`;
    case 'bracket-progress':
      return `wait   ${event.bracket}: ${event.note}`;
    case 'warning':
      return style.warn(`warn   ${event.message}`);
    case 'run-ended':
      return style.heading(`run ended: ${event.end}: ${event.message}`);
    default:
      event satisfies never;
      return null;
  }
}

function ended(event: Extract<RunEvent, { readonly kind: 'step-ended' }>, style: Style): string {
  const after = `after ${duration(event.seconds)}`;
  const why = event.message === undefined ? '' : `: ${event.message}`;
  switch (event.outcome) {
    case 'applied':
      return `done   ${event.step} ${after}`;
    case 'found':
      return `done   ${event.step}: nothing was left to do`;
    case 'undone':
      return `undone ${event.step} ${after}`;
    case 'failed':
      return style.alarm(`failed ${event.step} ${after}${why}`);
    case 'unknown':
      return style.alarm(`unknown outcome of ${event.step} ${after}${why}`);
    case 'undo-failed':
      return style.alarm(`undo failed of ${event.step} ${after}${why}`);
    default:
      return event.outcome satisfies never;
  }
}
