/**
 * A file of `key=value` lines, as /usbkey/config is: bash reads it, and so do tools that split at the first `=`.
 * Lines are changed in place, because their order, their comments and their quotes are other people's.
 */

const LINE = /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][\w-]*)=(.*)$/;

/** The value of a key with whatever quotes it has; all of them where it stands in several lines. */
export function valueIn(text: string, key: string): string | undefined {
  const values = text.split('\n').flatMap((line) => {
    const [, , name, value = ''] = LINE.exec(line) ?? [];
    return name === key ? [value] : [];
  });
  return values.length === 0 ? undefined : values.join('\n');
}

/** The text with other values, each with as many lines as the old one has. */
export function withValues(text: string, values: ReadonlyMap<string, string>): string {
  const left = new Map([...values].map(([key, value]) => [key, value.split('\n')]));
  return text
    .split('\n')
    .map((line) => {
      const [, before = '', name = ''] = LINE.exec(line) ?? [];
      const next = left.get(name)?.shift();
      return next === undefined ? line : `${before}${name}=${next}`;
    })
    .join('\n');
}
