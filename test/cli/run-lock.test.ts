/** One process at a time in a run's folder, with real processes where it matters that they die. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { processesHere } from '../../cli/processes.ts';
import { lockRunFolder } from '../../cli/runs/run-lock.ts';
import { writeHolder, type Holder, type Processes } from '../../executor/lock-holder.ts';
import type { RunId, StepId } from '../../schemas/ids.ts';

const root = mkdtempSync(join(tmpdir(), 'hnadm-run-lock-'));
after(() => {
  rmSync(root, { recursive: true });
});

const OWNERS = new Set([process.geteuid?.() ?? 0]);

let count = 0;
/** A folder that isn't there yet. */
function fresh(): string {
  count += 1;
  return join(root, String(count), 'run');
}

/** What process `pid` takes for the state of the machine. */
function machine(pid: number, ...alive: readonly number[]): Processes {
  return { own: { pid, start: '' }, isAlive: (process) => alive.includes(process.pid) };
}

function holder({ own }: Processes): Holder {
  const since = '2026-11-23T02:00:00.000Z';
  const state = { kind: 'process', process: own } as const;
  return { run: '0123456789abcdef' as RunId, by: 'ann', host: 'laptop', since, state };
}

function take(folder: string, processes: Processes): () => void {
  return lockRunFolder(folder, { me: holder(processes), processes, owners: OWNERS });
}

describe('the lock of a run’s folder', () => {
  it('keeps a second process out, names the first, and is gone when it is given back', () => {
    const folder = fresh();
    const release = take(folder, machine(1));
    const [name = ''] = readdirSync(folder);
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
    assert.throws(() => take(folder, machine(2, 1)), {
      name: 'CommandError',
      exit: 3,
      message: /at work already: .*held by run 0123456789abcdef of ann on laptop, process 1, since/,
    });
    assert.deepEqual(readdirSync(folder), [name]);
    release();
    assert.deepEqual(readdirSync(folder), []);
    take(folder, machine(2, 1));
  });

  it('of a dead process is taken over', () => {
    const folder = fresh();
    take(folder, machine(1));
    const release = take(folder, machine(2));
    assert.throws(() => take(folder, machine(3, 2)), /process 2/);
    release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('of a dead process is taken over by no more than one of those who found it dead', () => {
    const folder = fresh();
    take(folder, machine(1));
    let quick: unknown = null;
    // While process 2 finds 1 dead, 3 comes and finds the same.
    const slow: Processes = {
      own: { pid: 2, start: '' },
      isAlive: ({ pid }) => {
        if (pid !== 1) return true;
        try {
          take(folder, machine(3, 2));
        } catch (error) {
          quick = error;
        }
        return false;
      },
    };
    take(folder, slow);
    assert.match(String(quick), /process 2/);
    assert.equal(readdirSync(folder).length, 1);
  });

  it('of another machine, another run, or of no one hnadm knows is left alone', () => {
    const mine = holder(machine(1));
    const lines = [
      writeHolder({ ...mine, host: 'tower' }),
      writeHolder({ ...mine, run: 'fedcba9876543210' as RunId }),
      writeHolder({ ...mine, state: { kind: 'latch', step: 'a/commit/b' as StepId } }),
      'something',
      '',
    ];
    for (const line of lines) {
      const folder = fresh();
      take(folder, machine(1))();
      writeFileSync(join(folder, 'lock-1-tower'), line, { mode: 0o600 });
      const message = /lock-1-tower: expected one of this run on this machine, found/;
      assert.throws(() => take(folder, machine(1)), { exit: 3, message });
      assert.deepEqual(readdirSync(folder), ['lock-1-tower']);
      assert.equal(readFileSync(join(folder, 'lock-1-tower'), 'utf8'), line);
    }
  });

  it('can’t be taken where nothing can be written', () => {
    const folder = join(fresh(), '..');
    take(folder, machine(1))();
    writeFileSync(join(folder, 'file'), '');
    assert.throws(
      () => take(join(folder, 'file'), machine(1)),
      /file: expected a folder, found something else/,
    );
    assert.throws(
      () => take(join(folder, 'file', 'run'), machine(1)),
      /run: can't be looked at: a part of its path/,
    );
  });
});

describe('a process of this machine', () => {
  const { own, isAlive } = processesHere();
  it('lives as long as it lives, and is not a later one of its number', async () => {
    assert.ok(isAlive(own));
    assert.ok(!isAlive({ pid: own.pid, start: `${own.start}0` }));
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const other = { pid: child.pid ?? 0, start: '' };
    assert.ok(isAlive(other));
    child.stdin.end();
    await once(child, 'exit');
    assert.ok(!isAlive(other));
  });
  it('has its start told alike by every process', () => {
    const script = `import('./cli/processes.ts').then(({ processesHere }) => console.log(processesHere().isAlive(${JSON.stringify(own)})))`;
    const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8' });
    assert.equal(stdout, 'true\n');
  });
});
