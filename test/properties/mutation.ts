/**
 * Damage done to a JSON document: something deleted, retyped, doubled, exchanged or misspelt at a
 * place drawn at random. Places are numbers, so that the same draw means the same damage.
 */
import fc from 'fast-check';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Damage {
  readonly kind: 'delete' | 'retype' | 'double' | 'swap' | 'borrow' | 'rename';
  /** Which place of the document, and for some kinds another one. */
  readonly at: number;
  readonly other: number;
  readonly value: Json;
}

/** What a value is replaced by: every type, and values that are almost right. */
const VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  '',
  'x',
  'x'.repeat(300),
  '__proto__',
  '10.0.0.1',
  '10.0.0.256',
  'fd00::1',
  '10.0.0.0/0',
  '00000000-0000-4000-8000-000000000000',
  'running',
  [],
  [null],
  {},
  { uuid: 'x' },
];

/** One to three damages. */
export const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Damage['kind']>('delete', 'retype', 'double', 'swap', 'borrow', 'rename'),
    at: fc.nat(),
    other: fc.nat(),
    value: fc.constantFrom(...VALUES),
  }),
  { minLength: 1, maxLength: 3 },
);

interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string | number;
}

/** A damaged copy. */
export function damaged(document: unknown, all: readonly Damage[]): Json {
  const copy = JSON.parse(JSON.stringify(document)) as Json;
  for (const damage of all) {
    const places = placesOf(copy);
    const place = places[damage.at % Math.max(1, places.length)];
    const other = places[damage.other % Math.max(1, places.length)];
    if (place !== undefined && other !== undefined) hurt(damage, place, other);
  }
  // What was moved into itself has no JSON form: such damage can't be in a file.
  return copy;
}

function placesOf(root: Json): readonly Place[] {
  const places: Place[] = [];
  const visit = (holder: Json): void => {
    if (typeof holder !== 'object' || holder === null) return;
    const keys = Array.isArray(holder) ? holder.keys() : Object.keys(holder);
    for (const key of keys) {
      places.push({ holder, key });
      visit(read({ holder, key }));
    }
  };
  visit(root);
  return places;
}

function read({ holder, key }: Place): Json {
  return (holder as Readonly<Record<string | number, Json>>)[key] ?? null;
}

function write({ holder, key }: Place, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function hurt({ kind, value }: Damage, place: Place, other: Place): void {
  const { holder, key } = place;
  switch (kind) {
    case 'delete':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
      return;
    case 'retype':
      write(place, copyOf(value));
      return;
    case 'double':
      if (Array.isArray(holder)) holder.splice(Number(key), 0, copyOf(read(place)));
      else write({ holder, key: `${String(key)}2` }, copyOf(read(place)));
      return;
    case 'swap': {
      const [one, two] = [copyOf(read(place)), copyOf(read(other))];
      write(place, two);
      write(other, one);
      return;
    }
    case 'borrow':
      write(place, copyOf(read(other)));
      return;
    case 'rename':
      if (Array.isArray(holder)) return;
      write({ holder, key: `${String(key)}_` }, read(place));
      Reflect.deleteProperty(holder, key);
      return;
    default:
      kind satisfies never;
  }
}

function copyOf(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
