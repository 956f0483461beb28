/**
 * Whose turn to change over comes when. Cutovers come one at a time and each runs through once it has
 * begun, so a service is down as long as its own cutover takes, in whatever order. What the order does
 * decide is how long the maintenance lasts, in which customers can change nothing: from the first cutover
 * that they feel to the end of the last. It is as short as it can be, those cutovers and no more, when
 * they follow each other and wait for nothing. Hence three blocks: what nobody feels, done while large
 * datasets are still being copied; what customers feel; and of the rest only what must come later still,
 * the chain that all others were made through and what is behind it.
 *
 * In each block the waves come in their order. To keep the waves whole instead and the blocks in each of
 * them reads better, and leaves customers waiting while services move that they know nothing of.
 */
import { rules } from '../catalogue/rules.ts';
import { WAVES, type Wave } from '../catalogue/waves.ts';
import type { Move } from './move.ts';
import type { Removal } from './removal.ts';
import { isFelt } from './units/maintenance.ts';

/** What leaves, in the order of its turns; instances of one service stay in the order they come in. */
export function inTurn(leaving: readonly (Move | Removal)[]): readonly (Move | Removal)[] {
  const rank = new Map([...rules.keys()].map((name, index) => [name, index]));
  const place = ({ rules: { name } }: Move | Removal): number => rank.get(name) ?? rank.size;
  return [...leaving].sort(
    (a, b) => blockOf(a) - blockOf(b) || waveOf(a.rules.wave) - waveOf(b.rules.wave) || place(a) - place(b),
  );
}

function blockOf(leaving: Move | Removal): number {
  if (isFelt(leaving)) return 1;
  return waveOf(leaving.rules.wave) < waveOf('chain') ? 0 : 2;
}

function waveOf(wave: Wave): number {
  return WAVES.indexOf(wave);
}
