/**
 * The simulator's own random numbers: mulberry32, whose whole state is one integer, so that a saved
 * world goes on exactly as the one it was saved from. Ids and MACs come from here too: a run is
 * reproduced from its seed alone.
 */

/** State of a generator; changed by every draw. */
export interface Random {
  state: number;
}

/** A number in [0, 1). */
export function unit(random: Random): number {
  random.state = (random.state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(random.state ^ (random.state >>> 15), 1 | random.state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

/** An integer in [0, limit). */
export function below(random: Random, limit: number): number {
  return Math.floor(unit(random) * limit);
}

function hex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits) text += below(random, 65536).toString(16).padStart(4, '0');
  return text.slice(0, digits);
}

/** A version 4 UUID. */
export function uuid(random: Random): string {
  const text = hex(random, 32);
  const variant = '89ab'.charAt(below(random, 4));
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`;
}

/** A MAC address under Triton's default OUI (sdc-napi lib/models/nic, `90:b8:d0`). */
export function mac(random: Random): string {
  const text = hex(random, 6);
  return `90:b8:d0:${text.slice(0, 2)}:${text.slice(2, 4)}:${text.slice(4)}`;
}

/** A ZFS guid: decimal digits, kept as text because it exceeds a double. */
export function guid(random: Random): string {
  const digits = String(1 + below(random, 9)) + String(below(random, 1e9)).padStart(9, '0');
  return digits + String(below(random, 1e9)).padStart(9, '0');
}
