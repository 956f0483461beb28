/** The terminal's picture of a run: a bar for the whole, then what runs, with its time and its bytes. */
import { duration, size } from '../../plans/render/words.ts';
import type { Style } from '../../plans/render/style.ts';
import { isPast, share, wayOf, type StepView, type View } from './view-model.ts';

/** Steps shown: with two lines each they fit the smallest terminal there is, 24 lines. */
const SHOWN = 10;

/** Lines of the picture, none wider than `columns`. @param now milliseconds since the epoch. */
export function picture(view: View, now: number, columns: number, style: Style): readonly string[] {
  const steps = [...view.steps.values()];
  const way = wayOf(view);
  const past = way.filter((step) => isPast(view, step)).length;
  const counted = `${String(past)}/${String(way.length)} steps${view.undoing.size > 0 ? ' undone' : ''}`;
  const running = steps.filter(({ showing }) => showing === 'running');
  return [
    style.heading(
      cut(`${bar(share(view, now), Math.min(40, columns - counted.length - 8))} ${counted}`, columns),
    ),
    ...running.slice(0, SHOWN).flatMap((step) => stepLines(step, now, columns, style)),
    ...(running.length > SHOWN ? [`  and ${String(running.length - SHOWN)} more`] : []),
  ];
}

function stepLines(step: StepView, now: number, columns: number, style: Style): readonly string[] {
  const spent = step.since === null ? 0 : Math.max(0, (now - step.since) / 1000);
  const time = `${duration(spent)} of about ${duration(step.estimateSeconds)}`;
  const head = cut(`  ${step.title}`, Math.max(20, columns - time.length - 2));
  const said = [bytesOf(step), step.note].filter((part) => part !== null).join(', ');
  const line = cut(`${head}  ${time}`, columns);
  return said === '' ? [line] : [line, style.faint(cut(`    ${said}`, columns))];
}

/** Bytes so far, of how many where that is known. */
function bytesOf({ bytes, totalBytes }: Pick<StepView, 'bytes' | 'totalBytes'>): string | null {
  if (bytes === null) return null;
  return totalBytes === null ? size(bytes) : `${size(bytes)} of ${size(totalBytes)}`;
}

function bar(part: number, width: number): string {
  const inner = Math.max(5, width);
  const full = Math.round(Math.min(1, Math.max(0, part)) * inner);
  const percent = `${String(Math.floor(part * 100)).padStart(3)} %`;
  return `[${'#'.repeat(full)}${'.'.repeat(inner - full)}] ${percent}`;
}

/** Titles name aliases and hosts and are plain ASCII: a character is a column. */
function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 3))}...`;
}
