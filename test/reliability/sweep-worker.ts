/** A worker of the sweep: one part of one plan's cuts after the other. */
import { example } from './examples.ts';
import { work } from './pool.ts';
import { sweep, type SweepWay, type Swept } from './sweep.ts';

/** A part of a sweep. */
export interface SweepTask {
  readonly plan: string;
  readonly way: SweepWay;
  readonly seed: number;
  /** Only every so-manieth moment. */
  readonly every: number;
  /** This moment alone; null: all of the part. */
  readonly moment: number | null;
  readonly part: number;
  readonly parts: number;
}

/** What one cut came to. */
export interface SweepFinding extends Swept {
  readonly task: SweepTask;
}

export interface SweepErrand {
  readonly task: SweepTask;
  readonly finding: SweepFinding;
}

/** Neighbouring moments are in one part: equal cuts are neighbours, and are then tried once. */
const NEIGHBOURS = 64;

work<SweepErrand>(async function* (task) {
  const { plan, way, seed, every, moment, part, parts } = task;
  const wanted = (one: number): boolean =>
    moment === null
      ? one % every === 0 && Math.floor(one / every / NEIGHBOURS) % parts === part
      : one === moment;
  for await (const swept of sweep(example(plan), { way, seed, wanted })) yield { ...swept, task };
});
