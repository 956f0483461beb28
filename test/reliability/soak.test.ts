/** A slice of the soak, and that a seed gives the same run again: `npm run soak` makes as many as wanted. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { soak } from './soak.ts';

const FIRST = 20_261_124;
const RUNS = 60;

describe('random runs in random datacenters', () => {
  it('end as they must', async () => {
    for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
      const { problems } = await soak(seed);
      assert.deepEqual(problems, [], `npm run soak -- --runs 1 --seed ${String(seed)}`);
    }
  });

  it('are the same again', async () => {
    for (const seed of [FIRST, FIRST + 3]) assert.deepEqual(await soak(seed), await soak(seed));
  });
});
