/**
 * A simulated datacenter whose journal is damaged beside it: a torn last line is what a crash leaves and
 * is gone on from; where more is missing nothing is touched, and what is said leads on, and loses nothing.
 */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { keptWorld } from '../../cli/runs/world-file.ts';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { bench } from './support/child.ts';

const here = bench(['vmapi']);
after(here.remove);
const APPLY = 'apply plan.json --simulate dc.json -y';
const TAKE = 'apply --from-journal headnode1 --simulate dc.json -y';

function folderOn(machine: string): string {
  const runs = join(here.folder, machine, 'hnadm', 'runs');
  return join(runs, readdirSync(runs)[0] ?? '');
}

/** A machine with the same files as another, but for its journal. */
function copied(from: string, to: string, journal: (text: string) => string): string {
  cpSync(join(here.folder, from), join(here.folder, to), { recursive: true });
  const path = join(folderOn(to), 'journal.jsonl');
  writeFileSync(path, journal(readFileSync(path, 'utf8')));
  return folderOn(to);
}

const tear = (text: string) => text.slice(0, -5);
const dropLast = (text: string) => `${text.split('\n').slice(0, -2).join('\n')}\n`;

async function assertSoundEnd(machine: string): Promise<void> {
  const { code, stderr } = await here.hnadm(machine, `${APPLY} --open-gates all`);
  assert.equal(code, 0, stderr);
  const datacenter = restoreDatacenter(keptWorld(folderOn(machine))?.state as DatacenterState);
  await datacenter.clock.sleep(120_000);
  assert.deepEqual([...datacenter.checkAtRest(), ...datacenter.violations], []);
}

describe('a journal whose last line is torn', () => {
  it('beside the world of a killed run, is gone on with to a sound end', async () => {
    let copies = 0;
    const killed = await here.hnadm('killed', APPLY, {
      onLine: (line, kill) => {
        if (copies === 0 && /start {2}vmapi\/cutover\/await/.test(line)) {
          copies += 1;
          kill();
        }
      },
    });
    assert.equal(killed.code, null);
    // The journal as it was when the world was kept, its last line half on disk.
    const { records = 0 } = keptWorld(folderOn('killed')) ?? {};
    const folder = copied('killed', 'torn', (text) =>
      tear(`${text.split('\n').slice(0, records).join('\n')}\n`),
    );
    const world = readFileSync(join(folder, 'world.json'), 'utf8');
    const next = await here.hnadm('torn', `${APPLY} --until prepare`);
    assert.equal(next.code, 0, next.stderr);
    assert.match(
      next.stderr,
      new RegExp(`torn and counts for none: .* from record ${String(records - 1)}\n`),
    );
    await assertSoundEnd('torn');
    // Whoever dies between the world's setting back and the journal's mending goes on as well.
    copied('killed', 'twice', (text) => tear(`${text.split('\n').slice(0, records).join('\n')}\n`));
    writeFileSync(
      join(folderOn('twice'), 'world.json'),
      world.replace(`"records":${String(records)}`, `"records":${String(records - 1)}`),
    );
    await assertSoundEnd('twice');
  });
});

describe('a run that ended', () => {
  before(async () => {
    const first = await here.hnadm('ended', `${APPLY} --until prepare`);
    assert.equal(first.code, 0, first.stderr);
  });

  it('with its last line torn since, is taken from the headnode that has it whole', async () => {
    copied('ended', 'since', tear);
    const refused = await here.hnadm('since', APPLY);
    assert.equal(refused.code, 2, refused.stderr);
    assert.match(
      refused.stderr,
      /headnode1 has \d+ records, the one here \d+: .*or records were lost here\n.*--from-journal headnode1/,
    );
    const taken = await here.hnadm('since', TAKE);
    assert.equal(taken.code, 5, taken.stderr);
    await assertSoundEnd('since');
  });

  it('with more of its journal lost, is refused without a word that would lose the datacenter', async () => {
    for (const [machine, damage] of [
      ['shorter', dropLast],
      ['torn-twice', (text: string) => tear(dropLast(text))],
      ['empty', () => ''],
    ] as const) {
      const folder = copied('ended', machine, damage);
      const world = readFileSync(join(folder, 'world.json'), 'utf8');
      const refused = await here.hnadm(machine, APPLY);
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(refused.stderr, /expected a journal of \d+ records, found \d+ records?\n/);
      assert.match(refused.stderr, /go on with hnadm apply --from-journal headnode1/);
      assert.doesNotMatch(refused.stderr, /[Rr]emove/);
      assert.equal(readFileSync(join(folder, 'world.json'), 'utf8'), world);
      const taken = await here.hnadm(machine, TAKE);
      assert.equal(taken.code, 5, taken.stderr);
    }
  });

  it('without its world, is refused', async () => {
    rmSync(
      join(
        copied('ended', 'worldless', (text) => text),
        'world.json',
      ),
    );
    const { code, stderr } = await here.hnadm('worldless', APPLY);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /none is kept there, its journal has \d+ records\n.*Put its world\.json back; or move the folder away/,
    );
  });
});
