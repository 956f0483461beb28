/** Runs as they are listed and named: damaged ones too, and those whose plan is gone. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import type { Io } from '../../cli/io.ts';
import { main } from '../../cli/main.ts';
import { planOf, recorded } from '../executor/support/simulated.ts';
import { PROCESSES } from '../executor/support/run-small.ts';

const root = mkdtempSync(join(tmpdir(), 'hnadm-known-'));
after(() => {
  rmSync(root, { recursive: true });
});

async function hnadm(line: string) {
  const told = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => void (told[name] += text),
    isTTY: false,
    columns: 0,
  });
  const io: Io = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { XDG_STATE_HOME: join(root, 'state') },
    cwd: root,
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there')),
    now: () => 0,
    signals: () => new AbortController().signal,
    user: { name: 'ann', isRoot: false, host: 'laptop' },
    processes: PROCESSES,
  };
  return { exit: await main(line.split(' '), io), ...told };
}

it('a run is listed whatever has become of its files', async () => {
  const snapshot = recorded('no-ha');
  writeFileSync(join(root, 'dc.json'), JSON.stringify(snapshot));
  for (const service of ['vmapi', 'adminui', 'fwapi']) {
    writeFileSync(join(root, `${service}.json`), JSON.stringify(planOf(snapshot, [service])));
    const { exit, stderr } = await hnadm(`apply ${service}.json --simulate dc.json -y --until prepare`);
    assert.equal(exit, 0, stderr);
  }
  const runs = join(root, 'state', 'hnadm', 'runs');
  const names = readdirSync(runs).toSorted();
  const [broken = '', planless = '', whole = ''] = names;
  for (const name of names) assert.equal(statSync(join(runs, name, 'plan.json')).mode & 0o777, 0o600);
  appendFileSync(join(runs, broken, 'journal.jsonl'), 'not a record\n');
  rmSync(join(runs, planless, 'plan.json'));

  const list = await hnadm('runs -H -o run,kind,end --sort run');
  assert.equal(list.exit, 0);
  const rows = list.stdout
    .trimEnd()
    .split('\n')
    .map((row) => row.split(/ +/));
  assert.deepEqual(rows, [
    [broken, 'migrate', 'unreadable'],
    [planless, '-', 'done'],
    [whole, 'migrate', 'done'],
  ]);
  assert.match(list.stderr, /^journal .* line \d+: expected JSON.*\nIt is not as hnadm wrote it.*\n$/);

  const shown = await hnadm(`runs ${whole.slice(0, 5)} -j`);
  assert.equal(shown.exit, 0, shown.stderr);
  assert.equal((JSON.parse(shown.stdout) as { readonly run: string }).run, whole);
  const refusals = [
    [broken.slice(0, 8), /line \d+: expected JSON/],
    [planless.slice(0, 8), /the plan is not kept with its run: name the plan file/],
    ['', /names 3 runs: .*: name one of them/],
  ] as const;
  for (const [word, message] of refusals) {
    const { exit, stderr } = await hnadm(word === '' ? 'runs ' : `runs ${word}`);
    assert.equal(exit, 2, `${word}: ${stderr}`);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /fault in hnadm/);
  }
  // A plan of another name in its place is no plan of this run.
  writeFileSync(join(runs, planless, 'plan.json'), JSON.stringify(planOf(snapshot, ['papi'])));
  assert.equal((await hnadm(`runs ${planless.slice(0, 8)}`)).exit, 2);
});
