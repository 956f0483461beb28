/** Paths to every value inside a document that holds no others, and documents with one of them changed. */

export type Path = readonly (string | number)[];

/** All paths to texts, numbers, booleans and nulls. */
export function leaves(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, at) => [at, item])
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** One path of each kind: of those that differ in positions alone the last, for lists begin with what is common. */
export function oneOfEach(paths: readonly Path[]): readonly Path[] {
  const kinds = new Map(paths.map((path) => [path.filter((key) => typeof key === 'string').join('.'), path]));
  return [...kinds.values()];
}

/** A copy in which the value at the path is another. */
export function withLeaf(value: unknown, path: Path, change: (leaf: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, at) => (at === key ? withLeaf(item, rest, change) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: withLeaf(object[key], rest, change) };
}
