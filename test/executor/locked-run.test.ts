/** A run and its lock: held while it is at work, given back however it ends, kept where it must be. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LockRefused } from '../../executor/lock-refused.ts';
import type { Processes } from '../../executor/lock-holder.ts';
import { breakLock, seeLocks } from '../../executor/lock-view.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import { HEADNODE, imageWorld } from './support/image-world.ts';
import { memoryJournal } from './support/memory-journal.ts';
import { invoke } from './support/run-small.ts';
import {
  assertSound,
  later,
  locksOf,
  planOf,
  recorded,
  simulated,
  type SimulatedPlace,
} from './support/simulated.ts';
import { smallPlan } from './support/small-plan.ts';
import { virtualClock } from './support/virtual-clock.ts';

function place() {
  const clock = virtualClock();
  const world = imageWorld(clock);
  return { clock, world, transport: world.transport, journal: memoryJournal(clock) };
}

/** Another run in the same datacenter. */
function beside(here: ReturnType<typeof place>) {
  return { ...here, journal: memoryJournal(here.clock) };
}

/** Process 8 of a machine on which these live. */
function process(...alive: readonly number[]): Processes {
  return { own: { pid: 8, start: '' }, isAlive: ({ pid }) => alive.includes(pid) };
}

const plan = smallPlan([{ id: 'a/prepare/1' }, { id: 'a/prepare/2', needs: ['a/prepare/1'] }]);
const other = smallPlan([{ id: 'b/prepare/3' }]);

describe('a run', () => {
  it('is refused beside another in one datacenter, before anything is written or touched', async () => {
    const here = place();
    here.world.seconds = () => 60;
    const first = invoke(plan, here);
    await here.clock.sleep(10_000);
    for (const [which, processes] of [
      [other, process()],
      [plan, process(4711)],
    ] as const) {
      const second = { ...beside(here), processes };
      await assert.rejects(invoke(which, second), LockRefused);
      assert.deepEqual(second.journal.records, []);
    }
    assert.equal((await first).end, 'done');
    assert.deepEqual(here.world.log, ['import 1', 'imported 1', 'import 2', 'imported 2']);
    assert.equal((await invoke(other, beside(here))).end, 'done');
  });

  it('gives its lock back however it ends', async () => {
    const ends: Readonly<Record<string, (here: ReturnType<typeof place>) => ReturnType<typeof invoke>>> = {
      done: (here) => invoke(plan, here),
      failed: (here) => {
        here.world.mishaps.set(1, ['refused']);
        return invoke(plan, here);
      },
      waiting: (here) => invoke(smallPlan([{ id: 'gate/commit/commit' }]), here),
      interrupted: (here) => {
        const stop = new AbortController();
        here.world.seconds = () => {
          stop.abort();
          return 5;
        };
        return invoke(plan, here, { signal: stop.signal });
      },
    };
    for (const [expected, runs] of Object.entries(ends)) {
      const here = place();
      const { end } = await runs(here);
      assert.equal(end, expected);
      assert.deepEqual([...here.world.locks], [], expected);
      assert.deepEqual(
        here.journal.records.slice(-2).map(({ record }) => record),
        ['unlocked', 'ended'],
      );
    }
  });

  it('that crashed leaves its lock, enters it again, and is waited for by others', async () => {
    const here = place();
    const broken = {
      ...here.journal,
      append: (entry: Parameters<typeof here.journal.append>[0]) => {
        if (entry.record === 'done') throw new Error('disk full');
        return here.journal.append(entry);
      },
    };
    await assert.rejects(invoke(plan, { ...here, journal: broken }), /disk full/);
    assert.equal(here.world.locks.size, 1);
    await assert.rejects(invoke(other, beside(here)), LockRefused);
    await assert.rejects(invoke(plan, { ...here, processes: process(4711) }), LockRefused);
    assert.equal((await invoke(plan, { ...here, processes: process() })).end, 'done');
    assert.deepEqual([...here.world.locks], []);
  });
});

describe('a headnode without sdcadm', () => {
  it('is locked all the same, and told', async () => {
    const here = place();
    here.world.withoutSdcadm.add(HEADNODE);
    const { end, news } = await invoke(plan, here);
    assert.equal(end, 'done');
    const told = news.flatMap((one) => (one.kind === 'warning' ? [one.message] : []));
    assert.match(told.join(), /headnode headnode1 \(.*\) has no \/opt\/smartdc\/sdcadm\/.*run none there/);
  });
});

describe('a failed commit step', () => {
  const snapshot = recorded('three-headnodes');
  const moved = planOf(snapshot, ['papi']);
  const another = planOf(snapshot, ['vmapi']);

  /** Requests that begin so are refused. */
  function refusing(here: SimulatedPlace, what: string): SimulatedPlace {
    const body = { code: 'InvalidArgument', message: 'no' };
    return {
      ...here,
      transport: {
        ...here.transport,
        request: (to, sent) =>
          `${sent.method} ${sent.path}`.startsWith(what)
            ? Promise.resolve({ status: 409, headers: {}, body })
            : here.transport.request(to, sent),
      },
    };
  }

  it('that deletes leaves a latch: other runs are refused until its own has ended well', async () => {
    const here = simulated(snapshot);
    const failing = refusing(here, 'DELETE /instances/');
    const second = { ...here, journal: memoryJournal(here.clock) };
    for (const invocation of ['the first', 'one that fails again']) {
      const { end, message, news } = await invoke(moved, failing, { openGates: 'all' });
      assert.equal(end, 'failed', `${invocation}: ${message}`);
      for (const [, holder] of locksOf(here)) assert.match(holder, /&latch=papi\/commit\/delete-old$/);
      assert.equal(locksOf(here).length, 3, invocation);
      assert.ok(
        news.some((one) => one.kind === 'warning' && one.message.includes('hnadm lock break')),
        'how to end it',
      );
      await assert.rejects(
        invoke(another, second),
        /its step papi\/commit\/delete-old failed and can't be undone/,
      );
    }
    assert.equal((await invoke(moved, here, { openGates: 'all' })).end, 'done');
    assert.deepEqual(locksOf(here), [], 'no latch');
  });

  it('leaves none where nothing was to be deleted, or in another phase', async () => {
    const commits = smallPlan([{ id: 'a/cutover/1' }, { id: 'a/commit/2', needs: ['a/cutover/1'] }]);
    for (const failing of [1, 2]) {
      const here = place();
      here.world.mishaps.set(failing, ['refused']);
      assert.equal((await invoke(commits, here)).end, 'failed', `step ${String(failing)}`);
      assert.deepEqual([...here.world.locks], [], `step ${String(failing)}`);
    }
  });
});

describe('in a simulated datacenter', () => {
  const snapshot = recorded('three-headnodes');

  it('every headnode is locked while the run is at work, and none is when it has ended', async () => {
    const here = simulated(snapshot);
    const during: string[][] = [];
    const { end } = await invoke(planOf(snapshot, ['vmapi']), {
      ...here,
      transport: {
        ...here.transport,
        request: (...args: Parameters<typeof here.transport.request>) => {
          during.push(locksOf(here).map(([server]) => server));
          return here.transport.request(...args);
        },
      },
    });
    assert.equal(end, 'waiting');
    const headnodes = (snapshot.cnapi?.servers ?? []).filter(({ headnode }) => headnode === true);
    // The first request asks CNAPI which headnodes there are.
    for (const locked of during.slice(1)) assert.equal(locked.length, headnodes.length);
    assert.deepEqual(locksOf(here), []);
  });

  it('a dead headnode is waived, journalled and told', async () => {
    const copy = structuredClone(snapshot) as unknown as {
      cnapi: { servers: { hostname: string; uuid: string; status: string }[] };
    };
    const dead = copy.cnapi.servers.find(({ hostname }) => hostname === 'headnode2');
    assert.ok(dead);
    dead.status = 'unknown';
    const here = simulated(copy as unknown as Snapshot);
    const { news } = await invoke(planOf(snapshot, ['vmapi']), here);
    const locked = here.journal.records.find((one) => one.record === 'locked');
    assert.deepEqual(
      locked?.waived.map(({ server }) => server as string),
      [dead.uuid],
    );
    assert.equal(locked.servers.length, 2);
    assert.equal(news[0]?.kind, 'run-started');
    const told = news.flatMap((one) => (one.kind === 'warning' ? [one.message] : []));
    assert.equal(told.length, 1);
    assert.match(
      told[0] ?? '',
      new RegExp(`headnode ${dead.uuid} is not locked, it does not answer: .*timed out`),
    );
  });
});

describe('sdcadm in a simulated datacenter', () => {
  const snapshot = recorded('three-headnodes');
  const vmapi = planOf(snapshot, ['vmapi']);
  const headnodes = (snapshot.cnapi?.servers ?? []).flatMap((one) =>
    one.headnode === true ? [one.uuid] : [],
  );

  /** Somebody types it on a headnode; how that ends. */
  async function sdcadm({ transport }: SimulatedPlace, headnode: number): Promise<number> {
    const [server] = headnodes.slice(headnode);
    assert.ok(server !== undefined);
    const { signal } = new AbortController();
    return (await transport.run(server, ['sdcadm', 'update', 'vmapi'], { signal })).exitCode;
  }

  /** The first half of a run: hnadm dies before the first step is done. */
  async function half(here: SimulatedPlace): Promise<SimulatedPlace> {
    const journal = {
      ...here.journal,
      append: (entry: Parameters<typeof here.journal.append>[0]) => {
        if (entry.record === 'done') throw new Error('killed');
        return here.journal.append(entry);
      },
    };
    await assert.rejects(invoke(vmapi, { ...here, journal }), /killed/);
    return later(here);
  }

  it('is kept out of all headnodes while the run is at work, and of none afterwards', async () => {
    const here = simulated(snapshot);
    const run = invoke(vmapi, here, { openGates: 'all' });
    await here.clock.sleep(20_000);
    for (const headnode of [0, 1, 2]) assert.equal(await sdcadm(here, headnode), 130);
    assert.equal((await run).end, 'done');
    for (const headnode of [0, 1, 2]) assert.equal(await sdcadm(here, headnode), 0);
    await assertSound(here);
  });

  it('at work on any headnode refuses the run before anything is written or touched', async () => {
    const here = simulated(snapshot);
    const update = sdcadm(here, 2);
    await assert.rejects(invoke(vmapi, here), /on headnode headnode2 .*is held by process \d+/);
    assert.deepEqual([here.journal.records, locksOf(here)], [[], []]);
    assert.equal(await update, 0);
    assert.equal((await invoke(vmapi, here, { openGates: 'all' })).end, 'done');
    await assertSound(here);
  });

  it('stays out when hnadm is killed, until the run has been gone on with', async () => {
    const here = await half(simulated(snapshot));
    await here.clock.sleep(3_600_000);
    assert.equal(await sdcadm(here, 1), 130);
    assert.equal((await invoke(vmapi, here, { openGates: 'all' })).end, 'done');
    assert.equal(await sdcadm(here, 1), 0);
    await assertSound(here);
  });

  it('stays out when hnadm is killed, until its lock is broken', async () => {
    const here = await half(simulated(snapshot));
    const caller = { ...here, signal: new AbortController().signal, requestId: () => 'id' };
    const locked = (await seeLocks(vmapi, caller)).filter((sight) => sight.state === 'held');
    assert.deepEqual(
      locked.map(({ sdcadm }) => sdcadm?.text),
      locked.map(({ line }) => line),
    );
    for (const sight of locked) await breakLock(caller, sight);
    assert.equal(locked.length, 3);
    assert.equal(await sdcadm(here, 1), 0);
  });

  it('is kept out again by whoever goes on after a headnode’s reboot', async () => {
    const state = (await half(simulated(snapshot))).datacenter.state();
    const rebooted = { ...state, maps: { ...state.maps, sdcadmLocks: [] } };
    const { journal } = await half(simulated(snapshot));
    const datacenter = restoreDatacenter(rebooted);
    const here = { ...datacenter, datacenter, journal };
    const run = invoke(vmapi, here, { openGates: 'all' });
    await here.clock.sleep(20_000);
    assert.equal(await sdcadm(here, 1), 130);
    assert.equal((await run).end, 'done');
  });
});
