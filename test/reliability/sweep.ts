/**
 * The sweep: a plan's run is cut everywhere, and from each cut somebody goes on. However it was cut,
 * the end must be that of the run that nobody cut.
 */
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import { cutEverywhere, type Cut } from './cuts.ts';
import type { Example } from './examples.ts';
import { withoutMirroring } from './forks.ts';
import type { Problem } from './judge.ts';
import { mirroredRecords } from './mirrored.ts';
import { straightBack, straightOn, type Operator } from './operator.ts';
import { trial } from './trial.ts';

/** How it may go on after a cut. */
export const WAYS = ['resume', 'rollback', 'takeover'] as const;
export type SweepWay = (typeof WAYS)[number];

export interface SweepOptions {
  readonly way: SweepWay;
  readonly seed: number;
  /** Which moments of the run are cut, by number. */
  readonly wanted: (moment: number) => boolean;
}

/** A cut, and what was wrong at the end. */
export interface Swept {
  readonly cut: string;
  readonly problems: readonly Problem[];
}

const OPERATORS: Readonly<Record<SweepWay, Operator>> = {
  resume: straightOn,
  rollback: straightBack,
  takeover: straightOn,
};

/** Cuts a plan's run and goes on from each cut; yields them in the order of the run. */
export async function* sweep(
  { plan, snapshot }: Example,
  { way, seed, wanted }: SweepOptions,
): AsyncGenerator<Swept> {
  const { picture: after, cuts } = await cutEverywhere(plan, snapshot, { seed, wanted });
  for (const { name, ...cut } of cuts) {
    const { state, records } = way === 'takeover' ? takenOver(cut) : cut;
    const scene = { plan, snapshot, datacenter: restoreDatacenter(state), records, after };
    yield { cut: name, problems: (await trial(scene, OPERATORS[way])).problems };
  }
}

/** What somebody on another machine finds: the datacenter, and the copy of the journal. */
export function takenOver({ state }: Pick<Cut, 'state'>): Pick<Cut, 'state' | 'records'> {
  return { state: withoutMirroring(state), records: mirroredRecords(state) };
}
