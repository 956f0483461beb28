/**
 * A slice of the sweep, so that a run that can't be gone on with is seen before the whole sweep is
 * made: `npm run sweep` cuts every example plan everywhere.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { JOURNAL, openFileJournal } from '../../cli/runs/file-journal.ts';
import { createDatacenter } from '../../simulator/datacenter.ts';
import { cutEverywhere } from './cuts.ts';
import { example } from './examples.ts';
import { forksOf } from './forks.ts';
import { WAYS, sweep } from './sweep.ts';

/** Which of every so many moments the slice cuts follows from the seed. */
const SEED = 3;
const EVERY = 120;

describe('a run that is cut', () => {
  for (const way of WAYS) {
    it(`anywhere comes to a good end: ${way}`, async () => {
      const wanted = (moment: number): boolean => moment % EVERY === SEED;
      let cuts = 0;
      for await (const { cut, problems } of sweep(example('no-ha'), { way, seed: SEED, wanted })) {
        cuts += 1;
        assert.deepEqual(problems, [], cut);
      }
      assert.ok(cuts > 10, `only ${String(cuts)} cuts`);
    });
  }

  it('in the middle of a record has the records before it', async (context) => {
    const { plan, snapshot } = example('no-ha');
    const { records } = await cutEverywhere(plan, snapshot, { seed: SEED, wanted: () => false });
    const lines = records.slice(0, 8).map((record) => `${JSON.stringify(record)}\n`);
    const whole = Buffer.from(lines.slice(0, -1).join(''));
    const last = Buffer.from(lines.at(-1) ?? '');
    const folder = mkdtempSync(join(tmpdir(), 'hnadm-torn-'));
    context.after(() => {
      rmSync(folder, { recursive: true });
    });
    for (let bytes = 0; bytes <= last.length; bytes += 1) {
      writeFileSync(join(folder, JOURNAL), Buffer.concat([whole, last.subarray(0, bytes)]));
      const journal = openFileJournal(folder, () => 0);
      journal.close();
      const expected = records.slice(0, bytes === last.length ? 8 : 7);
      assert.deepEqual(journal.records, expected, `${String(bytes)} bytes of the last record`);
    }
  });

  it('with effects under way comes to every combination of them', async () => {
    const { snapshot } = example('no-ha');
    const datacenter = createDatacenter(snapshot, { seed: SEED });
    const signal = new AbortController().signal;
    const server = snapshot.cnapi?.servers[0]?.uuid ?? '';
    void datacenter.transport.run(server as never, ['svcadm', 'disable', 'a'], { signal });
    void datacenter.transport.run(server as never, ['vmadm', 'get', 'b'], { signal });
    void datacenter.transport.run(server as never, ['zfs', 'hold', 'c'], { signal });
    const forks = forksOf(datacenter.state(), () => 0);
    assert.deepEqual(forks.map(({ fates }) => fates).toSorted(), ['++', '+-', '-+', '--']);
    assert.deepEqual(
      forks.map(({ state }) => state.events.length).toSorted(),
      [1, 2, 2, 3],
      'what never arrived is not in the queue',
    );
  });
});
