/**
 * What others see while a run is at work: who holds the lock, and that the run is running. Its files
 * are copied in the middle of it, so that whatever is looked at is what a process beside it would find.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Io } from '../../cli/io.ts';
import { main } from '../../cli/main.ts';
import { runIdOf } from '../../executor/run-id.ts';
import { realPlan } from '../plans/real-plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnadm-at-work-'));
after(() => {
  rmSync(folder, { recursive: true });
});
const plan = realPlan(['vmapi']);
writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
/** Moves on, so that the world is kept as the run goes. */
let now = Date.parse('2026-11-20T09:00:00Z');
const WORLD = ['--simulate', resolve('test/snapshots/three-headnodes.json')];

interface Beside {
  /** Where runs are kept. */
  readonly state?: string;
  readonly host?: string;
  readonly alive?: readonly number[];
  /** Is told each line of stderr. */
  readonly onLine?: (line: string) => void;
}

async function run(args: readonly string[], options: Beside = {}) {
  const { state = 'copy', host = 'laptop', alive = [8], onLine } = options;
  const told = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told[name] += text;
      if (name === 'stderr') onLine?.(text);
    },
    isTTY: false,
    columns: 0,
  });
  const io: Io = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { XDG_STATE_HOME: join(folder, state) },
    cwd: folder,
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there')),
    now: () => (now += 1),
    signals: () => new AbortController().signal,
    user: { name: 'ann', isRoot: false, host },
    processes: {
      own: { pid: state === 'copy' ? 9 : 8, start: '' },
      isAlive: ({ pid }) => alive.includes(pid),
    },
  };
  return { exit: await main(args, io), ...told };
}

/** Every file of the copy, with its content. */
function files(): readonly (readonly [string, string])[] {
  const names = readdirSync(join(folder, 'copy'), { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')]);
}

describe('while a run is at work', () => {
  before(async () => {
    let copies = 0;
    const { exit, stderr } = await run(['apply', 'plan.json', ...WORLD, '-y'], {
      state: 'original',
      onLine: (line) => {
        if (!line.includes('start  vmapi/cutover/await')) return;
        cpSync(join(folder, 'original'), join(folder, 'copy'), { recursive: true });
        copies += 1;
      },
    });
    assert.equal(exit, 5, stderr);
    assert.equal(copies, 1);
  });

  it('the lock is shown, and nothing is changed by the look', async () => {
    const found = files();
    const { exit, stdout, stderr } = await run(['lock', 'show', 'plan.json', ...WORLD, '-H', '-o', 'who']);
    assert.equal(exit, 0, stderr);
    const line = new RegExp(`^(held by run ${runIdOf(plan)} of ann on laptop, process 8, since .*\n){3}$`);
    assert.match(stdout, line);
    assert.match(stderr, /^the run is at work, held by .* process 8, .*: .* as it was at record \d+\n$/);
    assert.deepEqual(files(), found);
  });

  it('it is told to be running, by which process, until that is gone', async () => {
    const list = ['runs', '-H', '-o', 'end,at-work'];
    assert.equal((await run(list)).stdout, 'running  process 8 of ann on laptop\n');
    assert.equal((await run(list, { alive: [] })).stdout, 'interrupted  -\n');
    // Nobody sees from another machine whether it lives.
    assert.equal(
      (await run(list, { alive: [], host: 'tower' })).stdout,
      'running  process 8 of ann on laptop\n',
    );
    const { stdout } = await run(['runs', 'plan.json']);
    assert.match(stdout, /^ {2}stands {3}running$/m);
    assert.match(stdout, /^ {2}at work {2}process 8 of ann on laptop, since 2026-11-20T09:00:00\.\d+Z$/m);
  });

  it('nobody else may work there', async () => {
    for (const words of [
      'apply plan.json -y',
      'rollback plan.json -y',
      'lock break plan.json -y',
      'runs plan.json --abandon -y',
    ]) {
      const { exit, stderr } = await run([...words.split(' '), ...WORLD]);
      assert.equal(exit, 3);
      assert.match(stderr, /^hnadm: the run is at work already: .* process 8/);
    }
  });
});
