/** A run's folder that somebody else owns, may look into, or has put a link in place of: it is not used. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { insistOnOwn, trustedOwners } from '../../cli/runs/own-folder.ts';
import { bench } from './support/child.ts';

const root = mkdtempSync(join(tmpdir(), 'hnadm-own-'));
after(() => {
  rmSync(root, { recursive: true });
});
const here = bench(['vmapi']);
after(here.remove);

const me = process.geteuid?.() ?? 0;
let count = 0;

/** A run's folder as hnadm makes it. */
function folderOfMine(): string {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(folder, { mode: 0o700 });
  for (const name of ['journal.jsonl', 'plan.json']) writeFileSync(join(folder, name), '', { mode: 0o600 });
  return folder;
}

describe('a folder', () => {
  it('of one’s own, or that is not there yet, may be used', () => {
    insistOnOwn(folderOfMine(), new Set([me]));
    insistOnOwn(join(root, 'none'), new Set([me]));
  });

  it('or file that others may look into or write is refused, and what to do works', () => {
    for (const [name, mode, told] of [
      ['', 0o750, '0750'],
      ['', 0o703, '0703'],
      ['journal.jsonl', 0o644, '0644'],
      ['plan.json', 0o620, '0620'],
    ] as const) {
      const folder = folderOfMine();
      const path = join(folder, name);
      chmodSync(path, mode);
      assert.throws(
        () => {
          insistOnOwn(folder, new Set([me]));
        },
        new RegExp(
          `CommandError: ${folder}.* for nobody else, found mode ${told}\nNothing was done.*chmod -R go= ${folder} `,
        ),
      );
      chmodSync(path, lstatSync(path).mode & 0o700);
      insistOnOwn(folder, new Set([me]));
    }
  });

  it('of somebody else is refused, unless it is of whoever called sudo', () => {
    const folder = folderOfMine();
    assert.throws(
      () => {
        insistOnOwn(folder, new Set([me + 1]));
      },
      new RegExp(`of your own, found one of user ${String(me)}\nNothing was done\\. Go on as that user`),
    );
    const user = (isRoot: boolean) => ({ name: 'ann', isRoot, host: 'laptop' });
    const env = { SUDO_UID: '1234' };
    assert.deepEqual([...trustedOwners({ user: user(true), env })], [me, 1234]);
    // A variable makes nobody root.
    assert.deepEqual([...trustedOwners({ user: user(false), env })], [me]);
    assert.deepEqual([...trustedOwners({ user: user(true), env: { SUDO_UID: 'x' } })], [me]);
  });

  it('or file that is a link is refused', () => {
    const folder = folderOfMine();
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    assert.throws(() => {
      insistOnOwn(link, new Set([me]));
    }, /expected a folder, found a symbolic link\nNothing was done/);
    rmSync(join(folder, 'plan.json'));
    symlinkSync('/etc/passwd', join(folder, 'plan.json'));
    assert.throws(() => {
      insistOnOwn(folder, new Set([me]));
    }, /plan\.json: expected a file, found a symbolic link/);
  });
});

it('a command that would work in such a folder does nothing there', async () => {
  const first = await here.hnadm('machine', 'apply plan.json --simulate dc.json -y --until prepare');
  assert.equal(first.code, 0, first.stderr);
  const runs = join(here.folder, 'machine', 'hnadm', 'runs');
  const [name = ''] = readdirSync(runs);
  const folder = join(runs, name);
  chmodSync(folder, 0o755);
  const wide = await here.hnadm('machine', 'apply plan.json --simulate dc.json -y');
  assert.equal(wide.code, 2, wide.stderr);
  assert.match(wide.stderr, /found mode 0755/);
  chmodSync(folder, 0o700);
  renameSync(folder, join(here.folder, 'elsewhere'));
  symlinkSync(join(here.folder, 'elsewhere'), folder);
  const files = readdirSync(join(here.folder, 'elsewhere'));
  const linked = await here.hnadm('machine', 'apply --from-journal headnode1 --simulate dc.json -y');
  assert.equal(linked.code, 2, linked.stderr);
  assert.match(linked.stderr, /found a symbolic link/);
  assert.deepEqual(readdirSync(join(here.folder, 'elsewhere')), files);
});
