/** What names a run: its plan. Of one plan there is one run, on whichever machine it goes on. */
import type { RunId } from '../schemas/ids.ts';
import type { Plan } from '../schemas/plan.ts';

/** The run of a plan. */
export function runIdOf({ digest }: Pick<Plan, 'digest'>): RunId {
  return briefDigest(digest) as RunId;
}

/** Enough of a digest to tell two apart; whoever must be sure compares the whole. */
export function briefDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 16);
}
