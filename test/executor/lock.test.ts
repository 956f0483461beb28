/** The lock: who is kept out, who may come back in, and that nothing of it is lost or left. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeLock, type LockRequest } from '../../executor/lock.ts';
import { LockRefused } from '../../executor/lock-refused.ts';
import type { ProcessId } from '../../executor/lock-holder.ts';
import type { ServerUuid, StepId } from '../../schemas/ids.ts';
import { HEADNODES, lockSite, type LockSite } from './support/lock-site.ts';
import { smallPlan } from './support/small-plan.ts';

const [one = '', two = '', three = ''] = HEADNODES;
const plan = smallPlan([{ id: 'a/prepare/1' }]);
const other = smallPlan([{ id: 'b/prepare/2' }]);

const LS_QLOCKER = 'ls /opt/smartdc/sdcadm/node_modules/qlocker';
const HOLD = '/opt/smartdc/sdcadm/node/bin/node -e';

interface Caller {
  readonly pid?: number;
  readonly host?: string;
  readonly alive?: readonly number[];
  readonly lastHost?: string;
  readonly locked?: readonly ServerUuid[];
  readonly latch?: string;
}

function take(
  here: LockSite,
  which = plan,
  { pid = 1, host = 'laptop', alive = [], lastHost, locked = [], latch }: Caller = {},
) {
  const { transport, clock } = here;
  const request: LockRequest = {
    plan: which,
    caller: { transport, clock, signal: new AbortController().signal, requestId: () => 'id' },
    by: 'ann',
    host,
    processes: {
      own: { pid, start: '77' },
      isAlive: (process: ProcessId) => process.start === '77' && alive.includes(process.pid),
    },
    lastHost: lastHost ?? null,
    locked,
    latch: (latch ?? null) as StepId | null,
  };
  return takeLock(request);
}

function holders(here: LockSite): (string | null)[] {
  return HEADNODES.map((server) => /pid=\d+|latch=.*/.exec(here.shelf.links.get(server) ?? '')?.[0] ?? null);
}

describe('the lock', () => {
  it('is on every headnode, by UUID, and gone when it is given back', async () => {
    const here = lockSite();
    const lock = await take(here);
    assert.deepEqual(lock.servers, HEADNODES);
    assert.deepEqual(holders(here), ['pid=1', 'pid=1', 'pid=1']);
    assert.deepEqual(
      here.log.filter((line) => line.endsWith('ln -s')),
      ['1 ln -s', '2 ln -s', '3 ln -s'],
    );
    assert.deepEqual(await lock.release(null), []);
    assert.deepEqual(holders(here), [null, null, null]);
  });

  it('is on the servers of the plan where CNAPI does not answer', async () => {
    const here = lockSite();
    here.cnapi = false;
    const lock = await take(here);
    assert.deepEqual(lock.servers, [plan.intent.to.uuid]);
  });

  it('keeps out another plan, and the same one while its process lives; names the holder', async () => {
    const here = lockSite();
    await take(here);
    for (const [which, alive] of [
      [other, []],
      [plan, [1]],
    ] as const) {
      await assert.rejects(take(here, which, { pid: 2, alive }), (error) => {
        assert.ok(error instanceof LockRefused);
        assert.match(
          error.message,
          /on headnode headnode0 \(11111111-.*held by run [0-9a-f]{16} of ann on laptop, process 1, since 2026-11-23T02:00/,
        );
        assert.match(error.message, /hnadm lock show.*hnadm lock break/);
        return true;
      });
      assert.deepEqual(holders(here), ['pid=1', 'pid=1', 'pid=1']);
    }
  });

  it('lets one of two that begin at once go on', async () => {
    const here = lockSite();
    const both = await Promise.allSettled([take(here, plan, { pid: 1 }), take(here, other, { pid: 2 })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal(new Set(holders(here)).size, 1);
  });

  it('is entered again by its run when its process is dead, on the same host alone', async () => {
    const here = lockSite();
    await take(here);
    for (const lastHost of [undefined, 'tower']) {
      const elsewhere = { pid: 2, host: 'tower', ...(lastHost === undefined ? {} : { lastHost }) };
      await assert.rejects(take(here, plan, elsewhere), LockRefused);
    }
    const lock = await take(here, plan, { pid: 2 });
    assert.deepEqual(holders(here), ['pid=2', 'pid=2', 'pid=2']);
    await lock.release(null);
    assert.deepEqual(holders(here), [null, null, null]);
  });

  it('is entered on another host by whoever has the journal of who held it', async () => {
    const here = lockSite();
    await take(here);
    await assert.rejects(take(here, other, { pid: 2, host: 'tower', lastHost: 'laptop' }), LockRefused);
    await take(here, plan, { pid: 2, host: 'tower', lastHost: 'laptop' });
    assert.deepEqual(holders(here), ['pid=2', 'pid=2', 'pid=2']);
  });

  it('is all or none: what was taken is given back, what is another’s stays', async () => {
    const here = lockSite();
    here.shelf.links.set(two, 'hnadm-lock-9?who=somebody');
    await assert.rejects(
      take(here),
      /headnode1 .*that this hnadm does not know: "hnadm-lock-9\?who=somebody"/,
    );
    assert.deepEqual([...here.shelf.links], [[two, 'hnadm-lock-9?who=somebody']]);
  });

  it('is waived on a headnode that does not answer, and not on all of them', async () => {
    const here = lockSite();
    here.fate = (server) => (server === two ? 'refused' : 'ok');
    const lock = await take(here);
    assert.deepEqual(lock.servers, [one, three]);
    assert.deepEqual(
      lock.waived.map(({ server }) => server),
      [two],
    );
    assert.match(lock.waived[0]?.why ?? '', /connection refused/);
    here.fate = () => 'refused';
    await assert.rejects(take(here), /no headnode answers: .*connection refused/);
  });

  it('that an earlier invocation left where nobody answers now is given back in the end, or told of', async () => {
    for (const answers of [true, false]) {
      const here = lockSite();
      await take(here);
      here.fate = (server) => (server === two ? 'refused' : 'ok');
      const lock = await take(here, plan, { pid: 2, lastHost: 'laptop', locked: HEADNODES });
      assert.deepEqual(holders(here), ['pid=2', 'pid=1', 'pid=2']);
      if (answers) here.fate = () => 'ok';
      const left = await lock.release(null);
      assert.deepEqual(
        left.map(({ server }) => server),
        answers ? [] : [two],
      );
      assert.deepEqual(holders(here), [null, answers ? null : 'pid=1', null]);
    }
  });

  it('is tried once where CNAPI hears nothing, and taken where it can be', async () => {
    const here = lockSite();
    here.silent.add(two);
    assert.deepEqual((await take(here)).servers, HEADNODES);
    here.fate = (server) => (server === two ? 'refused' : 'ok');
    here.log.length = 0;
    const { waived } = await take(here, plan, { pid: 2 });
    assert.equal(waived.length, 1);
    assert.deepEqual(
      here.log.filter((line) => line.startsWith('2')),
      ['2 mkdir -p'],
    );
  });

  it('is refused where it can’t be made, and given back where it was', async () => {
    for (const command of ['mkdir -p', 'ln -s']) {
      const here = lockSite();
      here.fate = (server, asked) => (server === two && asked === command ? 'failed' : 'ok');
      await assert.rejects(take(here), /headnode1 .*Read-only file system/);
      assert.deepEqual(holders(here), [null, null, null]);
    }
  });

  it('is not taken from who took it meanwhile', async () => {
    const here = lockSite();
    const lock = await take(here);
    const theirs = (here.shelf.links.get(two) ?? '').replace('pid=1', 'pid=9');
    here.shelf.links.set(two, theirs);
    await lock.release(null);
    assert.deepEqual(holders(here), [null, 'pid=9', null]);
  });

  it('tells which headnodes did not answer any more', async () => {
    const here = lockSite();
    const lock = await take(here);
    here.fate = (server) => (server === three ? 'refused' : 'ok');
    assert.deepEqual(
      (await lock.release(null)).map(({ server }) => server),
      [three],
    );
    assert.deepEqual(holders(here), [null, null, 'pid=1']);
  });
});

describe('sdcadm', () => {
  it('is kept out of every headnode, by whatever goes by the run’s lock there', async () => {
    const here = lockSite();
    await take(here);
    const run = /^.*run=[0-9a-f]{16}&/.exec(here.shelf.links.get(one) ?? '')?.[0];
    assert.deepEqual(
      [...here.shelf.sdcadm],
      [one, two, three].map((server) => [server, run]),
    );
    // The process that keeps it out is there already, and says so.
    await take(here, plan, { pid: 2 });
  });

  it('at work on a headnode refuses the run, which says what process that is and leaves nothing', async () => {
    const here = lockSite();
    here.shelf.sdcadm.set(two, 'sdcadm');
    await assert.rejects(take(here), (error) => {
      assert.ok(error instanceof LockRefused);
      assert.match(
        error.message,
        /on headnode headnode1 \(22222222-.*\/var\/run\/sdcadm.lock is held by process 4242\n/,
      );
      return true;
    });
    assert.deepEqual(holders(here), [null, null, null]);
    here.shelf.sdcadm.delete(two);
    await take(here);
  });

  it('is not missed where it is not installed; that is told', async () => {
    const here = lockSite();
    here.shelf.withoutSdcadm.add(two);
    const { servers, withoutSdcadm } = await take(here);
    assert.deepEqual(servers, HEADNODES);
    assert.deepEqual(
      withoutSdcadm.map(({ hostname }) => hostname),
      ['headnode1'],
    );
    assert.deepEqual([...here.shelf.sdcadm.keys()], [one, three]);
  });

  it('that can’t be kept out refuses the run, in one line without a script', async () => {
    const here = lockSite();
    here.fate = (server, asked) => (server === two && asked === HOLD ? 'failed' : 'ok');
    await assert.rejects(
      take(here),
      /headnode1 \(.*\): \S*node -e … \S*node -e … \S*qlocker \S*sdcadm.lock \/var\/hnadm\/lock hnadm-lock-1\S* on server .*Read-only file system\n/,
    );
    assert.deepEqual(holders(here), [null, null, null]);
  });
});

describe('a lost answer', () => {
  const kinds = ['lost before', 'lost after', 'refused'] as const;
  for (const kind of kinds) {
    for (const command of ['mkdir -p', 'ln -s', 'ls -l', 'rm -f', 'ln -sf', LS_QLOCKER, HOLD]) {
      it(`of ${command}, ${kind}, neither loses nor doubles the lock`, async () => {
        const here = lockSite();
        await take(here);
        const lost = new Set<string>();
        here.fate = (server, asked) => {
          if (asked !== command || lost.has(server)) return 'ok';
          lost.add(server);
          return kind;
        };
        // Entered again, so that every command is sent.
        const lock = await take(here, plan, { pid: 2 });
        assert.deepEqual(holders(here), ['pid=2', 'pid=2', 'pid=2']);
        assert.equal(here.shelf.sdcadm.size, 3);
        assert.deepEqual(await lock.release(null), []);
        assert.deepEqual(holders(here), [null, null, null]);
        assert.equal(lost.size, 3);
        const next = await take(here, other, { pid: 3 });
        assert.deepEqual(next.servers, HEADNODES);
      });
    }
  }
});

describe('a latch', () => {
  const step = 'imgapi/commit/delete-old' as StepId;

  it('keeps out every run but its own, alive or dead, which clears it', async () => {
    const here = lockSite();
    const lock = await take(here);
    assert.deepEqual(await lock.release(step), []);
    assert.deepEqual(holders(here), [`latch=${step}`, `latch=${step}`, `latch=${step}`]);
    await assert.rejects(
      take(here, other, { pid: 2 }),
      /latched by run .*its step imgapi\/commit\/delete-old failed/,
    );
    const again = await take(here, plan, { pid: 1, alive: [1], latch: step });
    assert.deepEqual(holders(here), ['pid=1', 'pid=1', 'pid=1']);
    await again.release(null);
    assert.deepEqual(holders(here), [null, null, null]);
  });

  it('stays where its run could not lock everything', async () => {
    const here = lockSite();
    await (await take(here)).release(step);
    here.shelf.links.set(two, 'something');
    await assert.rejects(take(here, plan, { pid: 2, latch: step }), LockRefused);
    assert.deepEqual(holders(here), [`latch=${step}`, null, `latch=${step}`]);
  });
});
