/**
 * UUIDs, MACs and orders that derive from a recipe's salt and from what they name. They are hashes
 * and not draws of a generator, so that removing one thing from a recipe leaves the names of all
 * others as they were: a shrunk counterexample stays comparable with the one it came from.
 */
import { createHash } from 'node:crypto';

function digest(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex');
}

/** A version 4 UUID that derives from its parts alone. */
export function uuidOf(...parts: readonly (string | number)[]): string {
  const hex = digest(parts);
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A number from 0 to `below` - 1 that derives from its parts alone. */
export function numberOf(below: number, ...parts: readonly (string | number)[]): number {
  return Number.parseInt(digest(parts).slice(0, 8), 16) % below;
}

/** The n-th MAC of a datacenter, under the OUI that NAPI gives to zones; n < 2^24 never collide. */
export function macOf(salt: number, n: number): string {
  const low = (numberOf(0x1000000, salt, 'mac') + n * 7919) % 0x1000000;
  const hex = low.toString(16).padStart(6, '0');
  return `90:b8:d0:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}

/** A copy in an order that derives from the salt: no API promises one. */
export function shuffled<T>(items: readonly T[], ...parts: readonly (string | number)[]): T[] {
  return items
    .map((item, index) => ({ item, rank: digest([...parts, index]) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ item }) => item);
}
