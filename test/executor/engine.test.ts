/** The walk: what starts when, what a failure stops, what a resumed run does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fold } from '../../executor/fold.ts';
import { RunRefused } from '../../executor/run-refused.ts';
import type { StepId } from '../../schemas/ids.ts';
import { imageWorld, type ImageWorld } from './support/image-world.ts';
import { memoryJournal } from './support/memory-journal.ts';
import { invoke } from './support/run-small.ts';
import { image, SERVER, smallPlan } from './support/small-plan.ts';
import { virtualClock } from './support/virtual-clock.ts';

function place() {
  const clock = virtualClock();
  const world = imageWorld(clock);
  return { clock, world, transport: world.transport, journal: memoryJournal(clock) };
}

/** Record kinds of one step, in order. */
function records(journal: ReturnType<typeof memoryJournal>, step: string): string[] {
  return journal.records.filter((one) => 'step' in one && one.step === step).map((one) => one.record);
}

function started(world: ImageWorld): string[] {
  return world.log.filter((line) => line.startsWith('import ')).map((line) => line.slice(7));
}

describe('the walk', () => {
  it('journals intent before the effect and done after a look', async () => {
    const here = place();
    const { end, news } = await invoke(smallPlan([{ id: 'a/prepare/1' }]), here);
    assert.equal(end, 'done');
    assert.deepEqual(
      here.journal.records.map(({ record }) => record),
      ['header', 'locked', 'intent', 'done', 'unlocked', 'ended'],
    );
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['run-started', 'step-started', 'step-ended', 'run-ended'],
    );
  });

  it('starts the longest remaining path first', async () => {
    const here = place();
    const steps = [
      { id: 'a/prepare/1', seconds: 1 },
      { id: 'b/prepare/2', seconds: 1 },
      { id: 'c/prepare/3', seconds: 5 },
      { id: 'b/prepare/4', seconds: 50, needs: ['b/prepare/2'] },
    ];
    await invoke(smallPlan(steps), here);
    assert.deepEqual(started(here.world).slice(0, 2), ['2', '3']);
  });

  it('runs transfers two at a time, and other steps beside them', async () => {
    const here = place();
    await invoke(smallPlan([1, 2, 3, 4].map((n) => ({ id: `a/prepare/${String(n)}` }))), here);
    let most = 0;
    let running = 0;
    for (const line of here.world.log) {
      running += line.startsWith('import ') ? 1 : -1;
      most = Math.max(most, running);
    }
    assert.equal(most, 2);
  });

  it('runs one unit’s cutover to its end before the next begins', async () => {
    const here = place();
    const steps = ['a', 'b', 'c'].flatMap((unit, u) =>
      [1, 2, 3].map((n) => ({
        id: `${unit}/cutover/${String(u * 10 + n)}`,
        needs: n === 1 ? [] : [`${unit}/cutover/${String(u * 10 + n - 1)}`],
      })),
    );
    await invoke(smallPlan(steps), here);
    const units = started(here.world).map((n) => Math.floor(Number(n) / 10));
    assert.deepEqual(units, [...units].sort());
    assert.equal(units.length, 9);
  });

  it('begins no other cutover while one waits for its bracket to open', async () => {
    const here = place();
    const call = (n: number) => ({
      action: 'image.install' as const,
      params: { server: SERVER, image: image(n), origin: null },
      touches: [],
    });
    const bracket = {
      id: 'x/cutover/bracket' as StepId,
      open: call(8),
      close: call(9),
      around: ['a/cutover/1', 'b/cutover/3'] as StepId[],
    };
    here.world.seconds = (n) => (n === 8 ? 60 : 1);
    const steps = [
      { id: 'a/cutover/1' },
      { id: 'a/cutover/2', needs: ['a/cutover/1'] },
      { id: 'b/cutover/3' },
      { id: 'b/cutover/4', needs: ['b/cutover/3'] },
      // Its end is the moment at which the other one could begin.
      { id: 'c/prepare/5' },
    ];
    await invoke(smallPlan(steps, [bracket]), here);
    assert.deepEqual(started(here.world), ['8', '5', '1', '2', '3', '9', '4']);
  });

  it('begins no cutover that would have to wait halfway for another unit', async () => {
    const here = place();
    here.world.seconds = (n) => (n === 9 ? 100 : 1);
    const steps = [
      { id: 'x/prepare/9' },
      { id: 'a/cutover/1', seconds: 500 },
      { id: 'a/cutover/2', needs: ['a/cutover/1', 'x/prepare/9'] },
      { id: 'b/cutover/3' },
    ];
    await invoke(smallPlan(steps), here);
    assert.deepEqual(here.world.log, [
      'import 9',
      'import 3',
      'imported 3',
      'imported 9',
      'import 1',
      'imported 1',
      'import 2',
      'imported 2',
    ]);
  });

  it('begins none of those in the moment when nothing runs either', async () => {
    const here = place();
    const steps = [
      { id: 'a/prepare/1' },
      { id: 'a/prepare/2', needs: ['a/prepare/1'] },
      { id: 'a/cutover/3', needs: ['a/prepare/1'] },
      { id: 'a/cutover/4', needs: ['a/cutover/3', 'a/prepare/2'] },
    ];
    await invoke(smallPlan(steps), here);
    assert.deepEqual(started(here.world), ['1', '2', '3', '4']);
    assert.ok(here.world.log.indexOf('imported 2') < here.world.log.indexOf('import 3'));
  });

  it('does not stall where two units need one another’s cutovers', async () => {
    const here = place();
    const steps = [
      { id: 'a/cutover/1' },
      { id: 'b/cutover/2', needs: ['a/cutover/1'] },
      { id: 'a/cutover/3', needs: ['b/cutover/2'] },
    ];
    assert.equal((await invoke(smallPlan(steps), here)).end, 'done');
  });

  it('brings a cutover that was begun to its end, whatever phase it is to stop at', async () => {
    const here = place();
    const steps = [
      { id: 'a/cutover/1' },
      { id: 'a/cutover/2', needs: ['a/cutover/1'] },
      { id: 'b/cutover/3', needs: ['a/cutover/2'] },
    ];
    here.world.mishaps.set(2, ['refused']);
    assert.equal((await invoke(smallPlan(steps), here)).end, 'failed');
    const { end, message } = await invoke(smallPlan(steps), here, { until: 'prepare' });
    assert.equal(end, 'done', message);
    assert.deepEqual(started(here.world), ['1', '2', '2']);
  });

  it('stops at a phase, and goes on from there', async () => {
    const here = place();
    const plan = smallPlan([{ id: 'a/prepare/1' }, { id: 'a/cutover/2', needs: ['a/prepare/1'] }]);
    const first = await invoke(plan, here, { until: 'prepare' });
    assert.equal(first.end, 'done');
    assert.match(first.message, /until prepare is done; left: 1 step/);
    assert.equal((await invoke(plan, here)).end, 'done');
    assert.deepEqual(started(here.world), ['1', '2']);
  });
});

describe('gates', () => {
  const gate = 'gate/commit/commit' as StepId;
  const plan = smallPlan([
    { id: 'a/cutover/1' },
    { id: 'gate/commit/commit', needs: ['a/cutover/1'] },
    { id: 'a/commit/2', needs: ['gate/commit/commit'] },
    { id: 'b/commit/3' },
  ]);

  it('keep back what depends on them and nothing else; a later run goes on', async () => {
    const here = place();
    const first = await invoke(plan, here);
    assert.equal(first.end, 'waiting');
    assert.deepEqual([...started(here.world)].sort(), ['1', '3']);
    assert.deepEqual(
      first.news.filter(({ kind }) => kind === 'gate-waiting'),
      [{ kind: 'gate-waiting', step: 'gate/commit/commit', question: 'go on?' }],
    );
    const second = await invoke(plan, here, { openGates: [gate] });
    assert.equal(second.end, 'done');
    assert.deepEqual(records(here.journal, 'gate/commit/commit'), ['gate-opened', 'intent', 'done']);
  });
});

describe('failures', () => {
  const plan = smallPlan([
    { id: 'a/prepare/1' },
    { id: 'b/prepare/2' },
    { id: 'b/cutover/3', needs: ['b/prepare/2'] },
  ]);

  it('let running steps end and start nothing more', async () => {
    const here = place();
    here.world.mishaps.set(1, ['refused']);
    here.world.seconds = (n) => (n === 2 ? 60 : 1);
    const { end, message } = await invoke(plan, here);
    assert.equal(end, 'failed');
    assert.match(message, /a\/prepare\/1: .*expected exit 0, found 1: pool is full/);
    assert.deepEqual(started(here.world).sort(), ['1', '2']);
    assert.deepEqual(records(here.journal, 'b/prepare/2'), ['intent', 'done']);
  });

  it('let a cutover that is under way come to its end, and begin no other', async () => {
    const here = place();
    here.world.mishaps.set(1, ['refused']);
    here.world.seconds = (n) => (n === 2 ? 60 : 20);
    const steps = [
      { id: 'a/prepare/1' },
      { id: 'b/cutover/2' },
      { id: 'b/cutover/3', needs: ['b/cutover/2'] },
      { id: 'c/cutover/4' },
      { id: 'b/commit/5', needs: ['b/cutover/3'] },
    ];
    const { end } = await invoke(smallPlan(steps), here);
    assert.equal(end, 'failed');
    assert.deepEqual(started(here.world).sort(), ['1', '2', '3']);
  });

  it('let one of two cutovers that are under way come to its end where the other fails', async () => {
    const here = place();
    const steps = [
      { id: 'a/cutover/1', seconds: 500 },
      { id: 'a/cutover/2', needs: ['a/cutover/1'], seconds: 500 },
      { id: 'b/cutover/3' },
      { id: 'b/cutover/4', needs: ['b/cutover/3', 'a/cutover/1'] },
    ];
    // A run was killed in the first step of each.
    const both = smallPlan(steps);
    const earlier = place();
    await invoke(both, earlier, { until: 'prepare' });
    const journal = memoryJournal(here.clock, earlier.journal.records.slice(0, 2));
    for (const step of ['a/cutover/1', 'b/cutover/3'] as StepId[]) journal.append({ record: 'intent', step });
    here.world.mishaps.set(2, ['refused']);
    const { end, message } = await invoke(both, { ...here, journal });
    assert.equal(end, 'failed');
    assert.match(message, /a\/cutover\/2/);
    assert.deepEqual(records(journal, 'b/cutover/4'), ['intent', 'done']);
  });

  it('are gone on from', async () => {
    const here = place();
    here.world.mishaps.set(1, ['refused']);
    await invoke(plan, here);
    assert.equal((await invoke(plan, here)).end, 'done');
    assert.deepEqual(records(here.journal, 'a/prepare/1'), ['intent', 'failed', 'intent', 'done']);
  });

  it('that pass are retried', async () => {
    const here = place();
    here.world.mishaps.set(1, ['unsent', 'unsent', 'unsent']);
    const { end, news } = await invoke(plan, here);
    assert.equal(end, 'done');
    assert.equal(news.filter(({ kind }) => kind === 'step-retry').length, 3);
  });

  it('are not claimed where an answer was lost and the effect is there', async () => {
    const here = place();
    here.world.mishaps.set(1, ['lost-after']);
    assert.equal((await invoke(plan, here)).end, 'done');
    assert.equal(started(here.world).filter((n) => n === '1').length, 1);
  });

  it('of which an answer was lost are tried again only after a look', async () => {
    const here = place();
    here.world.mishaps.set(1, ['lost-before']);
    assert.equal((await invoke(plan, here)).end, 'done');
    assert.equal(started(here.world).filter((n) => n === '1').length, 2);
  });

  it('leave the run stuck where no look can tell', async () => {
    const here = place();
    here.world.mishaps.set(1, ['lost-before']);
    const slow = here.world.transport.run.bind(here.world.transport);
    const transport = {
      ...here.world.transport,
      run: async (...args: Parameters<typeof slow>) => {
        try {
          return await slow(...args);
        } finally {
          if (args[1][1] === 'import' && args[1].at(-1) === image(1)) here.world.isCut = true;
        }
      },
    };
    const { end, message } = await invoke(plan, { ...here, transport });
    assert.equal(end, 'stuck');
    assert.match(message, /look at image:1/);
    here.world.isCut = false;
    assert.equal((await invoke(plan, here)).end, 'done');
    assert.deepEqual(records(here.journal, 'a/prepare/1'), ['intent', 'unknown', 'intent', 'done']);
  });

  it('by silence end a step after its timeout, once', async () => {
    const here = place();
    here.world.mishaps.set(1, ['hangs', 'hangs']);
    const began = here.clock.now();
    const { end, message } = await invoke(smallPlan([{ id: 'a/prepare/1', timeoutSeconds: 300 }]), here);
    assert.equal(end, 'failed');
    assert.match(message, /no progress for 300 s/);
    assert.ok(here.clock.now() - began < 301_000);
  });
});

describe('interruption', () => {
  it('starts no further step, lets running ones end, and is gone on from', async () => {
    const here = place();
    const plan = smallPlan([{ id: 'a/prepare/1' }, { id: 'a/prepare/2', needs: ['a/prepare/1'] }]);
    const stop = new AbortController();
    here.world.seconds = () => {
      stop.abort();
      return 5;
    };
    const { end } = await invoke(plan, here, { signal: stop.signal });
    assert.equal(end, 'interrupted');
    assert.deepEqual(here.world.log, ['import 1', 'imported 1']);
    assert.equal((await invoke(plan, here)).end, 'done');
  });

  it('is not told where everything was done by then', async () => {
    const here = place();
    const stop = new AbortController();
    here.world.seconds = () => {
      stop.abort();
      return 5;
    };
    const { end } = await invoke(smallPlan([{ id: 'a/prepare/1' }]), here, { signal: stop.signal });
    assert.equal(end, 'done');
  });
});

describe('a journal', () => {
  const plan = smallPlan([{ id: 'a/prepare/1' }]);

  it('of another plan is refused, and nothing is written', async () => {
    const here = place();
    await invoke(smallPlan([{ id: 'b/prepare/1' }]), here);
    const before = here.journal.records.length;
    await assert.rejects(invoke(plan, here), RunRefused);
    assert.equal(here.journal.records.length, before);
  });

  it('of another world is refused', async () => {
    const here = place();
    await invoke(plan, here);
    await assert.rejects(invoke(plan, here, { simulated: `sha256:${'1'.repeat(64)}` }), RunRefused);
  });

  it('of other action versions is refused', async () => {
    const here = place();
    await invoke(plan, here);
    const records = here.journal.records.map((one) =>
      one.record === 'header' ? { ...one, actions: { 'image.install': 99 } } : one,
    );
    const journal = memoryJournal(here.clock, records);
    await assert.rejects(invoke(plan, { ...place(), journal }), /version 99 of image.install/);
  });

  it('cut at any record is gone on from to the same end', async () => {
    const steps = [
      { id: 'a/prepare/1' },
      { id: 'b/prepare/2' },
      { id: 'a/cutover/3', needs: ['a/prepare/1'] },
      { id: 'gate/commit/commit', needs: ['a/cutover/3'] },
      { id: 'a/commit/4', needs: ['gate/commit/commit'] },
    ];
    const whole = place();
    await invoke(smallPlan(steps), whole, { openGates: 'all' });
    for (let cut = 0; cut < whole.journal.records.length; cut += 1) {
      const here = place();
      const journal = memoryJournal(here.clock, whole.journal.records.slice(0, cut));
      const { end } = await invoke(smallPlan(steps), { ...here, journal }, { openGates: 'all' });
      assert.equal(end, 'done', `cut at ${String(cut)}`);
      const { steps: states } = fold(journal.records);
      assert.ok([...states.values()].every((state) => state === 'done'));
    }
  });
});
