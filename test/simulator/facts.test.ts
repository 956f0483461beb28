/**
 * The behaviour of the services that plans rest on, as it was measured on the real ones: who may have
 * an address, what a failed or repeated create leaves, what a deletion takes along, what a dead server
 * refuses. Where one of these changes, a procedure has to be thought over.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { createStopped, field, siteOf, snapshotNamed, threeHeadnodes, type Site } from './support/site.ts';

const NEW = 'aaaaaaaa-1111-4111-8111-000000000004';
const MARKER = '12345678-1234-5234-8234-123456789012';
const FREE = '10.99.99.99';

async function serviceUuid(site: Site, name: string): Promise<string | undefined> {
  const { body } = await site.call('sapi', 'GET', `/services?name=${name}`);
  return (body as readonly { readonly uuid: string }[])[0]?.uuid;
}

/** POST /instances of a vmapi on headnode 1. */
async function post(
  site: Site,
  more: Readonly<Record<string, unknown>>,
  params: Readonly<Record<string, unknown>> = {},
) {
  const instance = {
    uuid: NEW,
    service_uuid: await serviceUuid(site, 'vmapi'),
    params: { alias: 'vmapi1', server_uuid: site.headnodes[1], autoboot: false, ...params },
    ...more,
  };
  return site.call('sapi', 'POST', '/instances', instance);
}

async function ip(site: Site, address = FREE): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await site.call('napi', 'GET', `/networks/${site.admin}/ips/${address}`);
  const { ip: _, network_uuid: __, ...rest } = body as Readonly<Record<string, unknown>>;
  return rest;
}

async function stateOf(site: Site, uuid: string): Promise<unknown> {
  return field(await site.call('vmapi', 'GET', `/vms/${uuid}`), 'state');
}

function nicOf(site: Site, more: Readonly<Record<string, unknown>> = {}) {
  return {
    mac: '90:b8:d0:aa:00:01',
    ip: FREE,
    network_uuid: site.admin,
    belongs_to_type: 'zone',
    belongs_to_uuid: NEW,
    owner_uuid: site.owner,
    ...more,
  };
}

describe('a reserved address', () => {
  const cases = [
    { mark: { reserved: true }, held: 'admin', after: { reserved: true, free: false, owner_uuid: 'admin' } },
    {
      mark: { reserved: true, owner_uuid: 'admin' },
      held: 'admin',
      after: { reserved: true, free: false, owner_uuid: 'admin' },
    },
    {
      mark: { reserved: true, owner_uuid: MARKER, check_owner: false },
      held: 'admin',
      after: { reserved: true, free: false, owner_uuid: 'admin' },
    },
    { mark: {}, held: 'admin', after: { reserved: false, free: true } },
  ] as const;
  for (const { mark, held, after } of cases) {
    test(`marked ${JSON.stringify(mark)} is the NIC's while held, and keeps what it should`, async () => {
      const site = threeHeadnodes();
      const real = (value: object): Readonly<Record<string, unknown>> =>
        JSON.parse(JSON.stringify(value).replaceAll('"admin"', JSON.stringify(site.owner))) as never;
      assert.equal(
        (await site.call('napi', 'PUT', `/networks/${site.admin}/ips/${FREE}`, real(mark))).status,
        200,
      );
      assert.equal((await site.call('napi', 'POST', '/nics', nicOf(site))).status, 200);
      assert.equal((await ip(site))['owner_uuid'], real({ held })['held']);
      assert.equal((await ip(site))['belongs_to_uuid'], NEW);
      await site.call('napi', 'DELETE', '/nics/90:b8:d0:aa:00:01');
      assert.deepEqual(await ip(site), real(after));
    });
  }

  test('an owner who is not of the network needs check_owner false', async () => {
    const site = threeHeadnodes();
    const put = (more: object) =>
      site.call('napi', 'PUT', `/networks/${site.admin}/ips/${FREE}`, {
        reserved: true,
        owner_uuid: MARKER,
        ...more,
      });
    assert.equal((await put({})).status, 422);
    assert.equal((await put({ check_owner: false })).status, 200);
    const { body } = await site.call('napi', 'GET', `/networks/${site.admin}/ips?owner_uuid=${MARKER}`);
    assert.equal((body as readonly unknown[]).length, 1);
  });

  test('reserved for the very zone refuses that zone', async () => {
    const site = threeHeadnodes();
    const owner = { owner_uuid: site.owner, belongs_to_type: 'zone', belongs_to_uuid: NEW };
    await site.call('napi', 'PUT', `/networks/${site.admin}/ips/${FREE}`, { reserved: true, ...owner });
    const refused = await site.call('napi', 'POST', '/nics', nicOf(site));
    assert.equal(refused.status, 422);
    assert.match(JSON.stringify(refused.body), /"code":"UsedBy"/);
  });

  test('given back: reserved false keeps the owner, free true clears all', async () => {
    const site = threeHeadnodes();
    const put = (body: object) => site.call('napi', 'PUT', `/networks/${site.admin}/ips/${FREE}`, body);
    await put({ reserved: true, owner_uuid: MARKER, check_owner: false });
    await put({ reserved: false });
    assert.deepEqual(await ip(site), { reserved: false, free: false, owner_uuid: MARKER });
    await put({ free: true });
    assert.deepEqual(await ip(site), { reserved: false, free: true });
  });

  test('a PUT asks nobody whether the address is in use', async () => {
    const site = threeHeadnodes();
    const address = String(site.zone('papi0').nics?.[0]?.ip);
    assert.equal(
      (await site.call('napi', 'PUT', `/networks/${site.admin}/ips/${address}`, { free: true })).status,
      200,
    );
    assert.deepEqual(await ip(site, address), { reserved: false, free: true });
    assert.equal(
      (await site.call('napi', 'GET', `/nics/${String(site.zone('papi0').nics?.[0]?.mac)}`)).status,
      200,
    );
  });
});

describe('a create', () => {
  test('answers async with a job; the row comes after a second; not started it ends stopped', async () => {
    const site = threeHeadnodes();
    const answer = post(site, { async: true });
    await site.sleep(0.7);
    assert.equal((await site.call('vmapi', 'GET', `/vms/${NEW}`)).status, 404);
    const job = field(await answer, 'job_uuid');
    assert.equal(await stateOf(site, NEW), 'provisioning');
    assert.equal(await site.job(job), 'succeeded');
    assert.equal(await stateOf(site, NEW), 'stopped');
    assert.equal(field(await site.call('sapi', 'GET', `/instances/${NEW}`), 'job_uuid'), undefined);
  });

  test('sync waits for the job, in steps of five seconds', async () => {
    const site = threeHeadnodes();
    const began = site.datacenter.clock.now();
    assert.equal((await post(site, {})).status, 200);
    assert.ok(site.datacenter.clock.now() - began >= 10_000);
    assert.equal(await stateOf(site, NEW), 'stopped');
  });

  test('of a UUID that VMAPI knows adopts it and makes nothing, whatever its state', async () => {
    const site = threeHeadnodes();
    const { uuid } = site.zone('sapi0tmp');
    assert.equal((await post(site, { uuid })).status, 200);
    assert.equal((await site.call('sapi', 'GET', `/instances/${uuid}`)).status, 200);
    await site.sleep(300);
    assert.equal(await stateOf(site, uuid), 'destroyed');
    assert.equal((await site.run(0, `vmadm get ${uuid}`)).exitCode, 1);
  });

  test('on an address that another holds: 422, no record, the UUID burnt', async () => {
    const site = threeHeadnodes();
    const networks = [{ uuid: site.admin, ip: site.zone('papi0').nics?.[0]?.ip, primary: true }];
    const refused = await post(site, {}, { networks });
    assert.equal(refused.status, 422);
    assert.match(JSON.stringify(refused.body), /UsedBy/);
    assert.equal((await site.call('sapi', 'GET', `/instances/${NEW}`)).status, 404);
    const { body } = await site.call('vmapi', 'GET', `/vms/${NEW}?fields=state,alias,owner_uuid`);
    assert.deepEqual(body, { state: 'destroyed', alias: null, owner_uuid: null });
  });

  test('with a bad alias or image is refused and burns nothing', async () => {
    const site = threeHeadnodes();
    for (const params of [{ alias: 'papi0' }, { image_uuid: NEW }]) {
      const refused = await post(site, {}, params);
      assert.deepEqual([refused.status, field(refused, 'code')], [409, 'ValidationFailed']);
      assert.equal((await site.call('vmapi', 'GET', `/vms/${NEW}`)).status, 404);
      assert.equal((await site.call('sapi', 'GET', `/instances/${NEW}`)).status, 404);
    }
  });

  test('takes a NIC that was made for it, also when it asks for another address', async () => {
    const site = threeHeadnodes();
    await site.call('napi', 'POST', '/nics', nicOf(site));
    const networks = [{ uuid: site.admin, ip: '10.99.99.98', primary: true }];
    await site.job(field(await post(site, { async: true }, { networks }), 'job_uuid'));
    const { body } = await site.call('napi', 'GET', `/nics?belongs_to_uuid=${NEW}`);
    assert.deepEqual(
      (body as readonly { readonly mac: string; readonly ip: string }[]).map(({ mac, ip: at }) => [mac, at]),
      [['90:b8:d0:aa:00:01', FREE]],
    );
    assert.deepEqual(await ip(site, '10.99.99.98'), { reserved: false, free: true });
  });

  test('sent twice at once makes two jobs, and the second costs the record of a good zone', async () => {
    const site = threeHeadnodes();
    const [one, two] = await Promise.all([post(site, {}), post(site, {})]);
    assert.deepEqual([one.status, two.status].toSorted(), [200, 500]);
    assert.equal(await stateOf(site, NEW), 'stopped');
    assert.equal((await site.call('sapi', 'GET', `/instances/${NEW}`)).status, 404);
    assert.equal((await post(site, {})).status, 200);
  });

  test('on a server without the NIC tag of a network is refused', async () => {
    const snapshot = snapshotNamed('three-headnodes');
    const [, target] = snapshot.cnapi?.servers ?? [];
    const nics = snapshot.napi?.nics.map((nic) =>
      nic.belongs_to_uuid === target?.uuid ? { ...nic, nic_tags_provided: ['external'] } : nic,
    );
    const site = siteOf({ ...snapshot, napi: { ...snapshot.napi, nics } } as Snapshot);
    const refused = await post(site, {});
    assert.equal(refused.status, 409);
    assert.match(JSON.stringify(refused.body), /nic tags: admin/);
  });

  test('needs VMAPI and all that VMAPI needs', async () => {
    const site = threeHeadnodes();
    await site.run(0, `vmadm stop ${site.zone('imgapi0').uuid}`);
    assert.equal((await post(site, {})).status, 503);
    await site.run(0, `vmadm stop ${site.zone('vmapi0').uuid}`);
    const began = site.datacenter.clock.now();
    const refused = await post(site, {});
    assert.equal(refused.status, 500);
    assert.match(JSON.stringify(refused.body), /ECONNREFUSED/);
    assert.ok(site.datacenter.clock.now() - began > 15_000);
    assert.equal((await site.call('sapi', 'GET', `/instances/${NEW}`)).status, 404);
  });
});

describe('a deletion', () => {
  test('takes the MACs that the row names, whoever has them by now', async () => {
    const site = threeHeadnodes();
    const { uuid, nics } = site.zone('papi0');
    const path = `/nics/${String(nics?.[0]?.mac)}`;
    await site.call('napi', 'PUT', path, { belongs_to_uuid: NEW });
    assert.equal((await site.call('sapi', 'DELETE', `/instances/${uuid}`)).status, 204);
    assert.equal((await site.call('napi', 'GET', path)).status, 404);
  });

  test('leaves a NIC alone that was moved the right way', async () => {
    const site = threeHeadnodes();
    const { uuid, nics } = site.zone('papi0');
    const mac = String(nics?.[0]?.mac);
    const address = String(nics?.[0]?.ip);
    await site.run(0, `vmadm stop ${uuid}`);
    await site.call('napi', 'PUT', `/networks/${site.admin}/ips/${address}`, { reserved: true });
    const removed = await site.call('vmapi', 'POST', `/vms/${uuid}?action=remove_nics`, { macs: [mac] });
    assert.equal(await site.job(field(removed, 'job_uuid')), 'succeeded');
    assert.deepEqual(await ip(site, address), { reserved: true, free: false, owner_uuid: site.owner });
    assert.equal((await site.call('napi', 'POST', '/nics', nicOf(site, { mac, ip: address }))).status, 200);
    assert.equal((await site.call('sapi', 'DELETE', `/instances/${uuid}`)).status, 204);
    assert.equal(field(await site.call('napi', 'GET', `/nics/${mac}`), 'belongs_to_uuid'), NEW);
  });

  test('shows in VMAPI when the agent has reported, and deleting again is a 404', async () => {
    const site = threeHeadnodes();
    const { uuid } = site.zone('papi0');
    await site.call('sapi', 'DELETE', `/instances/${uuid}`);
    await site.sleep(70);
    assert.equal(await stateOf(site, uuid), 'destroyed');
    assert.equal((await site.call('sapi', 'DELETE', `/instances/${uuid}`)).status, 404);
  });
});

describe('a dead server', () => {
  function withDeadHeadnode(): Site {
    const snapshot = snapshotNamed('three-headnodes');
    const servers = snapshot.cnapi?.servers.map((server) =>
      server.hostname === 'headnode2' ? { ...server, status: 'unknown' } : server,
    );
    return siteOf({ ...snapshot, cnapi: { servers } } as Snapshot);
  }

  test('keeps its instances until CNAPI forgets it; their rows say running until asked', async () => {
    const site = withDeadHeadnode();
    const { uuid, server_uuid: server } = site.zone('moray2');
    const refused = await site.call('sapi', 'DELETE', `/instances/${uuid}`);
    assert.deepEqual([refused.status, field(refused, 'code')], [500, 'DestroyFailedError']);
    assert.match(String(field(refused, 'message')), /Operation attempted on server which is not running/);
    assert.equal((await site.call('vmapi', 'GET', `/vms/${uuid}?sync=true`)).status, 409);
    assert.equal((await site.call('cnapi', 'DELETE', `/servers/${String(server)}`)).status, 200);
    assert.equal((await site.call('sapi', 'DELETE', `/instances/${uuid}`)).status, 204);
    assert.equal(await stateOf(site, uuid), 'running');
  });

  test('answers no command', async () => {
    const site = withDeadHeadnode();
    await assert.rejects(site.run(2, 'vmadm get x'), { name: 'TransportError', sent: false });
  });

  test('refuses a create, which burns the UUID', async () => {
    const site = withDeadHeadnode();
    const failed = await post(site, {}, { server_uuid: site.headnodes[2] });
    assert.deepEqual([failed.status, field(failed, 'code')], [500, 'ProvisionFailedError']);
    assert.equal(await stateOf(site, NEW), 'failed');
    assert.equal((await site.call('sapi', 'GET', `/instances/${NEW}`)).status, 404);
  });
});

describe('a zone', () => {
  test('started by vmadm is set up after a while, then serves, then is in DNS', async () => {
    const site = threeHeadnodes();
    await createStopped(site, 'vmapi', 'vmapi1', NEW);
    const address = String(
      (
        (await site.call('napi', 'GET', `/nics?belongs_to_uuid=${NEW}`)).body as readonly {
          readonly ip: string;
        }[]
      )[0]?.ip,
    );
    const marker = `ls /zones/${NEW}/root/var/svc/setup_complete`;
    assert.equal((await site.run(1, `vmadm start ${NEW}`)).exitCode, 0);
    assert.equal((await site.run(1, marker)).exitCode, 2);
    assert.notEqual((await site.run(1, `svcs -z ${NEW} -x`)).stdout, '');
    await assert.rejects(site.callAt(address, 'vmapi', '/ping'), { sent: false });
    await site.sleep(100);
    assert.equal((await site.run(1, marker)).exitCode, 0);
    assert.equal((await site.run(1, `svcs -z ${NEW} -x`)).stdout, '');
    assert.equal((await site.callAt(address, 'vmapi', '/ping')).status, 200);
    assert.equal((await site.run(1, `nc -z -w 5 ${address} 80`)).exitCode, 0);
    await site.sleep(60);
    const dig = 'dig +short +time=2 +tries=1 @10.99.99.12 vmapi.us-test-1.triton.zone A';
    assert.deepEqual((await site.run(0, dig)).stdout.trim().split('\n'), ['10.99.99.27', address].toSorted());
  });

  test('without its registrar leaves DNS within a minute, and still answers', async () => {
    const site = threeHeadnodes();
    const { uuid } = site.zone('papi0');
    const dig = 'dig +short +time=2 +tries=1 @10.99.99.12 papi.us-test-1.triton.zone A';
    assert.equal((await site.run(0, `svcadm -z ${uuid} disable -s registrar`)).exitCode, 0);
    assert.match((await site.run(0, `svcs -z ${uuid} -H -o state,fmri registrar`)).stdout, /^disabled\t/);
    assert.equal((await site.run(0, dig)).stdout, '10.99.99.29\n');
    await site.sleep(61);
    assert.equal((await site.run(0, dig)).stdout, '');
    assert.equal((await site.callAt('10.99.99.29', 'papi', '/ping')).status, 200);
    await assert.rejects(site.call('papi', 'GET', '/ping'), { sent: false });
  });

  test('stopped answers nothing; VMAPI hears of it from the agent', async () => {
    const site = threeHeadnodes();
    const { uuid } = site.zone('cnapi0');
    assert.equal((await site.run(0, `vmadm stop ${uuid}`)).exitCode, 0);
    await assert.rejects(site.call('cnapi', 'GET', '/servers'), { name: 'TransportError', sent: false });
    await site.sleep(60);
    assert.equal(await stateOf(site, uuid), 'stopped');
    assert.equal((await site.run(0, `vmadm start ${uuid}`)).exitCode, 0);
    assert.equal((await site.run(0, `vmadm start ${uuid}`)).exitCode, 0);
  });

  test('is started by a job only from stopped, unless it says idempotent', async () => {
    const site = threeHeadnodes();
    const act = async (action: string, body: object = {}): Promise<string> => {
      const { uuid } = site.zone('papi0');
      return site.job(
        field(await site.call('vmapi', 'POST', `/vms/${uuid}?action=${action}`, body), 'job_uuid'),
      );
    };
    assert.equal(await act('start'), 'failed');
    assert.equal(await act('start', { idempotent: true }), 'succeeded');
    assert.equal(await act('stop'), 'succeeded');
    assert.equal(await act('stop'), 'failed');
  });
});

describe('a global zone', () => {
  test('does not have what the model does not know', async () => {
    const { exitCode, stderr } = await threeHeadnodes().run(0, 'zonecfg -z x info');
    assert.deepEqual([exitCode, stderr], [127, 'zonecfg: command not found\n']);
  });

  test('has links, of which one is made where none is', async () => {
    const site = threeHeadnodes();
    const { stderr } = await site.run(0, 'ln -s first /var/hnadm/lock');
    assert.equal(stderr, 'ln: cannot create /var/hnadm/lock: No such file or directory\n');
    await site.run(0, 'mkdir -p -m 0700 /var/hnadm');
    const made = [];
    for (const target of ['first', 'second']) {
      made.push((await site.run(0, `ln -s ${target} /var/hnadm/lock`)).exitCode);
    }
    assert.deepEqual(made, [0, 2]);
    assert.match((await site.run(0, 'ls -l /var/hnadm/lock')).stdout, / \/var\/hnadm\/lock -> first\n$/);
    assert.equal((await site.run(1, 'ls -l /var/hnadm/lock')).exitCode, 2);
    await site.run(0, 'ln -sf third /var/hnadm/lock');
    assert.match((await site.run(0, 'ls -l /var/hnadm/lock')).stdout, / -> third\n$/);
    await site.run(0, 'rm -f /var/hnadm/lock');
    assert.equal((await site.run(0, 'ls -l /var/hnadm/lock')).exitCode, 2);
  });

  test('has sdcadm on a headnode, whose lock one process has, as long as it lives', async () => {
    const site = threeHeadnodes();
    const QLOCKER = '/opt/smartdc/sdcadm/node_modules/qlocker';
    const FILE = '/var/run/sdcadm.lock';
    const hold = async (begins: string, qlocker = QLOCKER) => {
      const script = `/opt/smartdc/sdcadm/node/bin/node -e START node -e HOLD ${qlocker} ${FILE} /var/x ${begins}`;
      return (await site.run(0, script)).stdout;
    };
    assert.equal((await site.run(0, `ls ${QLOCKER}`)).exitCode, 0);
    assert.equal((await site.run(0, `fuser ${FILE}`)).exitCode, 1);
    await site.run(0, 'mkdir -p -m 0700 /var');
    await site.run(0, 'ln -s one,more /var/x');
    assert.deepEqual(
      [await hold('one,'), await hold('one,'), await hold('two,')],
      ['held\n', 'held\n', 'busy\n'],
    );
    assert.equal((await site.run(0, `cat ${FILE}`)).stdout, 'one,more\n');
    assert.match((await site.run(0, `fuser ${FILE}`)).stdout, /^ \d+$/);
    assert.equal((await site.run(0, 'sdcadm update vmapi')).exitCode, 130);
    assert.equal((await site.run(1, 'sdcadm update vmapi')).exitCode, 0);
    await site.run(0, 'ln -sf one,latch /var/x');
    assert.equal(await hold('two,'), 'busy\n');
    await site.run(0, 'rm -f /var/x');
    const update = site.run(0, 'sdcadm update vmapi');
    assert.equal(await hold('one,'), 'busy\n');
    assert.equal((await site.run(0, `cat ${FILE}`)).stdout, '');
    assert.equal((await update).exitCode, 0);
    // Without its link a process lets go at once.
    assert.equal(await hold('one,'), 'held\n');
    assert.equal((await site.run(0, `fuser ${FILE}`)).exitCode, 1);
    assert.equal(await hold('one,', '/nowhere'), '');
  });

  test('has the files that were put there', async () => {
    const site = threeHeadnodes();
    const [server] = site.headnodes;
    assert.ok(server !== undefined);
    const { signal } = new AbortController();
    assert.equal((await site.run(0, 'ls /opt/custom/x')).exitCode, 2);
    await site.datacenter.transport.put(server, '/opt/custom/x', 'content', 0o600, { signal });
    assert.equal((await site.run(0, 'ls /opt/custom/x')).exitCode, 0);
    assert.equal((await site.run(1, 'ls /opt/custom/x')).exitCode, 2);
  });

  test('tells that an image is missing by exit 3, and imports it with its origin', async () => {
    const site = threeHeadnodes();
    const image = String(site.zone('papi0').image_uuid);
    assert.equal((await site.run(1, `imgadm get ${image}`)).exitCode, 3);
    assert.equal((await site.run(1, `imgadm import -q ${image}`)).exitCode, 0);
    assert.equal((await site.run(1, `imgadm get ${image}`)).exitCode, 0);
    await site.run(0, `vmadm stop ${site.zone('imgapi0').uuid}`);
    assert.equal((await site.run(2, `imgadm import -q ${image}`)).exitCode, 1);
  });

  test('gets no DNS answer from a binder that is stopped: exit 9', async () => {
    const site = threeHeadnodes();
    await site.run(0, `vmadm stop ${site.zone('binder0').uuid}`);
    const { exitCode } = await site.run(
      0,
      'dig +short +time=2 +tries=1 @10.99.99.12 papi.us-test-1.triton.zone A',
    );
    assert.equal(exitCode, 9);
  });
});
