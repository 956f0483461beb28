/**
 * The journal's mirror: on the right headnode, never behind an effect, no reason to stop, and proof
 * against two that go on with one run.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mirrorHeadnode } from '../../executor/mirror-headnode.ts';
import { readMirroredRun, type Headnode } from '../../executor/mirrored-run.ts';
import { runIdOf } from '../../executor/run-id.ts';
import { RunRefused } from '../../executor/run-refused.ts';
import type { ServerUuid } from '../../schemas/ids.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { CnapiServerRecord } from '../../triton/cnapi.ts';
import { TransportError } from '../../triton/transport.ts';
import { imageWorld, type ImageWorld } from './support/image-world.ts';
import { memoryJournal } from './support/memory-journal.ts';
import { invoke } from './support/run-small.ts';
import { smallPlan } from './support/small-plan.ts';
import { virtualClock } from './support/virtual-clock.ts';

const plan = smallPlan([
  { id: 'a/prepare/1' },
  { id: 'b/prepare/2' },
  { id: 'c/prepare/3', needs: ['a/prepare/1'] },
  { id: 'a/cutover/4', needs: ['c/prepare/3'] },
  { id: 'b/cutover/5', needs: ['b/prepare/2'] },
]);
const journalFolder = `/var/hnadm/runs/${runIdOf(plan)}/journal`;
const headnode = { uuid: 'any', hostname: 'headnode1' } as unknown as Headnode;

function place() {
  const clock = virtualClock();
  const world = imageWorld(clock);
  return { clock, world, transport: world.transport, journal: memoryJournal(clock) };
}

/** What the world has of the run, read as it was put. */
function mirrored({ files }: ImageWorld): readonly string[] {
  const segments = [...files].filter(([path]) => path.startsWith(journalFolder));
  return segments.flatMap(([, content]) => content.split('\n').filter((line) => line !== ''));
}

describe('the headnode of the mirror', () => {
  const [from, to, other, down] = ['a', 'd', 'b', 'c'].map((uuid, index) => ({
    uuid: uuid as ServerUuid,
    hostname: `headnode${String(index)}`,
    setup: true,
    status: index === 3 ? 'unknown' : 'running',
  })) as [CnapiServerRecord, CnapiServerRecord, CnapiServerRecord, CnapiServerRecord];
  const moving = { intent: { from, to } } as unknown as Plan;

  it('is the target, another that runs, or none; never the one that is emptied', () => {
    assert.equal(mirrorHeadnode(moving, [from, down, other, to]), to);
    assert.equal(mirrorHeadnode(moving, [from, down, { ...to, status: 'rebooting' }, other]), other);
    assert.equal(mirrorHeadnode(moving, [from, down]), null);
  });
});

describe('the mirror', () => {
  it('has the plan, and in the end the whole journal, in few puts', async () => {
    const here = place();
    const { news } = await invoke(plan, here);
    assert.deepEqual(
      JSON.parse(here.world.files.get(`/var/hnadm/runs/${runIdOf(plan)}/plan.json`) ?? ''),
      plan,
    );
    assert.deepEqual(
      mirrored(here.world),
      here.journal.records.map((record) => JSON.stringify(record)),
    );
    const names = [...here.world.files.keys()].filter((path) => path.startsWith(journalFolder));
    assert.equal(names.length, 4, 'what one moment brings goes together');
    assert.ok(news.every(({ kind }) => kind !== 'warning'));
    const signal = new AbortController().signal;
    const read = await readMirroredRun({ transport: here.transport, signal }, headnode, runIdOf(plan));
    assert.deepEqual(read, { hasPlan: true, records: here.journal.records });
  });

  it('has the intent of every effect before it begins', async () => {
    const here = place();
    const seen: boolean[] = [];
    const transport = {
      ...here.transport,
      run: (...args: Parameters<typeof here.transport.run>) => {
        const [, argv] = args;
        const intent = `"intent","step":"[^"]*/${String(Number(String(argv.at(-1)).slice(-12)))}"`;
        if (argv[1] === 'import') seen.push(mirrored(here.world).some((line) => line.match(intent)));
        return here.transport.run(...args);
      },
    };
    const { end } = await invoke(plan, { ...here, transport });
    assert.equal(end, 'done');
    assert.deepEqual(seen, [true, true, true, true, true]);
  });

  it('that can’t be reached stops nothing, is told of once, and is whole again later', async () => {
    const here = place();
    let puts = 0;
    here.world.seconds = () => 60;
    here.world.onPut = () => {
      puts += 1;
      if (puts > 2 && puts < 7) throw new TransportError('connection refused', false);
    };
    const { end, news } = await invoke(plan, here);
    assert.equal(end, 'done');
    const warnings = news.flatMap((one) => (one.kind === 'warning' ? [one.message] : []));
    assert.equal(warnings.length, 2, warnings.join('\n'));
    assert.match(
      warnings[0] ?? '',
      /^the journal is not mirrored on headnode1: connection refused; the run goes on/,
    );
    assert.match(warnings[1] ?? '', /^the journal is mirrored on headnode1 again$/);
    assert.deepEqual(mirrored(here.world).length, here.journal.records.length);
  });

  it('that never answers costs its patience once', async () => {
    const time = async (put: (here: ReturnType<typeof place>) => Promise<void>) => {
      const here = place();
      here.world.seconds = () => 30;
      const began = here.clock.now();
      const transport = { ...here.transport, put: () => put(here) };
      const { news } = await invoke(plan, { ...here, transport });
      return { seconds: (here.clock.now() - began) / 1000, news };
    };
    const whole = await time(() => Promise.resolve());
    const alone = await time(async ({ clock }) => {
      await clock.sleep(10_000);
      throw new TransportError('connect timed out', false);
    });
    assert.equal(alone.news.filter(({ kind }) => kind === 'warning').length, 1);
    assert.equal(alone.news.at(-1)?.kind, 'run-ended');
    // Four times ten seconds and the pauses between; at the end, what is under way then and one more.
    assert.ok(
      alone.seconds < whole.seconds + 50 + 20,
      `${String(alone.seconds)} s, ${String(whole.seconds)} s`,
    );
  });

  it('that there is none for is told of', async () => {
    const here = place();
    const transport = {
      ...here.transport,
      request: () => Promise.resolve({ status: 200, headers: {}, body: [] }),
    };
    const { end, news } = await invoke(plan, { ...here, transport });
    assert.equal(end, 'done');
    const [first, second] = news;
    assert.equal(first?.kind, 'run-started');
    assert.ok(second?.kind === 'warning');
    assert.match(second.message, /no second headnode runs/);
    assert.equal(here.world.files.size, 0);
  });

  it('survives that a put without answer arrives after its repetition', async () => {
    const here = place();
    let isFirst = true;
    const late: [string, string][] = [];
    const transport = {
      ...here.transport,
      put: async (...args: Parameters<typeof here.transport.put>) => {
        const [, path, content] = args;
        if (path.startsWith(journalFolder) && isFirst) {
          isFirst = false;
          late.push([path, content]);
          await here.clock.sleep(100);
          throw new TransportError('connection reset', true);
        }
        await here.transport.put(...args);
      },
    };
    await invoke(plan, { ...here, transport });
    for (const [path, content] of late) here.world.files.set(path, content);
    assert.equal(late.length, 1);
    const signal = new AbortController().signal;
    const read = await readMirroredRun({ transport, signal }, headnode, runIdOf(plan));
    assert.deepEqual(read.records, here.journal.records);
  });
});

describe('a journal that differs from its mirror', () => {
  it('is refused before anything is touched: somebody went on elsewhere', async () => {
    const here = place();
    await invoke(plan, here, { until: 'prepare' });
    const before = memoryJournal(here.clock, here.journal.records);
    await invoke(plan, here);
    const files = [...here.world.files];
    const log = [...here.world.log];
    await assert.rejects(invoke(plan, { ...here, journal: before }), (error: Error) => {
      assert.ok(error instanceof RunRefused);
      assert.match(error.message, /the journal on headnode1 has \d+ records, the one here \d+: .*elsewhere/);
      return true;
    });
    assert.deepEqual([...here.world.files], files);
    assert.deepEqual(here.world.log, log);
  });

  it('by a record that is missing or doubled can’t be read', async () => {
    for (const damage of ['hole', 'other', 'garbage'] as const) {
      const here = place();
      await invoke(plan, here);
      const [path = '', text = ''] =
        [...here.world.files].filter(([name]) => name.startsWith(journalFolder))[1] ?? [];
      if (damage === 'hole') here.world.files.delete(path);
      else if (damage === 'garbage') here.world.files.set(path, `x${text}`);
      else here.world.files.set(`${journalFolder}/99999999-99999999.jsonl`, text.replace('2026', '2027'));
      const signal = new AbortController().signal;
      const read = readMirroredRun({ transport: here.transport, signal }, headnode, runIdOf(plan));
      await assert.rejects(read, { name: 'JournalBroken', message: /headnode1:\/var\/hnadm\/runs/ }, damage);
    }
  });
});
