/**
 * Damaged input of every kind: whatever one value of a snapshot or plan is changed to, the answer is a
 * sound plan or a message, with an exit code that says that nothing was touched. Never a fault of ours,
 * never a stack trace.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { Io } from '../../cli/io.ts';
import { main } from '../../cli/main.ts';
import { lint } from '../../plans/lint.ts';
import { loadPlan } from '../../plans/load.ts';
import { planDigest } from '../../schemas/canonical.ts';
import type { Plan } from '../../schemas/plan.ts';
import { leaves, withLeaf, type Path } from '../plans/leaves.ts';
import { realPlan } from '../plans/real-plan.ts';
import { PROCESSES } from '../executor/support/run-small.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnadm-mutations-'));
after(() => {
  rmSync(folder, { recursive: true });
});
const file = join(folder, 'input.json');
const DATACENTER = resolve('test/snapshots/three-headnodes.json');
const SEED = { seed: Number(process.env['SEED'] ?? 20_261_123), numRuns: Number(process.env['RUNS'] ?? 40) };

async function run(args: readonly string[]) {
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
    interactive: false,
    ask: () => Promise.resolve(''),
    now: () => 0,
    signals: () => new AbortController().signal,
    user: { name: 'operator', isRoot: false, host: 'headnode1' },
    processes: PROCESSES,
  };
  return { exit: await main(args, io), ...told };
}

/** What a value may be replaced by; `undefined` removes it. */
const damage = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'x',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [null],
  'headnode0',
  '10.99.99.300',
);

/** Most of a snapshot is never read; to damage it shows little. */
const UNREAD = new Set([
  'metadata',
  'customer_metadata',
  'internal_metadata',
  'manifests',
  'agents',
  'boot_modules',
]);

/** A path of any length into the document: a leaf or something that holds some. */
function somewhere(document: unknown): fc.Arbitrary<Path> {
  const all = leaves(document).filter((path) => !path.some((key) => UNREAD.has(String(key))));
  return fc
    .tuple(fc.nat(all.length - 1), fc.nat(10))
    .map(([at, cut]) =>
      (all[at] ?? []).slice(0, Math.max(1, (all[at]?.length ?? 1) - (cut > 6 ? cut - 6 : 0))),
    );
}

function assertAnswered(exit: number, stderr: string, allowed: readonly number[]): void {
  assert.ok(allowed.includes(exit), `exit ${String(exit)}: ${stderr}`);
  assert.ok(!stderr.includes('a fault in hnadm'), stderr);
  assert.ok(!/^\s+at .*\(/m.test(stderr), 'a stack trace');
  if (exit !== 0) assert.match(stderr, /^hnadm: /m);
}

for (const name of ['no-ha', 'optional-services']) {
  const snapshot: unknown = JSON.parse(readFileSync(`test/snapshots/${name}.json`, 'utf8'));
  test(`a damaged snapshot (${name}) gives a sound plan or a message`, async () => {
    await fc.assert(
      fc.asyncProperty(somewhere(snapshot), damage, async (path, value) => {
        writeFileSync(file, JSON.stringify(withLeaf(snapshot, path, () => value)));
        const { exit, stdout, stderr } = await run([
          'plan',
          'migrate',
          'headnode0',
          'headnode1',
          '--all',
          '-s',
          file,
        ]);
        assertAnswered(exit, stderr, [0, 2]);
        if (exit === 2) {
          assert.equal(stdout, '');
          return;
        }
        const loaded = loadPlan(stdout);
        assert.ok(loaded.ok, 'the plan can be read');
        assert.deepEqual(lint(loaded.value), []);
      }),
      SEED,
    );
  });
}

test('a damaged plan whose digest is made anew is shown, refused, drifted from or carried out', async () => {
  const plan = realPlan(['vmapi', 'imgapi']);
  await fc.assert(
    fc.asyncProperty(somewhere(plan), damage, async (path, value) => {
      const damaged = withLeaf(plan, path, () => value) as Plan;
      writeFileSync(file, JSON.stringify({ ...damaged, digest: planDigest(damaged) }));
      const shown = await run(['show', file, '--full']);
      assertAnswered(shown.exit, shown.stderr, [0, 2]);
      const checked = await run(['check', file, '-s', DATACENTER]);
      assertAnswered(checked.exit, checked.stderr, [0, 2, 3]);
      if (checked.exit !== 0) return;
      const applied = await run(['apply', file, '--simulate', DATACENTER, '-y', '--open-gates', 'all']);
      assert.ok(!applied.stderr.includes('a fault in hnadm'), applied.stderr);
    }),
    SEED,
  );
});
