/**
 * The soak: random datacenters, random plans, random behaviour, one run a seed. A seed gives the same
 * run in every process and on every machine.
 */
import { createDatacenter } from '../../simulator/datacenter.ts';
import { drawFaults, faultRandom } from '../../simulator/faults/draw.ts';
import type { FaultKind } from '../../simulator/faults/fault.ts';
import { faultScope } from '../../simulator/rehearsal/fault-scope.ts';
import type { Invocation } from '../../simulator/rehearsal/invocation.ts';
import { cutEverywhere } from './cuts.ts';
import type { Problem } from './judge.ts';
import { numbers } from './numbers.ts';
import { drawOperator } from './operator.ts';
import { sceneOf, type PlannedScene } from './scenes.ts';
import type { Picture } from './picture.ts';
import { trial } from './trial.ts';

/** What a run came to. */
export interface Soaked {
  readonly seed: number;
  readonly ends: readonly Invocation[];
  /** Those that struck. */
  readonly faults: readonly FaultKind[];
  readonly problems: readonly Problem[];
}

/** So many seeds in a row have one datacenter and plan: to make them takes as long as to run them. */
const SHARED = 10;

/** One run in so many meets no fault. */
const FAULTLESS = 8;

interface Rehearsed extends PlannedScene {
  readonly number: number;
  readonly after: Picture;
  /** Records of an uninterrupted run. */
  readonly length: number;
}

let latest: Rehearsed | null = null;

/** The scene of a seed, with its uninterrupted run; the latest one is kept. */
async function rehearsed(number: number): Promise<Rehearsed> {
  if (latest?.number === number) return latest;
  const scene = sceneOf(number);
  const { picture, records } = await cutEverywhere(scene.plan, scene.snapshot, {
    seed: number,
    wanted: () => false,
  });
  latest = { ...scene, number, after: picture, length: records.length };
  return latest;
}

/** Makes the run of a seed. */
export async function soak(seed: number): Promise<Soaked> {
  const { plan, snapshot, after, length } = await rehearsed(Math.floor(seed / SHARED));
  const draw = numbers(seed);
  const datacenter = createDatacenter(snapshot, { seed });
  const random = faultRandom(seed);
  const kinds = draw(FAULTLESS) === 0 ? [] : (['random'] as const);
  datacenter.arm(drawFaults(kinds, faultScope(plan), random), random);
  const operator = drawOperator(draw, length);
  const { ends, problems } = await trial({ plan, snapshot, datacenter, records: [], after }, operator);
  const struck = datacenter.faults.filter(({ at }) => at !== null).map(({ kind }) => kind);
  return { seed, ends, faults: struck, problems };
}
