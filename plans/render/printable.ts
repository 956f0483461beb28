/**
 * Names in a plan come from a datacenter's records, where anybody may have put anything. A control
 * character could repaint the screen and an invisible one reorder a line, so that a reviewer reads
 * what is not there: both are shown by their number.
 */

/** The value with every control and format character in its texts written as `\u{1b}`. */
export function printable<T>(value: T): T {
  return clean(value) as T;
}

/** A message of several lines, each of which is made so; only where it breaks is its own. */
export function printableLines(message: string): string {
  return message.split('\n').map(printable).join('\n');
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[\p{Cc}\p{Cf}]/gu, escape);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]));
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
