/**
 * Addresses inside values: `10.0.0.1` in lists, in URLs, in `user:password:host:port`, in JSON. One that is only
 * the beginning, the end or a part of something else (`10.0.0.10`, `110.0.0.1`, `10.0.0.1.example.com`) is not meant.
 * Planner and executor share it: what the one plans to change the other must find.
 */

/** One address for another. */
export interface AddressChange {
  readonly old: string;
  readonly new: string;
}

/** A function that tells which of these addresses a value names, each once, in the order of `ips`. */
export function addressFinder(ips: readonly string[]): (value: unknown) => readonly string[] {
  const wanted = patternOf(ips);
  return (value) => {
    const found = new Set<string>();
    for (const text of textsIn(value))
      for (const [match] of text.matchAll(wanted)) found.add(match.toLowerCase());
    return found.size === 0 ? [] : ips.filter((ip) => found.has(ip));
  };
}

/** The value with each old address replaced by its new one; keys of objects stay. */
export function withAddresses(value: unknown, changes: readonly AddressChange[]): unknown {
  const wanted = patternOf(changes.map(({ old }) => old));
  const other = new Map(changes.map((change) => [change.old, change.new]));
  // All at once: one after the other, what has become the new address of one might be another's old.
  return mapTexts(value, (text) => text.replace(wanted, (match) => other.get(match.toLowerCase()) ?? match));
}

/** Matches none of them where there are none. */
function patternOf(ips: readonly string[]): RegExp {
  const alternatives = ips.map((ip) => {
    const text = ip.replaceAll('.', '\\.');
    return ip.includes(':') ? `(?<![\\w.:])${text}(?![\\w:]|\\.\\w)` : `(?<![\\w.])${text}(?!\\w|\\.\\w)`;
  });
  return new RegExp(alternatives.length === 0 ? '(?!)' : alternatives.join('|'), 'gi');
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one: unknown) => mapTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]));
}
