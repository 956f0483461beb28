/** Runs on disk: where, with which modes, and what of a damaged file is mended or refused. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { cutJournal } from '../../cli/runs/cut-journal.ts';
import { runFolder, runsDirectory } from '../../cli/runs/directory.ts';
import { JOURNAL, openFileJournal } from '../../cli/runs/file-journal.ts';
import { keepWorld, keptWorld } from '../../cli/runs/world-file.ts';
import { worldKeeper } from '../../cli/runs/world-keeper.ts';
import type { StepId } from '../../schemas/ids.ts';
import type { JournalEntry } from '../../schemas/journal.ts';

const root = mkdtempSync(join(tmpdir(), 'hnadm-runs-'));
after(() => {
  rmSync(root, { recursive: true });
});

let count = 0;
/** A folder that isn't there yet. */
function fresh(): string {
  count += 1;
  return join(root, String(count), 'hnadm', 'runs', 'run');
}

const now = () => Date.parse('2026-11-23T02:00:00.000Z');
const intent: JournalEntry = { record: 'intent', step: 'a/prepare/b' as StepId };

/** A journal of that many records, closed. */
function written(records: number): string {
  const folder = fresh();
  const journal = openFileJournal(folder, now);
  for (let n = 0; n < records; n += 1) journal.append(intent);
  journal.close();
  return folder;
}

describe('the runs directory', () => {
  const home = '/home/ann';
  it('is where XDG says, or /var for root, or in the home', () => {
    const xdg = { XDG_STATE_HOME: '/state' };
    assert.equal(runsDirectory({ env: xdg, isRoot: true, home }), '/state/hnadm/runs');
    assert.equal(runsDirectory({ env: {}, isRoot: true, home }), '/var/hnadm/runs');
    assert.equal(runsDirectory({ env: {}, isRoot: false, home }), '/home/ann/.local/state/hnadm/runs');
    const relative = { XDG_STATE_HOME: 'state' };
    assert.equal(runsDirectory({ env: relative, isRoot: false, home }), '/home/ann/.local/state/hnadm/runs');
  });
  it('has a folder for each plan and each world it is rehearsed on', () => {
    const plan = `sha256:${'a'.repeat(64)}`;
    const one = `sha256:${'1'.repeat(64)}`;
    const two = `sha256:${'2'.repeat(64)}`;
    const folders = [null, one, two].map((world) => runFolder('/runs', plan, world));
    assert.equal(new Set(folders).size, 3);
  });
});

describe('a journal in a file', () => {
  it('is on disk when append returns, for nobody else to read', () => {
    const folder = fresh();
    const journal = openFileJournal(folder, now);
    journal.append(intent);
    const path = join(folder, JOURNAL);
    const line = '{"record":"intent","step":"a/prepare/b","seq":0,"at":"2026-11-23T02:00:00.000Z"}\n';
    assert.equal(readFileSync(path, 'utf8'), line);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    for (const place of [folder, dirname(folder)]) assert.equal(statSync(place).mode & 0o777, 0o700);
    journal.close();
  });

  it('is gone on with where it ended', () => {
    const folder = written(2);
    const journal = openFileJournal(folder, now);
    assert.equal(journal.records.length, 2);
    assert.equal(journal.append(intent).seq, 2);
    assert.equal(journal.records.length, 3);
    journal.close();
  });

  it('loses a torn last line, and nothing else', () => {
    const folder = written(3);
    const path = join(folder, JOURNAL);
    const whole = readFileSync(path);
    for (let torn = 0; torn < 20; torn += 1) {
      writeFileSync(path, Buffer.concat([whole, whole.subarray(0, torn)]));
      const journal = openFileJournal(folder, now);
      assert.equal(journal.records.length, 3);
      journal.close();
      assert.deepEqual(readFileSync(path), whole);
    }
  });

  it('is refused by line where it is not as it was written', () => {
    const damages: readonly (readonly [RegExp, (lines: string[]) => string[]])[] = [
      [/line 2: expected record 1, found 2: lines are missing or doubled/, ([a, , c]) => [a ?? '', c ?? '']],
      [/line 2: expected record 1, found 0/, ([a, b]) => [a ?? '', a ?? '', b ?? '']],
      [/line 2: expected JSON/, ([a, b, c]) => [a ?? '', (b ?? '').slice(1), c ?? '']],
      [
        /line 3: .*expected a known record/,
        ([a, b, c]) => [a ?? '', b ?? '', (c ?? '').replace('intent', 'intend')],
      ],
      [
        /line 1: .*does not know this field/,
        ([a, b, c]) => [(a ?? '').replace('{', '{"x":1,'), b ?? '', c ?? ''],
      ],
    ];
    for (const [message, damage] of damages) {
      const path = join(written(3), JOURNAL);
      const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
      const text = damage(lines).map((line) => `${line}\n`);
      writeFileSync(path, text.join(''));
      assert.throws(() => openFileJournal(dirname(path), now), { name: 'JournalBroken', message });
      assert.equal(readFileSync(path, 'utf8'), text.join(''), 'a refused file is left as it is');
    }
  });
});

describe('a simulated world', () => {
  it('is kept, and found with the record where it was kept, for nobody else to read', () => {
    const folder = written(2);
    keepWorld(folder, { records: 1, state: { a: 1 } });
    keepWorld(folder, { records: 2, state: { a: 2 } });
    assert.deepEqual(keptWorld(folder), { records: 2, state: { a: 2 } });
    assert.equal(statSync(join(folder, 'world.json')).mode & 0o777, 0o600);
  });
  it('is none before the first run', () => {
    assert.equal(keptWorld(fresh()), null);
  });
  it('is refused where it is none of ours', () => {
    const folder = written(3);
    for (const text of [
      '{}',
      '{"records":1}',
      '{"records":"1","state":{}}',
      '{"records":1,"state":null}',
      '}',
    ]) {
      writeFileSync(join(folder, 'world.json'), text);
      assert.throws(() => keptWorld(folder), /expected a world kept by hnadm/);
    }
  });
  it('has its journal cut to it, and to nothing less', () => {
    for (let records = 0; records <= 5; records += 1) {
      const folder = written(3);
      const path = join(folder, JOURNAL);
      const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
      appendFileSync(path, '{"record":"torn');
      assert.equal(cutJournal(folder, records), Math.max(0, 3 - records));
      const journal = openFileJournal(folder, now);
      journal.close();
      const left = lines.slice(0, records).map((line) => `${line}\n`);
      assert.equal(readFileSync(path, 'utf8'), left.join(''));
      assert.equal(journal.records.length, left.length);
    }
    assert.equal(cutJournal(fresh(), 0), 0, 'where there is none');
  });
  it('is kept as often as takes half of the time, and a failure to keep it stops nothing but the end', () => {
    let wall = 0;
    const kept: number[] = [];
    const keeper = worldKeeper(
      (records) => {
        wall += 10;
        kept.push(records);
      },
      () => wall,
    );
    for (let record = 1; record <= 40; record += 1) {
      wall += 3;
      keeper.keepIfCheap(record);
    }
    // 10 to keep, then 4 records of 3 until more than that has passed.
    assert.deepEqual(kept, [1, 5, 9, 13, 17, 21, 25, 29, 33, 37]);
    keeper.keep(41);
    assert.equal(kept.at(-1), 41);
    const full = worldKeeper(
      () => {
        throw new Error('no space is left');
      },
      () => (wall += 1),
    );
    full.keepIfCheap(1);
    assert.throws(() => {
      full.keep(1);
    }, /no space/);
  });
});
