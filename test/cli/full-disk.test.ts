/**
 * A disk that is full, played by a limit on the size of files: the run stops, says which file could
 * not be written and what to do, and goes on when there is room again.
 */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { bench } from './support/child.ts';

const APPLY = 'apply plan.json --simulate dc.json -y';
const here = bench(['vmapi']);
after(here.remove);

it('a disk that is full from the start is told, whichever file does not fit', async () => {
  // Of the two files that a run begins with the plan is the smaller: it fits, and the world does not.
  for (const [machine, fileBlocks, told] of [
    ['no-plan', 1, /plan\.json: can't be written: the file would become larger than it may be/],
    ['no-world', 64, /simulated world in .* can't be kept: the file would become larger than it may be\n/],
  ] as const) {
    const { code, stderr } = await here.hnadm(machine, APPLY, { fileBlocks });
    assert.equal(code, 1, stderr);
    assert.match(stderr, told);
    const next = await here.hnadm(machine, `${APPLY} --until prepare`);
    assert.equal(next.code, 0, next.stderr);
  }
});

it('a full disk stops a run, which is gone on from when there is room', async () => {
  const first = await here.hnadm('machine', `${APPLY} --until prepare`);
  assert.equal(first.code, 0, first.stderr);
  const runs = join(here.folder, 'machine', 'hnadm', 'runs');
  const journal = join(runs, readdirSync(runs)[0] ?? '', 'journal.jsonl');
  const size = statSync(journal).size;
  const full = await here.hnadm('machine', APPLY, { fileBlocks: Math.ceil(size / 512) + 1 });
  assert.equal(full.code, 1, full.stderr);
  const end = full.stderr.split('\n').filter((line) => line.includes('run ended: '));
  assert.equal(end.length, 1);
  assert.match(
    end[0] ?? '',
    /run ended: failed: journal \/.*journal\.jsonl can't be written: the file would become larger than it may be: mend that and run it again; \d+ steps of \d+ done/,
  );
  assert.doesNotMatch(full.stderr, /fault in hnadm|at .*\.ts/);
  assert.ok(statSync(journal).size > size, 'it came some way');
  const next = await here.hnadm('machine', `${APPLY} --open-gates all`);
  assert.equal(next.code, 0, next.stderr);
});
