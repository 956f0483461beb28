/**
 * Somebody who carries out a plan: what he does next, given how everything ended that he did before.
 * The one who goes straight on is what the sweep asks for; those who hesitate, interrupt and come back
 * later are drawn for the soak.
 */
import type { RunOptions } from '../../executor/run.ts';
import type { InvocationEnd } from '../../simulator/rehearsal/invocation.ts';
import type { Draw } from './numbers.ts';

/** One thing that he does. */
export interface Move {
  /** Goes forth with `run` or back with `rollback`. */
  readonly way: 'forth' | 'back';
  readonly afterSeconds: number;
  /** Only when no fault strikes any more and everything has come to rest. */
  readonly isCalm: boolean;
  readonly until: RunOptions['until'];
  readonly openGates: RunOptions['openGates'];
  readonly onFailure: RunOptions['onFailure'];
  /** Interrupted at the n-th event that isn't progress; null: not at all. */
  readonly interruptAt: number | null;
}

/** His next move, or null: he is through. */
export type Operator = (ends: readonly InvocationEnd[]) => Move | null;

const TO_THE_END: Move = {
  way: 'forth',
  afterSeconds: 0,
  isCalm: false,
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

/** So often he tries again what failed or was refused, whatever goes on. */
const AGAIN = 2;

/**
 * Draws somebody. He begins in some way, tries again what fails, waits until nothing strikes any more
 * and tries once more, and takes back what still fails then. Somebody else goes back as soon as he has
 * begun. `events`: about how many events a run of the plan tells.
 */
export function drawOperator(draw: Draw, events: number): Operator {
  const onFailure = (['unit', 'all', 'stop'] as const)[draw(3)] ?? 'unit';
  const base: Move = { ...TO_THE_END, onFailure };
  const begin = drawBeginning(draw, events, base);
  const isTimid = draw(6) === 0;
  return (ends) => {
    const last = ends.at(-1);
    if (last === 'broken' || last === 'undone') return null;
    const next = begin[ends.length];
    if (next !== undefined) return next;
    const more = ends.length - begin.length;
    if (more > 0 && last === 'done') return null;
    const afterSeconds = draw(600);
    // Where nothing can be taken back, because what was committed stands on it, he goes on in the end.
    if (isTimid && more === AGAIN + 2 && last === 'failed') return { ...base, isCalm: true };
    if (isTimid) return more > AGAIN + 1 ? null : { ...base, way: 'back', afterSeconds, isCalm: more > 1 };
    if (more <= AGAIN) return { ...base, afterSeconds };
    if (more === AGAIN + 1) return { ...base, afterSeconds, isCalm: true };
    return more === AGAIN + 2 ? { ...base, way: 'back', isCalm: true } : null;
  };
}

/** What he does before he goes straight on. */
function drawBeginning(draw: Draw, events: number, base: Move): readonly Move[] {
  const later = (move: Partial<Move>): Move => ({ ...base, afterSeconds: draw(3) * draw(4000), ...move });
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
      return [later({ openGates: draw(2) === 0 ? [] : 'all' })];
  }
}
