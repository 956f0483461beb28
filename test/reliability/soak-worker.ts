/** A worker of the soak: one row of seeds after the other. */
import { work } from './pool.ts';
import { soak, type Soaked } from './soak.ts';

export interface SoakErrand {
  /** Seeds from the first to before the last. */
  readonly task: { readonly from: number; readonly to: number };
  readonly finding: Soaked;
}

work<SoakErrand>(async function* ({ from, to }) {
  for (let seed = from; seed < to; seed += 1) yield await soak(seed);
});
