/**
 * Somebody who carries out a plan: what he does next, given how everything ended that he did before.
 * The one who goes straight on is what the sweep asks for; those who hesitate, interrupt and come back
 * later are drawn for the soak.
 */
import type { RunEnd } from '../../executor/events.ts';
import type { RunOptions } from '../../executor/run.ts';
import type { Draw } from './numbers.ts';

/** How a move ended. refused: nothing was touched; broken: by an error that nobody foresaw. */
export type End = RunEnd | 'refused' | 'broken';

/** One thing that he does. */
export interface Move {
  /** Goes forth with `run` or back with `rollback`. */
  readonly way: 'forth' | 'back';
  readonly afterSeconds: number;
  readonly until: RunOptions['until'];
  readonly openGates: RunOptions['openGates'];
  readonly onFailure: RunOptions['onFailure'];
  /** Interrupted at the n-th event that isn't progress; null: not at all. */
  readonly interruptAt: number | null;
}

/** His next move, or null: he is through. */
export type Operator = (ends: readonly End[]) => Move | null;

const TO_THE_END: Move = {
  way: 'forth',
  afterSeconds: 0,
  until: 'commit',
  openGates: 'all',
  onFailure: 'unit',
  interruptAt: null,
};

/** Starts it, or goes on, and looks at what came of it. */
export const straightOn: Operator = (ends) => (ends.length === 0 ? TO_THE_END : null);

/**
 * Takes back whatever can be taken back, and looks at what came of it. Where nothing can be, because
 * what was committed stands on it, he goes on.
 */
export const straightBack: Operator = (ends) => {
  if (ends.length === 0) return { ...TO_THE_END, way: 'back' };
  return ends.length === 1 && ends[0] === 'failed' ? TO_THE_END : null;
};

/** Carries it out up to the gate, lets it serve for an hour, and takes everything back. */
export const forthAndBack: Operator = (ends) => {
  if (ends.length === 0) return { ...TO_THE_END, openGates: [] };
  return ends.length === 1 ? { ...TO_THE_END, way: 'back', afterSeconds: 3600 } : null;
};

/** So often he tries again what failed or was refused. */
const AGAIN = 3;

/** Draws somebody. `events`: about how many events a run of the plan tells. */
export function drawOperator(draw: Draw, events: number): Operator {
  const begin = drawBeginning(draw, events);
  return (ends) => {
    const last = ends.at(-1);
    if (last === 'broken') return null;
    const next = begin[ends.length];
    if (next !== undefined) return next;
    const isTried = ends.length > begin.length;
    const isOver = isTried && (last === 'done' || ends.length > begin.length + AGAIN);
    return isOver ? null : { ...TO_THE_END, afterSeconds: draw(600) };
  };
}

/** What he does before he goes straight on. */
function drawBeginning(draw: Draw, events: number): readonly Move[] {
  const later = (move: Partial<Move>): Move => ({
    ...TO_THE_END,
    afterSeconds: draw(3) * draw(4000),
    ...move,
  });
  const interrupted = (): Move => later({ interruptAt: 1 + draw(events) });
  switch (draw(6)) {
    case 0:
      return [later({ until: 'prepare' })];
    case 1:
      return [later({ openGates: [] })];
    case 2:
      return [interrupted()];
    case 3:
      return [
        later({ until: 'prepare', interruptAt: 1 + draw(events) }),
        interrupted(),
        later({ openGates: [] }),
      ];
    default:
      return [];
  }
}
