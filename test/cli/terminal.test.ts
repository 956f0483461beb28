/** What is different where a person sits: colours, and the question before a plan is carried out. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import type { Io } from '../../cli/io.ts';
import { main } from '../../cli/main.ts';
import { realPlan } from '../plans/real-plan.ts';
import { PROCESSES } from '../executor/support/run-small.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnadm-terminal-'));
after(() => {
  rmSync(folder, { recursive: true });
});
writeFileSync(join(folder, 'plan.json'), JSON.stringify(realPlan(['vmapi'])));
const SNAPSHOT = resolve('test/snapshots/three-headnodes.json');

interface Terminal {
  readonly env?: Readonly<Record<string, string>>;
  readonly answer?: string;
  /** Aborted before the run starts. */
  readonly isInterrupted?: boolean;
}

async function run(args: readonly string[], { env = {}, answer, isInterrupted = false }: Terminal = {}) {
  const told = { stdout: '', stderr: '', asked: 0 };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => void (told[name] += text),
    isTTY: true,
    columns: 100,
  });
  const first = new AbortController();
  if (isInterrupted) first.abort('SIGINT');
  const io: Io = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { ...env, XDG_STATE_HOME: join(folder, 'state') },
    cwd: folder,
    interactive: true,
    ask: () => {
      told.asked += 1;
      return Promise.resolve(answer ?? '');
    },
    now: () => Date.parse('2026-11-20T09:00:00Z'),
    signals: () => first.signal,
    user: { name: 'operator', isRoot: false, host: 'headnode1' },
    processes: PROCESSES,
  };
  return { exit: await main(args, io), ...told };
}

const ESCAPE = '\u001b[';

test('colours on a terminal, none where NO_COLOR is set or the terminal is dumb', async () => {
  assert.ok((await run(['show', 'plan.json'])).stdout.includes(ESCAPE));
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    assert.ok(!(await run(['show', 'plan.json'], { env })).stdout.includes(ESCAPE));
  }
});

test('anything but yes to the question leaves everything as it is', async () => {
  for (const answer of ['', 'y', 'no', 'YES!']) {
    const { exit, stderr, asked } = await run(['apply', 'plan.json', '--simulate', SNAPSHOT], { answer });
    assert.equal(exit, 2);
    assert.equal(asked, 1);
    assert.match(stderr, /vmapi0 +vmapi1/, 'what is asked about is shown');
    assert.match(stderr, /not confirmed: nothing was done/);
  }
  assert.deepEqual(readdirSync(folder), ['plan.json']);
});

test('yes carries it out; -y asks nobody', async () => {
  const yes = await run(['apply', 'plan.json', '--simulate', SNAPSHOT, '--until', 'prepare'], {
    answer: 'yes',
  });
  assert.equal(yes.exit, 0);
  const more = await run(['apply', 'plan.json', '--simulate', SNAPSHOT, '-y']);
  assert.equal(more.exit, 5);
  assert.equal(more.asked, 0);
});

test('an interrupted run ends resumable, with exit 1, and goes on later', async () => {
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(realPlan(['papi'])));
  const args = ['apply', 'plan.json', '--simulate', SNAPSHOT, '-y', '--open-gates', 'all'];
  const stopped = await run(args, { isInterrupted: true });
  assert.equal(stopped.exit, 1);
  assert.match(stopped.stderr, /run it again to go on/);
  assert.equal((await run(args)).exit, 0);
});
