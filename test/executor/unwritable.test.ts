/**
 * A journal that can't be written: whichever record is the first to be lost, no effect begins after
 * it, what runs ends, one end is told, and the next run goes on from what was written.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JournalUnwritable, type JournalSink } from '../../executor/journal-sink.ts';
import type { StepId } from '../../schemas/ids.ts';
import type { Bracket } from '../../schemas/plan.ts';
import { imageWorld } from './support/image-world.ts';
import { memoryJournal } from './support/memory-journal.ts';
import { invoke } from './support/run-small.ts';
import { image, SERVER, smallPlan } from './support/small-plan.ts';
import { virtualClock } from './support/virtual-clock.ts';

/** Installing an image stands for each end of the bracket. */
function call(n: number) {
  const params = { server: SERVER, image: image(n), origin: null };
  return { action: 'image.install' as const, params, touches: [] };
}

const bracket = {
  id: 'a/cutover/hold' as StepId,
  open: call(91),
  close: call(92),
  around: ['a/cutover/3', 'a/cutover/4'] as StepId[],
} satisfies Bracket;

const plan = smallPlan(
  [
    { id: 'a/prepare/1', seconds: 1 },
    { id: 'b/prepare/2', seconds: 5 },
    { id: 'a/cutover/3', needs: ['a/prepare/1'] },
    { id: 'a/cutover/4', needs: ['a/cutover/3'] },
    { id: 'b/cutover/5', needs: ['b/prepare/2'] },
    { id: 'gate/commit/commit', needs: ['a/cutover/4', 'b/cutover/5'] },
    { id: 'a/commit/6', needs: ['gate/commit/commit'] },
  ],
  [bracket],
);

/** A world where `b/prepare/2` is still under way while others begin and end, and where one answer is lost. */
function place() {
  const clock = virtualClock();
  const world = imageWorld(clock);
  world.seconds = (n) => (n === 2 ? 20 : 1);
  world.mishaps.set(1, ['lost-before']);
  return { clock, world, transport: world.transport, journal: memoryJournal(clock) };
}

/** Loses the n-th record and would take the next again, as a disk does where somebody makes room. */
function losing(journal: JournalSink, n: number, onLoss: () => void): JournalSink {
  let count = 0;
  return {
    records: journal.records,
    append: (entry) => {
      count += 1;
      if (count !== n) return journal.append(entry);
      onLoss();
      throw new JournalUnwritable("journal j can't be written: no space is left: mend that and run it again");
    },
  };
}

function begun(log: readonly string[]): number {
  return log.filter((line) => line.startsWith('import ')).length;
}

describe('a journal that can’t be written', () => {
  it('at any record stops the run before the next effect, and is gone on from', async () => {
    const whole = place();
    await invoke(plan, whole, { openGates: 'all' });
    const all = whole.journal.records.length;
    assert.ok(all > 20);
    for (let n = 2; n <= all; n += 1) {
      const about = `record ${String(n)} of ${String(all)}`;
      const here = place();
      let before = Infinity;
      const journal = losing(here.journal, n, () => (before = begun(here.world.log)));
      const { end, message, news } = await invoke(plan, { ...here, journal }, { openGates: 'all' });
      assert.equal(begun(here.world.log), before, `${about}: no effect begins`);
      assert.equal(here.journal.records.length, n - 1, `${about}: no record follows`);
      assert.equal(end, 'failed', about);
      assert.match(message, /^journal j can't be written: no space is left: mend that and run it again; /);
      const [last, ...others] = news.filter(({ kind }) => kind === 'run-ended');
      assert.deepEqual([last, ...others], [news.at(-1)], `${about}: one end, the last`);
      assert.equal(message.includes('still open: a/cutover/hold'), isOpen(here.journal), about);
      const next = { ...here, journal: memoryJournal(here.clock, here.journal.records) };
      const second = await invoke(plan, next, { openGates: 'all' });
      assert.equal(second.end, 'done', `${about}: ${second.message}`);
    }
  });

  it('stops what undoes a failure too, which is gone on with', async () => {
    const undone = smallPlan([
      { id: 'a/prepare/1', undo: true },
      { id: 'a/prepare/2', undo: true, needs: ['a/prepare/1'] },
      { id: 'a/prepare/3', undo: true, needs: ['a/prepare/2'] },
    ]);
    const failing = () => {
      const here = place();
      here.world.mishaps.set(3, ['refused']);
      return here;
    };
    const whole = failing();
    assert.equal((await invoke(undone, whole, { onFailure: 'unit' })).end, 'undone');
    const records = whole.journal.records;
    const began = records.findIndex(({ record }) => record === 'undo-began');
    const last = records.findLastIndex(({ record }) => record === 'undone');
    assert.ok(began > 0 && last > began);
    for (let n = began + 2; n <= last + 1; n += 1) {
      const about = `record ${String(n)} of ${String(records.length)}`;
      const here = failing();
      let before = Infinity;
      const journal = losing(here.journal, n, () => (before = begun(here.world.log)));
      const { end, message } = await invoke(undone, { ...here, journal }, { onFailure: 'unit' });
      assert.equal(end, 'failed', about);
      assert.match(message, /^journal j can't be written/);
      assert.equal(begun(here.world.log), before, about);
      assert.equal(here.journal.records.length, n - 1, about);
      const next = { ...here, journal: memoryJournal(here.clock, here.journal.records) };
      const second = await invoke(undone, next);
      assert.equal(second.end, 'undone', `${about}: ${second.message}`);
    }
  });

  it('from the first record on is refused, and nothing is touched', async () => {
    const here = place();
    const journal = losing(here.journal, 1, () => undefined);
    await assert.rejects(invoke(plan, { ...here, journal }), JournalUnwritable);
    assert.deepEqual(here.world.log, []);
  });
});

/** By the journal's own words: opened or about to be, and not closed. */
function isOpen({ records }: JournalSink): boolean {
  const turns = records.filter(({ record }) => record.startsWith('bracket-'));
  return turns.length > 0 && turns.at(-1)?.record !== 'bracket-closed';
}
