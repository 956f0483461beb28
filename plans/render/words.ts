/**
 * Numbers in words: durations, sizes, ages, counts. Plain ASCII everywhere: plans are read on serial
 * consoles too.
 */
import type { SecondsRange } from '../../schemas/plan.ts';

/** Seconds as `45 s`, `2 m 5 s`, `1 h 10 m`, `3 d 2 h`: the two largest units. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${String(whole)} s`;
  if (whole < 3600) return pair(whole, 60, 'm', 's');
  if (whole < 86_400) return pair(Math.floor(whole / 60), 60, 'h', 'm');
  return pair(Math.floor(whole / 3600), 24, 'd', 'h');
}

function pair(count: number, base: number, large: string, small: string): string {
  const rest = count % base;
  const first = `${String(Math.floor(count / base))} ${large}`;
  return rest === 0 ? first : `${first} ${String(rest)} ${small}`;
}

/** `typically 40 s (20 s to 1 m 30 s)`. */
export function range({ low, typical, high }: SecondsRange): string {
  if (low === typical && typical === high) return duration(typical);
  return `typically ${duration(typical)} (${duration(low)} to ${duration(high)})`;
}

/** The same for a table: `40 s (20 s - 1 m 30 s)`. */
export function shortRange({ low, typical, high }: SecondsRange): string {
  if (low === typical && typical === high) return duration(typical);
  return `${duration(typical)} (${duration(low)} - ${duration(high)})`;
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes as `812 B`, `1.4 GiB`; null is unknown. */
export function size(bytes: number | null): string {
  if (bytes === null) return 'size unknown';
  if (bytes < 1024) return `${String(bytes)} B`;
  let count = bytes;
  let unit = '';
  for (const next of UNITS) {
    if (count < 1024) break;
    count /= 1024;
    unit = next;
  }
  return `${count.toFixed(count < 10 ? 1 : 0)} ${unit}`;
}

/** `1 step`, `3 steps`; plurals are regular unless given. */
export function count(number: number, thing: string, things = `${thing}s`): string {
  return `${String(number)} ${number === 1 ? thing : things}`;
}

/** The first eight characters of a UUID: enough to recognise it, `--full` has it whole. */
export function brief(uuid: string): string {
  return uuid.slice(0, 8);
}
