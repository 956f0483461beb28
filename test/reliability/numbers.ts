/** Numbers drawn from a seed: the same in every process, and no kin of the simulator's own. */

/** A whole number from 0 to below the argument. */
export type Draw = (below: number) => number;

/** The numbers of a seed. */
export function numbers(seed: number): Draw {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  // Mulberry32, by Tommy Ettinger (public domain).
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
