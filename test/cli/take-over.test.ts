/**
 * Taking over: killed on one machine, its journal lost with it, gone on with on another from what a
 * headnode has. And what is refused, because here is a journal that knows more or something else.
 */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { keptWorld } from '../../cli/runs/world-file.ts';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { bench } from './support/child.ts';

const here = bench(['vmapi', 'imgapi']);
after(here.remove);
const APPLY = 'apply plan.json --simulate dc.json -y';
const TAKE = 'apply --from-journal headnode1 --simulate dc.json -y';

function folderOn(machine: string): string {
  const runs = join(here.folder, machine, 'hnadm', 'runs');
  return join(runs, readdirSync(runs)[0] ?? '');
}

/** What is left of a machine: the datacenter. */
function onlyWorld(from: string, to: string): string {
  const folder = folderOn(from).replace(`/${from}/`, `/${to}/`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  copyFileSync(join(folderOn(from), 'world.json'), join(folder, 'world.json'));
  return folder;
}

function journal(folder: string): readonly Readonly<Record<string, unknown>>[] {
  const text = readFileSync(join(folder, 'journal.jsonl'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

describe('a run whose machine is lost', () => {
  it('is gone on with from the headnode, to its end', async () => {
    const killed = await here.hnadm('a', APPLY, {
      onLine: (line, kill) => {
        if (/start {2}vmapi\/cutover\/await/.test(line)) kill();
      },
    });
    assert.equal(killed.code, null, killed.stderr);
    const folder = onlyWorld('a', 'b');
    const taken = await here.hnadm('b', TAKE);
    assert.equal(taken.code, 5, taken.stderr);
    assert.match(taken.stderr, /taken over from headnode1: \d+ records, the last of 2026-/);
    assert.match(taken.stderr, /goes on, \d+ of \d+ steps done/);
    const resumed = journal(folder).filter(({ record }) => record === 'resumed');
    assert.equal(resumed.length, 1);
    // It is a run like any other now.
    const end = await here.hnadm('b', `${APPLY} --open-gates all`);
    assert.equal(end.code, 0, end.stderr);
    const datacenter = restoreDatacenter(keptWorld(folder)?.state as DatacenterState);
    await datacenter.clock.sleep(120_000);
    assert.deepEqual([...datacenter.checkAtRest(), ...datacenter.violations], []);
    // Nothing is left there to be gone on with.
    const over = await here.hnadm('b', TAKE);
    assert.equal(over.code, 3, over.stderr);
    assert.match(over.stderr, /headnode1: keeps no run that could be gone on with/);
  });
});

describe('taking over', () => {
  it('is refused where the journal here is longer, differs, or there is nothing to take', async () => {
    const first = await here.hnadm('c', `${APPLY} --until prepare`);
    assert.equal(first.code, 0, first.stderr);
    const folder = folderOn('c');
    const path = join(folder, 'journal.jsonl');
    const text = readFileSync(path, 'utf8');
    const lines = text.split('\n').slice(0, -1);
    const world = readFileSync(join(folder, 'world.json'), 'utf8');
    const as = (records: number, journalText: string) => {
      writeFileSync(path, journalText);
      writeFileSync(
        join(folder, 'world.json'),
        world.replace(/^\{"records":\d+/, `{"records":${String(records)}`),
      );
    };
    const resumed = JSON.stringify({
      record: 'resumed',
      seq: lines.length,
      at: '2026-11-20T08:00:00.000Z',
      by: 'me',
      host: 'here',
    });
    const damages: readonly (readonly [string, number, RegExp])[] = [
      [
        `${text}${resumed}\n`,
        lines.length + 1,
        /longer than the one on headnode1 .*: go on without --from-journal/,
      ],
      [text.replace('"applied"', '"found"'), lines.length, /differ from record \d+ on/],
    ];
    for (const [damaged, records, message] of damages) {
      as(records, damaged);
      const taken = await here.hnadm('c', TAKE);
      assert.equal(taken.code, 2, taken.stderr);
      assert.match(taken.stderr, message);
      assert.equal(readFileSync(path, 'utf8'), damaged, 'what is here stays');
    }
    // What is here may know less.
    as(3, `${lines.slice(0, 3).join('\n')}\n`);
    const stranger = await here.hnadm('c', TAKE.replace('headnode1', 'headnode9'));
    assert.equal(stranger.code, 3, stranger.stderr);
    assert.match(stranger.stderr, /headnode9: is no headnode; there are: headnode0, headnode1/);
    const emptied = await here.hnadm('c', TAKE.replace('headnode1', 'headnode0'));
    assert.equal(emptied.code, 3, emptied.stderr);
    assert.match(emptied.stderr, /keeps no run that could be gone on with/);
    const taken = await here.hnadm('c', `${TAKE} --until prepare`);
    assert.equal(taken.code, 0, taken.stderr);
    rmSync(join(folder, 'world.json'));
    const without = await here.hnadm('c', TAKE);
    assert.equal(without.code, 2, without.stderr);
    assert.match(
      without.stderr,
      /expected one simulated datacenter of this snapshot, found 0: name the plan/,
    );
    assert.ok(existsSync(path));
  });
});
