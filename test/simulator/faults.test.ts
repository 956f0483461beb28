/** Faults of jobs, transfers, servers, pools and people: each strikes when it is told to, and does what it says. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fault } from '../../simulator/faults/fault.ts';
import { armed, create, FREE, NEW, reserve, stateOf, unanswered } from './support/armed.ts';
import { createStopped, field, type Site } from './support/site.ts';

const SECOND = 1_000;

async function jobOf(site: Site): Promise<unknown> {
  return field(await create(site), 'job_uuid');
}

describe('jobs', () => {
  test('job-fails: NIC, address and record stay, the row is failed, and there is no zone', async () => {
    const site = armed([{ kind: 'job-fails', skip: 0, longer: 0 }]);
    assert.equal(await site.job(await jobOf(site)), 'failed');
    const { body: row } = await site.call('vmapi', 'GET', `/vms/${NEW}?fields=state,nics`);
    assert.deepEqual(row, { nics: [], state: 'failed' });
    const { body: nics } = await site.call('napi', 'GET', `/nics?belongs_to_uuid=${NEW}`);
    const [nic] = nics as readonly { readonly ip: string }[];
    const address = await site.call('napi', 'GET', `/networks/${site.admin}/ips/${String(nic?.ip)}`);
    assert.equal(field(address, 'belongs_to_uuid'), NEW);
    assert.equal((await site.call('sapi', 'GET', `/instances/${NEW}`)).status, 200);
    assert.equal(await stateOf(site, 1, NEW), 'absent');
  });

  for (const [kind, minutes] of [
    ['job-slow', 10],
    ['job-stuck', 400],
  ] as const) {
    test(`${kind}: it takes ${String(minutes)} minutes longer, and succeeds`, async () => {
      const took = async (faults: readonly Fault[]): Promise<number> => {
        const site = armed(faults);
        const job = await jobOf(site);
        const began = site.datacenter.clock.now();
        assert.equal(await site.job(job), 'succeeded');
        return (site.datacenter.clock.now() - began) / 60_000;
      };
      const longer = (await took([{ kind, skip: 0, longer: minutes * 60_000 }])) - (await took([]));
      assert.ok(longer > minutes - 1 && longer < minutes + 1, `${String(longer)} minutes longer`);
    });
  }
});

const COPY = 'aaaaaaaa-1111-4111-8111-00000000000e';

/** Makes the zone that imgapi's data is copied to. */
function makeTarget(site: Site): Promise<void> {
  return createStopped(site, 'imgapi', 'imgapi1', COPY);
}

/** Copies it, which takes a while. */
async function copy(site: Site) {
  const from = `zones/${site.zone('imgapi0').uuid}/data`;
  await site.run(0, `zfs snapshot ${from}@first`);
  return site.send(0, `zfs send ${from}@first`, 1, `zfs recv -F -s -u zones/${COPY}/data`);
}

async function token(site: Site): Promise<string> {
  const { stdout } = await site.run(1, `zfs get -Hp -o value receive_resume_token zones/${COPY}/data`);
  return stdout.trim();
}

describe('transfers', () => {
  test('transfer-cut: no answer at that share of the time, and what has arrived is kept', async () => {
    const whole = armed([]);
    await makeTarget(whole);
    const began = whole.datacenter.clock.now();
    await copy(whole);
    const took = whole.datacenter.clock.now() - began;

    const site = armed([{ kind: 'transfer-cut', skip: 0, share: 0.5 }]);
    await makeTarget(site);
    const start = site.datacenter.clock.now();
    assert.equal((await unanswered(copy(site))).sent, true);
    const share = (site.datacenter.clock.now() - start) / took;
    assert.ok(share > 0.4 && share < 0.6, `after ${String(share)} of the time`);
    assert.notEqual(await token(site), '-');
    assert.match((await copy(site)).to.stderr, /partially-complete state/);
  });
});

describe('server-silent', () => {
  const server = armed([]).headnodes[1] ?? '';
  const began = armed([]).datacenter.clock.now();
  const silence: Fault = { kind: 'server-silent', after: 60 * SECOND, lasts: 300 * SECOND, server };
  const status = async (site: Site) => field(await site.call('cnapi', 'GET', `/servers/${server}`), 'status');

  test('its global zone is out of reach at once, CNAPI says so later, and in the end it is back', async () => {
    const site = armed([silence]);
    await site.sleep(61);
    assert.equal(await status(site), 'running');
    assert.equal((await unanswered(site.run(1, `vmadm get ${NEW}`))).sent, false);
    await site.sleep(3);
    assert.equal(await status(site), 'unknown');
    await site.sleep(300);
    assert.equal(await status(site), 'running');
    assert.equal((await site.run(1, `vmadm get ${NEW}`)).exitCode, 1);
  });

  test('its zones go on answering', async () => {
    const site = armed([{ ...silence, server: site0() }]);
    await site.sleep(90);
    const ip = String(site.zone('papi0').nics?.[0]?.ip);
    assert.equal((await site.callAt(ip, 'papi', '/ping')).status, 200);
    assert.equal((await unanswered(site.run(0, 'vmadm list'))).sent, false);
  });

  test('what is under way there goes on unheard, a job too, and a transfer is cut', async () => {
    const site = armed([{ ...silence, after: 600 * SECOND }]);
    await makeTarget(site);
    await site.sleep((began + 595 * SECOND - site.datacenter.clock.now()) / SECOND);
    const job = await jobOf(site);
    const image = await missingImage(site);
    const lost = unanswered(copy(site));
    await site.sleep((began + 599.5 * SECOND - site.datacenter.clock.now()) / SECOND);
    const importing = site.run(1, `imgadm import -q ${image}`);
    assert.equal((await lost).sent, true);
    assert.equal((await unanswered(importing)).sent, true);
    await site.sleep(120);
    const state = field(await site.call('vmapi', 'GET', `/jobs/${String(job)}`), 'execution');
    assert.equal(state, 'running');
    await site.sleep(300);
    assert.equal((await site.run(1, `imgadm get ${image}`)).exitCode, 0);
    assert.equal(await site.job(job), 'succeeded');
  });

  /** An image that headnode 1 has not installed. */
  async function missingImage(site: Site): Promise<string> {
    const { body } = await site.call('imgapi', 'GET', '/images?state=all');
    for (const { uuid } of body as readonly { readonly uuid: string }[]) {
      if ((await site.run(1, `imgadm get ${uuid}`)).exitCode === 3) return uuid;
    }
    throw new Error('no image is missing');
  }

  function site0(): string {
    return armed([]).headnodes[0] ?? '';
  }
});

describe('pool-full', () => {
  test('nothing is snapshotted, received or created there, until there is space again', async () => {
    const [source = '', target = ''] = armed([]).headnodes;
    const filled = (server: string, after: number) =>
      ({ kind: 'pool-full', after, lasts: 600 * SECOND, server }) as const;
    const from = `zones/${armed([]).zone('imgapi0').uuid}/data`;

    const atSource = armed([filled(source, 0)]);
    await atSource.sleep(1);
    assert.match((await atSource.run(0, `zfs snapshot ${from}@first`)).stderr, /out of space/);
    await atSource.sleep(600);
    assert.equal((await atSource.run(0, `zfs snapshot ${from}@first`)).exitCode, 0);

    const atTarget = armed([filled(target, 0)]);
    assert.equal(await atTarget.job(await jobOf(atTarget)), 'failed');
    assert.equal(await stateOf(atTarget, 1, NEW), 'absent');

    const full = armed([{ ...filled(target, 600 * SECOND), lasts: 36_000 * SECOND }]);
    await makeTarget(full);
    await full.sleep(500);
    assert.match((await copy(full)).to.stderr, /cannot receive new filesystem stream: out of space/);
    assert.notEqual(await token(full), '-');
  });
});

describe('address-stolen', () => {
  const thief = 'bbbbbbbb-1111-4111-8111-000000000001';
  const stolen = (mac: string | null): Fault => ({
    kind: 'address-stolen',
    after: 60 * SECOND,
    network: armed([]).admin,
    ip: FREE,
    thief,
    mac,
  });
  const address = async (site: Site) => {
    const { body } = await site.call('napi', 'GET', `/networks/${site.admin}/ips/${FREE}`);
    return body as Readonly<Record<string, unknown>>;
  };

  test('by a NIC on it, though it was reserved', async () => {
    const site = armed([stolen('90:b8:d0:aa:00:09')]);
    await reserve(site);
    await site.sleep(61);
    const { reserved, belongs_to_uuid } = await address(site);
    assert.deepEqual([reserved, belongs_to_uuid], [true, thief]);
    assert.equal((await site.call('napi', 'GET', '/nics/90:b8:d0:aa:00:09')).status, 200);
  });

  test('by a reservation', async () => {
    const site = armed([stolen(null)]);
    await site.sleep(61);
    const { reserved, belongs_to_uuid, owner_uuid } = await address(site);
    assert.deepEqual([reserved, belongs_to_uuid, owner_uuid], [true, undefined, thief]);
  });
});

describe('operator-change', () => {
  /** What an operator did to papi0, vmapi0 (stopped) and a reserved address, with this luck. */
  async function changed(luck: number): Promise<readonly [Site, string, string]> {
    const plain = armed([]);
    const [papi, vmapi] = [plain.zone('papi0').uuid, plain.zone('vmapi0').uuid];
    const addresses = [{ network: plain.admin, ip: FREE }];
    const site = armed(
      [{ kind: 'operator-change', after: 300 * SECOND, zones: [papi, vmapi], addresses }],
      luck,
    );
    await reserve(site);
    await site.run(0, `vmadm stop ${vmapi}`);
    await site.sleep(300);
    const [report] = site.datacenter.faults;
    return [site, report?.what ?? '', report?.object?.split(/:(.*)/)[1] ?? ''];
  }

  test('starts, stops, takes out of DNS, deletes a NIC or frees an address, each of them really', async () => {
    const seen = new Set<string>();
    for (let luck = 1; luck <= 40; luck += 1) {
      const [site, what, object] = await changed(luck * 7_919);
      const kind = /started|stopped|registrar|deleted|given back/.exec(what)?.[0] ?? what;
      if (seen.has(kind)) continue;
      seen.add(kind);
      if (kind === 'started') assert.equal(await stateOf(site, 0, object), 'running');
      if (kind === 'stopped') assert.equal(await stateOf(site, 0, object), 'stopped');
      if (kind === 'deleted') assert.equal((await site.call('napi', 'GET', `/nics/${object}`)).status, 404);
      if (kind === 'registrar') {
        const { stdout } = await site.run(0, `svcs -z ${object} -H -o state,fmri registrar`);
        assert.match(stdout, /^disabled/);
      }
      if (kind === 'given back') {
        const found = await site.call('napi', 'GET', `/networks/${site.admin}/ips/${FREE}`);
        assert.equal(field(found, 'reserved'), false);
      }
    }
    assert.deepEqual([...seen].toSorted(), ['deleted', 'given back', 'registrar', 'started', 'stopped']);
  });
});

describe('late-write', () => {
  test('the zone runs for a while once it was stopped, and has written then', async () => {
    const zone = armed([]).zone('imgapi0').uuid;
    const site = armed([{ kind: 'late-write', after: 0, lasts: 100 * SECOND, zone }]);
    await site.sleep(60);
    assert.equal(site.datacenter.faults[0]?.at, null);
    await site.run(0, `vmadm stop ${zone}`);
    await site.run(0, `zfs snapshot zones/${zone}/data@last`);
    await site.sleep(20);
    assert.equal(await stateOf(site, 0, zone), 'running');
    await site.sleep(110);
    assert.equal(await stateOf(site, 0, zone), 'stopped');
    const { stdout } = await site.run(0, `zfs get -Hp -o value written@last zones/${zone}/data`);
    // imgapi writes 4,000 bytes a second.
    assert.ok(Math.abs(Number(stdout) - 400_000) < 10_000, stdout);
  });
});
