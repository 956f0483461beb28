/**
 * Killed with SIGKILL, at several moments: the next call goes on in the simulated world that was kept,
 * and reaches the end with every invariant whole.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { keptWorld } from '../../cli/runs/world-file.ts';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { bench } from './support/child.ts';

const APPLY = 'apply plan.json --simulate dc.json -y --open-gates all';
const here = bench(['vmapi', 'imgapi']);
after(here.remove);

/** The one run on a machine. */
function runOn(machine: string) {
  const runs = join(here.folder, machine, 'hnadm', 'runs');
  const folder = join(runs, readdirSync(runs)[0] ?? '');
  const world = keptWorld(folder);
  assert.ok(world !== null);
  return {
    folder,
    world,
    journal: readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n').length - 1,
  };
}

describe('a run that is killed', () => {
  // By the words of its progress, from before the first step to behind the gate.
  const moments = [
    /begins/,
    /start {2}imgapi\/prepare\/first-copy/,
    /cutover\/move-/,
    /vmapi\/cutover\/await/,
    /commit\/delete-old/,
  ];
  moments.forEach((moment, index) => {
    it(`at ${moment.source} is gone on from`, async () => {
      const machine = `machine${String(index)}`;
      const killed = await here.hnadm(machine, APPLY, {
        onLine: (line, kill) => {
          if (moment.test(line)) kill();
        },
      });
      assert.equal(killed.code, null, killed.stderr);
      const { world, journal } = runOn(machine);
      assert.ok(world.records <= journal, 'a world is never ahead of its journal');
      const next = await here.hnadm(machine, APPLY);
      assert.equal(next.code, 0, next.stderr);
      assert.equal(/records? of its journal are dropped/.test(next.stderr), world.records < journal);
      const end = runOn(machine);
      assert.equal(end.world.records, end.journal);
      const datacenter = restoreDatacenter(end.world.state as DatacenterState);
      await datacenter.clock.sleep(120_000);
      assert.deepEqual([...datacenter.checkAtRest(), ...datacenter.violations], []);
    });
  });

  it('in its maintenance is closed when a person has seen what is open, and says so', async () => {
    await here.hnadm('closed', APPLY, {
      onLine: (line, kill) => {
        if (/cutover\/move-/.test(line)) kill();
      },
    });
    const asked = await here.hnadm('closed', 'runs plan.json --close');
    assert.equal(asked.code, 2, asked.stderr);
    assert.match(asked.stderr, /nobody is there to confirm it/);
    const closed = await here.hnadm('closed', 'runs plan.json --close -y');
    assert.equal(closed.code, 0, closed.stderr);
    assert.match(closed.stderr, /holds this open:\n {2}\S+/);
  });
});
