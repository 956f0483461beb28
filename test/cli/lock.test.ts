/** `hnadm lock`: shows and breaks what is in the kept world of a plan's run; nothing else is touched. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import type { Io } from '../../cli/io.ts';
import { main } from '../../cli/main.ts';
import { writeHolder, type Holder } from '../../executor/lock-holder.ts';
import { runIdOf } from '../../executor/run-id.ts';
import type { StepId } from '../../schemas/ids.ts';
import { realPlan } from '../plans/real-plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnadm-lock-'));
after(() => {
  rmSync(folder, { recursive: true });
});
const plan = realPlan(['vmapi']);
writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
const WORLD = ['--simulate', resolve('test/snapshots/three-headnodes.json')];

interface Person {
  readonly answer?: string;
  /** What happens while the question stands. */
  readonly meanwhile?: () => Promise<void>;
  readonly pid?: number;
  readonly alive?: readonly number[];
}

async function run(args: readonly string[], { answer, meanwhile, pid: own = 8, alive = [] }: Person = {}) {
  const told = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => void (told[name] += text),
    isTTY: false,
    columns: 0,
  });
  const io: Io = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { XDG_STATE_HOME: join(folder, 'state') },
    cwd: folder,
    interactive: answer !== undefined,
    ask: async () => {
      await meanwhile?.();
      return answer ?? '';
    },
    now: () => Date.parse('2026-11-20T09:00:00Z'),
    signals: () => new AbortController().signal,
    user: { name: 'ann', isRoot: false, host: 'laptop' },
    processes: { own: { pid: own, start: '' }, isAlive: ({ pid }) => alive.includes(pid) },
  };
  return { exit: await main(args, io), ...told };
}

interface KeptWorld {
  readonly state: {
    readonly maps: {
      links: (readonly [string, string])[];
      sdcadmLocks: (readonly [string, object])[];
      readonly folders: readonly (readonly [string, number])[];
    };
  };
}

/** The file of the run's world. */
function worldFile(): string {
  const runs = join(folder, 'state', 'hnadm', 'runs');
  const [name = ''] = readdirSync(runs);
  return join(runs, name, 'world.json');
}

/** Puts a lock on every headnode of the kept world, and keeps sdcadm out of them. */
function leave(state: Holder['state'], host = 'laptop'): void {
  const kept = JSON.parse(readFileSync(worldFile(), 'utf8')) as KeptWorld;
  const line = writeHolder({ run: runIdOf(plan), by: 'bob', host, since: '2026-11-20T08:30:00.000Z', state });
  const folders = kept.state.maps.folders.filter(([path]) => path.endsWith(':/var/hnadm'));
  kept.state.maps.links = folders.map(([path]) => [`${path}/lock`, line] as const);
  assert.equal(kept.state.maps.links.length, 3);
  const begins = line.slice(0, line.indexOf('&') + 1);
  kept.state.maps.sdcadmLocks = kept.state.maps.links.map(
    ([path]) => [path.split(':')[0] ?? '', { pid: 7, link: '/var/hnadm/lock', begins }] as const,
  );
  writeFileSync(worldFile(), JSON.stringify(kept));
}

const dead = { kind: 'process', process: { pid: 77, start: '' } } as const;

test('nothing is locked after a run; a look changes nothing', async () => {
  assert.equal((await run(['apply', 'plan.json', ...WORLD, '-y', '--until', 'prepare'])).exit, 0);
  const before = readFileSync(worldFile(), 'utf8');
  const { exit, stdout } = await run(['lock', 'show', 'plan.json', ...WORLD]);
  assert.equal(exit, 0);
  assert.equal(
    stdout,
    'HOSTNAME   STATE  WHO  SDCADM\nheadnode0  free   -    -\nheadnode1  free   -    -\nheadnode2  free   -    -\n',
  );
  assert.equal(readFileSync(worldFile(), 'utf8'), before);
  assert.equal((await run(['lock', 'break', 'plan.json', ...WORLD])).stdout, 'nothing is locked\n');
});

test('a holder is shown, refuses a run, and is broken when a person says so', async () => {
  leave(dead, 'tower');
  const { stdout } = await run(['lock', 'show', 'plan.json', ...WORLD, '-H', '-o', 'state,who']);
  const line = `held by run ${runIdOf(plan)} of bob on tower, process 77, since 2026-11-20T08:30:00.000Z`;
  assert.equal(stdout, `held  ${line}\n`.repeat(3));
  const refused = await run(['apply', 'plan.json', ...WORLD, '-y']);
  assert.equal(refused.exit, 3);
  assert.match(refused.stderr, /the datacenter is locked: on headnode headnode1 .*\n.*hnadm lock break/);
  const stays = await run(['runs', 'plan.json', '--abandon', '-y']);
  assert.equal(stays.exit, 3);
  assert.match(stays.stderr, /^hnadm: the datacenter is locked/, 'it is refused before anything is told');
  for (const answer of ['no', undefined]) {
    const kept = await run(['lock', 'break', 'plan.json', ...WORLD], answer === undefined ? {} : { answer });
    assert.equal(kept.exit, 2);
    assert.equal(
      (await run(['lock', 'show', 'plan.json', ...WORLD, '-H', '-o', 'state'])).stdout,
      'held\n'.repeat(3),
    );
  }
  const broken = await run(['lock', 'break', 'plan.json', ...WORLD], { answer: 'yes' });
  assert.equal(broken.exit, 0);
  assert.match(broken.stderr, /headnode headnode1 is held by .*\nMake sure/s);
  assert.match(broken.stdout, /^broken: headnode headnode1 is held by run .*\n.*\n.*\n$/);
  assert.equal((await run(['apply', 'plan.json', ...WORLD, '-y'])).exit, 5);
});

test('who is at work with sdcadm, or keeps it out, is shown; sdcadm refuses a run', async () => {
  leave(dead);
  const { stdout: who } = await run(['lock', 'show', 'plan.json', ...WORLD, '-H', '-o', 'who']);
  assert.equal(who.match(/process 77, since .*; that process is dead\n/g)?.length, 3, who);
  const alive = await run(['lock', 'show', 'plan.json', ...WORLD, '-H', '-o', 'who'], { alive: [77] });
  assert.doesNotMatch(alive.stdout, /dead/, 'one that lives is not called dead');
  const shown = async () => (await run(['lock', 'show', 'plan.json', ...WORLD, '-H', '-o', 'sdcadm'])).stdout;
  assert.equal(await shown(), `kept out by run ${runIdOf(plan)}\n`.repeat(3));
  assert.equal((await run(['lock', 'break', 'plan.json', ...WORLD, '-y'])).exit, 0);
  assert.equal(await shown(), '-\n'.repeat(3));
  const kept = JSON.parse(readFileSync(worldFile(), 'utf8')) as KeptWorld;
  const [[path] = ['']] = kept.state.maps.folders;
  kept.state.maps.sdcadmLocks = [[path.split(':')[0] ?? '', { pid: 77, command: 'update vmapi' }]];
  writeFileSync(worldFile(), JSON.stringify(kept));
  assert.deepEqual((await shown()).split('\n').sort(), ['', '-', '-', 'process 77']);
  const refused = await run(['apply', 'plan.json', ...WORLD, '-y']);
  assert.equal(refused.exit, 3);
  assert.match(
    refused.stderr,
    /on headnode headnode\d .* sdcadm's own lock \/var\/run\/sdcadm.lock is held by process 77\nNothing was done./,
  );
  kept.state.maps.sdcadmLocks = [];
  writeFileSync(worldFile(), JSON.stringify(kept));
});

test('the lock of a process that lives on this machine is not broken', async () => {
  leave(dead);
  const { exit, stderr } = await run(['lock', 'break', 'plan.json', ...WORLD, '-y'], { alive: [77] });
  assert.equal(exit, 3);
  assert.match(stderr, /not broken: headnode headnode1 .*process 77.*at work on this machine/);
  assert.match((await run(['lock', 'show', 'plan.json', ...WORLD])).stdout, /process 77/);
  assert.equal((await run(['lock', 'break', 'plan.json', ...WORLD, '-y'])).exit, 0);
});

test('a latch is acknowledged by breaking it', async () => {
  leave({ kind: 'latch', step: 'vmapi/commit/delete-old' as StepId });
  const { stdout } = await run(['lock', 'show', 'plan.json', ...WORLD]);
  assert.match(stdout, /latched by run .*its step vmapi\/commit\/delete-old failed/);
  assert.equal((await run(['lock', 'break', 'plan.json', ...WORLD, '-y'])).exit, 0);
  assert.match(
    (await run(['lock', 'show', 'plan.json', ...WORLD, '-H', '-o', 'state'])).stdout,
    /^(free\n){3}$/,
  );
});

test('only simulated datacenters are reached, and one call at a time', async () => {
  for (const command of ['show', 'break']) {
    const { exit, stderr } = await run(['lock', command, 'plan.json']);
    assert.equal(exit, 2);
    assert.match(stderr, /simulated datacenters only/);
  }
  // A person who takes time to answer, and another who comes meanwhile.
  leave(dead);
  const meanwhile = async () => {
    const second = await run(['apply', 'plan.json', ...WORLD, '-y'], { pid: 9, alive: [8] });
    assert.equal(second.exit, 3);
    assert.match(second.stderr, /at work already: .* held by run .* of ann on laptop, process 8/);
  };
  const first = await run(['lock', 'break', 'plan.json', ...WORLD], { answer: 'yes', meanwhile });
  assert.equal(first.exit, 0);
});
