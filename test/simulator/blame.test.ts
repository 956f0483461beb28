/** Whose fault it is: for each invariant, the same break once by a fault's own hands and once by hnadm's. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fault } from '../../simulator/faults/fault.ts';
import { armed, FREE, NEW, reserve } from './support/armed.ts';
import { createStopped, field, type Site } from './support/site.ts';

const SECOND = 1_000;
const BEGAN = armed([]).datacenter.clock.now();

/** Invariants that were broken and by whom, without repetition. */
function broken(site: Site): readonly string[] {
  return [...new Set(site.datacenter.violations.map(({ invariant, by }) => `${invariant} by ${by}`))];
}

/** Somebody runs a zone for ten minutes as soon as it is stopped. */
function lateWrite(zone: string, after = 0): Fault {
  return { kind: 'late-write', after, lasts: 600 * SECOND, zone };
}

const { uuid: imgapi0 } = armed([]).zone('imgapi0');
const { uuid: fwapi0 } = armed([]).zone('fwapi0');

async function stop(site: Site, zone: string): Promise<void> {
  await site.run(0, `vmadm stop ${zone}`);
}

/** Has imgapi's data in a new zone, both stopped: a copy of all that was written by then. */
async function moved(site: Site): Promise<void> {
  await createStopped(site, 'imgapi', 'imgapi1', NEW);
  await stop(site, imgapi0);
  const [from, to] = [`zones/${imgapi0}/data`, `zones/${NEW}/data`];
  await site.run(0, `zfs snapshot ${from}@last`);
  const { to: received } = await site.send(0, `zfs send ${from}@last`, 1, `zfs recv -F -s -u ${to}`);
  assert.equal(received.exitCode, 0, received.stderr);
}

/** Sleeps until so many seconds after the beginning. */
async function until(site: Site, seconds: number): Promise<void> {
  await site.sleep(BEGAN / SECOND + seconds - site.datacenter.clock.now() / SECOND);
}

/** Makes a second fwapi on the first one's address, started. */
async function createOnItsAddress(site: Site): Promise<void> {
  const nic = site.zone('fwapi0').nics?.[0];
  await site.call('napi', 'DELETE', `/nics/${String(nic?.mac)}`);
  const { body } = await site.call('sapi', 'GET', '/services?name=fwapi');
  const [service] = body as readonly { readonly uuid: string }[];
  const networks = [{ uuid: site.admin, ip: nic?.ip, primary: true }];
  const params = { alias: 'fwapi1', server_uuid: site.headnodes[1], networks };
  const instance = { uuid: NEW, service_uuid: service?.uuid, async: true, params };
  await site.job(field(await site.call('sapi', 'POST', '/instances', instance), 'job_uuid'));
}

describe('one-address', () => {
  test("is the fault's where somebody starts the old zone beside the new one", async () => {
    const site = armed([lateWrite(fwapi0, 300 * SECOND)]);
    await stop(site, fwapi0);
    await createOnItsAddress(site);
    await until(site, 700);
    assert.deepEqual(broken(site), ['one-address by fault']);
  });

  test("is hnadm's where it starts a zone on the address of one that has run for minutes", async () => {
    const site = armed([lateWrite(fwapi0)]);
    await stop(site, fwapi0);
    await site.sleep(120);
    await createOnItsAddress(site);
    assert.deepEqual(broken(site), ['one-address by hnadm']);
  });
});

describe('runs-alone', () => {
  test("is the fault's where somebody starts the second one", async () => {
    const site = armed([lateWrite(imgapi0, 7_200 * SECOND)]);
    await moved(site);
    await site.run(1, `vmadm start ${NEW}`);
    await until(site, 7_300);
    assert.deepEqual(broken(site), ['runs-alone by fault']);
  });

  for (const [seconds, by] of [
    [20, 'fault'],
    [120, 'hnadm'],
  ] as const) {
    test(`is the ${by}'s where hnadm starts one ${String(seconds)} s after somebody started the other`, async () => {
      const site = armed([lateWrite(imgapi0, 7_200 * SECOND)]);
      await moved(site);
      await until(site, 7_200 + seconds);
      await site.run(1, `vmadm start ${NEW}`);
      assert.deepEqual(broken(site), [`runs-alone by ${by}`]);
    });
  }
});

describe('no-lost-write', () => {
  test("is the fault's where somebody starts the old zone after the new one has written", async () => {
    const site = armed([lateWrite(imgapi0, 7_200 * SECOND)]);
    await moved(site);
    await site.run(1, `vmadm start ${NEW}`);
    await site.sleep(600);
    await site.run(1, `vmadm stop ${NEW}`);
    await until(site, 11_000);
    assert.deepEqual(broken(site), ['no-lost-write by fault']);
  });

  test("is hnadm's where it starts the new zone without what the old one wrote an hour ago", async () => {
    const site = armed([lateWrite(imgapi0, 7_200 * SECOND)]);
    await moved(site);
    await until(site, 11_000);
    await site.run(1, `vmadm start ${NEW}`);
    assert.deepEqual(broken(site), ['no-lost-write by hnadm']);
  });

  test("is hnadm's where it rolls the new zone back over what it has written", async () => {
    const site = armed([]);
    await moved(site);
    await site.run(1, `vmadm start ${NEW}`);
    await site.sleep(600);
    await site.run(1, `vmadm stop ${NEW}`);
    await increment(site);
    assert.deepEqual(broken(site), ['no-lost-write by hnadm']);
  });

  test('holds where the new zone has written nothing', async () => {
    const site = armed([]);
    await moved(site);
    await increment(site);
    assert.deepEqual(broken(site), []);
  });

  async function increment(site: Site): Promise<void> {
    const from = `zones/${imgapi0}/data`;
    await site.run(0, `zfs snapshot ${from}@later`);
    const receive = `zfs recv -F -s -u zones/${NEW}/data`;
    const { to } = await site.send(0, `zfs send -i @last ${from}@later`, 1, receive);
    assert.equal(to.exitCode, 0, to.stderr);
  }
});

describe('copy-before-destroy', () => {
  const DELETE = `/instances/${imgapi0}`;

  test("is hnadm's where it deletes what somebody's late run has written", async () => {
    const site = armed([lateWrite(imgapi0, 7_200 * SECOND)]);
    await moved(site);
    await until(site, 11_000);
    await site.call('sapi', 'DELETE', DELETE);
    assert.deepEqual(broken(site), ['copy-before-destroy by hnadm']);
  });

  test("is the fault's where that came after the deletion was asked for, in a job that hung", async () => {
    const site = armed([
      { kind: 'job-stuck', skip: 1, longer: 3_600 * SECOND },
      lateWrite(imgapi0, 7_200 * SECOND),
    ]);
    await moved(site);
    await until(site, 7_100);
    await site.call('sapi', 'DELETE', DELETE);
    assert.deepEqual(broken(site), ['copy-before-destroy by fault']);
  });
});

describe('at-rest', () => {
  /** The first luck with which an operator does this to papi0. */
  async function changed(pattern: RegExp): Promise<Site> {
    for (let luck = 1; luck < 400; luck += 1) {
      const zones = [armed([]).zone('papi0').uuid];
      const fault: Fault = { kind: 'operator-change', after: 0, zones, addresses: [] };
      const site = armed([fault], luck * 7_919);
      await site.sleep(1);
      if (pattern.test(site.datacenter.faults[0]?.what ?? '')) return site;
    }
    throw new Error(`no operator did ${String(pattern)}`);
  }
  const found = async (site: Site) => {
    await site.sleep(600);
    return site.datacenter.checkAtRest().map(({ by, message }) => `${by}: ${message.replace(/ \(.*/, '')}`);
  };

  test("a service is down by an operator's stop, or by hnadm's", async () => {
    assert.deepEqual(await found(await changed(/stopped/)), ['fault: papi was up, and is not']);
    const site = armed([]);
    await stop(site, site.zone('papi0').uuid);
    assert.deepEqual(await found(site), ['hnadm: papi was up, and is not']);
  });

  test("a NIC is missing by an operator's deletion, or by hnadm's", async () => {
    assert.deepEqual(await found(await changed(/deleted/)), ['fault: papi0']);
    const site = armed([]);
    await site.call('napi', 'DELETE', `/nics/${String(site.zone('papi0').nics?.[0]?.mac)}`);
    assert.deepEqual(await found(site), ['hnadm: papi0']);
  });

  test('what an operator did to one thing excuses nothing else', async () => {
    const site = await changed(/deleted/);
    await stop(site, site.zone('fwapi0').uuid);
    assert.deepEqual((await found(site)).toSorted(), ['fault: papi0', 'hnadm: fwapi was up, and is not']);
  });
});

describe('as-planned', () => {
  const check = (site: Site) =>
    site.datacenter
      .checkAfterSuccess([
        {
          alias: 'imgapi1',
          candidates: [NEW],
          server: String(site.headnodes[1]),
          addresses: [{ network: site.admin, ip: FREE, takenOver: false }],
          replaced: null,
          snapshots: [],
        },
      ])
      .filter(({ object }) => object === FREE)
      .map(({ by, message }) => `${by}: ${message.replace(/ \(.*/, '')}`);

  for (const by of ['fault', 'hnadm'] as const) {
    test(`an address is another's because of ${by}`, async () => {
      const steals = { kind: 'address-stolen', after: 0, ip: FREE, mac: null } as const;
      const fault: Fault = { ...steals, network: armed([]).admin, thief: imgapi0 };
      const site = armed(by === 'fault' ? [fault] : []);
      await createStopped(site, 'imgapi', 'imgapi1', NEW);
      if (by === 'hnadm') await reserve(site);
      assert.deepEqual(check(site), [`${by}: ${FREE} should belong to imgapi1`]);
    });
  }
});
