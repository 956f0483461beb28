/** Each invariant breaks when, and only when, somebody does the wrong thing. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createStopped, snapshotNamed, threeHeadnodes, field, type Site } from './support/site.ts';

const NEW = 'aaaaaaaa-1111-4111-8111-000000000001';

/** Invariants that were broken, without repetition. */
function broken(site: Site): readonly string[] {
  return [...new Set(site.datacenter.violations.map(({ invariant }) => invariant))];
}

async function disableAndStop(site: Site, alias: string): Promise<void> {
  const { uuid } = site.zone(alias);
  await site.run(0, `svcadm -z ${uuid} disable -s registrar`);
  await site.run(0, `vmadm stop ${uuid}`);
}

/** Switches off everything by which sdc0 acts. */
async function quieten(site: Site): Promise<void> {
  for (const name of ['hermes', 'hermes-proxy', 'napi-ufds-watcher', 'cron'])
    await site.run(0, `svcadm -z ${site.zone('sdc0').uuid} disable -s ${name}`);
}

/** The first copy of a stateful service's data, and the zone it is for. */
async function copied(
  site: Site,
  service: string,
  alias: string,
): Promise<{ readonly from: string; readonly to: string }> {
  await createStopped(site, service, `${service}1`, NEW);
  const [from, to] = [`zones/${site.zone(alias).uuid}/data`, `zones/${NEW}/data`];
  await site.run(0, `zfs snapshot ${from}@first`);
  const { to: received } = await site.send(0, `zfs send ${from}@first`, 1, `zfs recv -F -s -u ${to}`);
  assert.equal(received.exitCode, 0, received.stderr);
  return { from, to };
}

/** Creates a second fwapi, started, on the first one's address. */
async function createOnItsAddress(site: Site): Promise<string> {
  const nic = site.zone('fwapi0').nics?.[0];
  await site.call('napi', 'DELETE', `/nics/${String(nic?.mac)}`);
  const { body } = await site.call('sapi', 'GET', '/services?name=fwapi');
  const [service] = body as readonly { readonly uuid: string }[];
  const networks = [{ uuid: site.admin, ip: nic?.ip, primary: true }];
  const params = { alias: 'fwapi1', server_uuid: site.headnodes[1], networks };
  const instance = { uuid: NEW, service_uuid: service?.uuid, async: true, params };
  return site.job(field(await site.call('sapi', 'POST', '/instances', instance), 'job_uuid'));
}

describe('one-address', () => {
  test('breaks when two zones with one address run', async () => {
    const site = threeHeadnodes();
    assert.equal(await createOnItsAddress(site), 'succeeded');
    assert.deepEqual(broken(site), ['one-address']);
    assert.match(site.datacenter.violations[0]?.message ?? '', /answers from fwapi1 .* and from fwapi0/);
  });

  test('holds when the first is stopped before', async () => {
    const site = threeHeadnodes();
    await disableAndStop(site, 'fwapi0');
    assert.equal(await createOnItsAddress(site), 'succeeded');
    assert.deepEqual(broken(site), []);
  });
});

describe('runs-alone', () => {
  test('breaks when a second imgapi boots beside the first', async () => {
    const site = threeHeadnodes();
    await copied(site, 'imgapi', 'imgapi0');
    await site.run(1, `vmadm start ${NEW}`);
    assert.deepEqual(broken(site), ['runs-alone']);
  });

  test('breaks when two sdc zones act, at a boot or when something is switched on', async () => {
    const site = threeHeadnodes();
    await createStopped(site, 'sdc', 'sdc1', NEW);
    await site.run(1, `vmadm start ${NEW}`);
    assert.deepEqual(broken(site), ['runs-alone']);
    assert.match(
      site.datacenter.violations[0]?.message ?? '',
      /sdc1 .* sdc0 .* runs with hermes, hermes-proxy/,
    );
    const other = threeHeadnodes();
    await createStopped(other, 'sdc', 'sdc1', NEW);
    await quieten(other);
    await other.run(1, `vmadm start ${NEW}`);
    assert.deepEqual(broken(other), []);
    await other.run(0, `svcadm -z ${other.zone('sdc0').uuid} enable -s hermes`);
    assert.deepEqual(broken(other), ['runs-alone']);
  });

  test('holds while one of two sdc zones is quiet, over its boots too', async () => {
    const site = threeHeadnodes();
    await createStopped(site, 'sdc', 'sdc1', NEW);
    await quieten(site);
    await site.run(1, `vmadm start ${NEW}`);
    await site.run(0, `vmadm stop ${site.zone('sdc0').uuid}`);
    await site.run(0, `vmadm start ${site.zone('sdc0').uuid}`);
    assert.deepEqual(broken(site), []);
  });

  test('holds for services of which several may run', async () => {
    const site = threeHeadnodes();
    await createStopped(site, 'vmapi', 'vmapi1', NEW);
    await site.run(1, `vmadm start ${NEW}`);
    assert.deepEqual(broken(site), []);
  });
});

describe('left-before-destroy', () => {
  test('breaks when a zone is deleted that is still in DNS', async () => {
    const site = threeHeadnodes();
    await site.call('sapi', 'DELETE', `/instances/${site.zone('fwapi0').uuid}`);
    assert.deepEqual(broken(site), ['left-before-destroy']);
    assert.match(site.datacenter.violations[0]?.message ?? '', /fwapi0 .* fwapi still leads to it/);
  });

  test('holds when it has left and is stopped', async () => {
    const site = threeHeadnodes();
    await disableAndStop(site, 'fwapi0');
    await site.call('sapi', 'DELETE', `/instances/${site.zone('fwapi0').uuid}`);
    assert.deepEqual(broken(site), []);
  });
});

describe('no-lost-write', () => {
  test('breaks when the replacement starts from the first copy alone', async () => {
    const site = threeHeadnodes();
    await copied(site, 'imgapi', 'imgapi0');
    await disableAndStop(site, 'imgapi0');
    await site.run(1, `vmadm start ${NEW}`);
    assert.deepEqual(broken(site), ['no-lost-write']);
  });

  test('breaks when the replacement starts with no data at all', async () => {
    const site = threeHeadnodes();
    await createStopped(site, 'imgapi', 'imgapi1', NEW);
    await disableAndStop(site, 'imgapi0');
    await site.run(1, `vmadm start ${NEW}`);
    assert.deepEqual(broken(site), ['no-lost-write']);
  });

  test('breaks when the old one starts again after the new one has written', async () => {
    const site = threeHeadnodes();
    await moved(site);
    await site.run(1, `vmadm start ${NEW}`);
    await site.sleep(600);
    await site.run(1, `vmadm stop ${NEW}`);
    await site.run(0, `vmadm start ${site.zone('imgapi0').uuid}`);
    assert.deepEqual(broken(site), ['no-lost-write']);
  });

  test('holds after a last increment', async () => {
    const site = threeHeadnodes();
    await moved(site);
    await site.run(1, `vmadm start ${NEW}`);
    assert.deepEqual(broken(site), []);
  });
});

/** imgapi with all its data in the new zone, both stopped. */
async function moved(site: Site): Promise<void> {
  const { from, to } = await copied(site, 'imgapi', 'imgapi0');
  await disableAndStop(site, 'imgapi0');
  await site.run(0, `zfs snapshot ${from}@last`);
  const { to: received } = await site.send(
    0,
    `zfs send -i @first ${from}@last`,
    1,
    `zfs recv -F -s -u ${to}`,
  );
  assert.equal(received.exitCode, 0, received.stderr);
}

describe('copy-before-destroy', () => {
  test('breaks when an instance is deleted whose data nobody has', async () => {
    const site = threeHeadnodes();
    await disableAndStop(site, 'amonredis0');
    await site.call('sapi', 'DELETE', `/instances/${site.zone('amonredis0').uuid}`);
    assert.deepEqual(broken(site), ['copy-before-destroy']);
  });

  test('breaks when the copy is behind', async () => {
    const site = threeHeadnodes();
    await copied(site, 'amonredis', 'amonredis0');
    await site.sleep(60);
    await disableAndStop(site, 'amonredis0');
    await site.call('sapi', 'DELETE', `/instances/${site.zone('amonredis0').uuid}`);
    assert.deepEqual(broken(site), ['copy-before-destroy']);
  });

  test('holds when the copy has everything, and for data that fills itself again', async () => {
    const site = threeHeadnodes();
    await moved(site);
    await site.run(1, `vmadm start ${NEW}`);
    await site.sleep(300);
    await site.call('sapi', 'DELETE', `/instances/${site.zone('imgapi0').uuid}`);
    await disableAndStop(site, 'mahi0');
    await site.call('sapi', 'DELETE', `/instances/${site.zone('mahi0').uuid}`);
    assert.deepEqual(broken(site), []);
  });
});

describe('at-rest', () => {
  test('holds for a datacenter that nobody touched', async () => {
    const site = threeHeadnodes();
    await site.sleep(600);
    assert.deepEqual(site.datacenter.checkAtRest(), []);
  });

  test('breaks when a service is left stopped', async () => {
    const site = threeHeadnodes();
    await disableAndStop(site, 'papi0');
    await site.sleep(600);
    assert.match(
      site.datacenter
        .checkAtRest()
        .map(({ message }) => message)
        .join('\n'),
      /papi was up, and is not/,
    );
  });

  test('breaks when NAPI and a zone disagree', async () => {
    const site = threeHeadnodes();
    await site.call('napi', 'DELETE', `/nics/${String(site.zone('papi0').nics?.[0]?.mac)}`);
    const [first] = site.datacenter.checkAtRest();
    assert.match(first?.message ?? '', /papi0 .* has the NICs \[.+\], NAPI gives it \[\]/);
  });

  test('breaks when the message broker serves from another address', async () => {
    const site = threeHeadnodes();
    await disableAndStop(site, 'rabbitmq0');
    await createStopped(site, 'rabbitmq', 'rabbitmq1', NEW);
    await site.run(1, `vmadm start ${NEW}`);
    await site.sleep(300);
    await site.call('sapi', 'DELETE', `/instances/${site.zone('rabbitmq0').uuid}`);
    await site.sleep(600);
    assert.match(
      site.datacenter
        .checkAtRest()
        .map(({ message }) => message)
        .join('\n'),
      /^compute nodes call the broker at 10.99.99.21, and rabbitmq has \[10.99.99.\d+\]$/m,
    );
  });

  test('breaks when two addresses of assets are written down where one is read', async () => {
    const site = threeHeadnodes();
    const { body } = await site.call('sapi', 'GET', '/applications?name=sdc');
    const [sdc] = body as readonly { readonly uuid: string }[];
    const metadata = { assets_admin_ips: '10.99.99.9,10.99.99.99' };
    await site.call('sapi', 'PUT', `/applications/${String(sdc?.uuid)}`, { metadata });
    const [first] = site.datacenter.checkAtRest();
    assert.equal(
      first?.message,
      'servers are set up from 10.99.99.9,10.99.99.99, and assets has [10.99.99.9]',
    );
  });

  test('breaks when a dhcpd serves whose NIC may not answer', async () => {
    const site = threeHeadnodes();
    await createStopped(site, 'dhcpd', 'dhcpd1', NEW);
    await site.run(1, `vmadm start ${NEW}`);
    await site.sleep(300);
    const [first] = site.datacenter.checkAtRest();
    assert.match(first?.message ?? '', /^dhcpd1 .* serves DHCP, and none of its NICs may$/);
  });

  test('breaks while DNS still names what was just stopped', async () => {
    const site = threeHeadnodes();
    await createStopped(site, 'vmapi', 'vmapi1', NEW);
    await site.run(1, `vmadm start ${NEW}`);
    await site.sleep(300);
    await site.run(0, `vmadm stop ${site.zone('vmapi0').uuid}`);
    await site.sleep(70);
    const messages = site.datacenter.checkAtRest().map(({ object }) => object);
    assert.deepEqual([...new Set(messages)], ['vmapi']);
    await site.sleep(600);
    assert.deepEqual(site.datacenter.checkAtRest(), []);
  });
});

describe('at rest', () => {
  test('nothing keeps sdcadm out of a headnode that nobody has locked', async () => {
    const site = threeHeadnodes();
    await site.run(1, 'mkdir -p -m 0700 /var/hnadm');
    for (const link of ['lock', 'other']) await site.run(1, `ln -s run /var/hnadm/${link}`);
    const sdcadm = '/opt/smartdc/sdcadm';
    await site.run(
      1,
      `${sdcadm}/node/bin/node -e START node -e HOLD ${sdcadm}/node_modules/qlocker /var/run/sdcadm.lock /var/hnadm/other run`,
    );
    assert.deepEqual(site.datacenter.checkAtRest(), []);
    await site.run(1, 'rm -f /var/hnadm/lock');
    const messages = site.datacenter.checkAtRest().map(({ message }) => message);
    assert.deepEqual(messages, [
      `sdcadm is kept out of server ${String(site.headnodes[1])}, and nobody has locked it`,
    ]);
  });
});

describe('as-planned', () => {
  test('breaks for each thing that is left of a move', async () => {
    const site = threeHeadnodes();
    await moved(site);
    await site.run(1, 'mkdir -p -m 0700 /var/hnadm');
    await site.run(1, 'ln -s somebody /var/hnadm/lock');
    await site.sleep(120);
    const said = site.datacenter.checkAfterSuccess([
      {
        alias: 'imgapi1',
        candidates: [NEW],
        server: String(site.headnodes[1]),
        addresses: [{ network: site.admin, ip: '10.99.99.99', takenOver: false }],
        replaced: site.zone('imgapi0').uuid,
        snapshots: ['first', 'last'],
      },
    ]);
    const messages = said.map(({ message }) => message.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…'));
    assert.deepEqual(messages, [
      'imgapi1 (…) does not serve',
      'SAPI still says autoboot false of imgapi1',
      '10.99.99.99 should belong to imgapi1 (…), and belongs to nobody',
      'there is still the zone …, which imgapi1 replaces',
      'SAPI still has the instance …, which imgapi1 replaces',
      'VMAPI says stopped of …, which imgapi1 replaces',
      'NAPI still has 2 NICs of …, which imgapi1 replaces',
      'zones/…/data still has first, last',
      'zones/…/data still has first, last',
      'the lock …:/var/hnadm/lock is left behind: somebody',
    ]);
  });

  test('breaks for each thing that is left of a member that was taken out', () => {
    const site = threeHeadnodes();
    const out = { alias: 'moray0', candidates: [], server: '', addresses: [], snapshots: [] };
    const said = site.datacenter.checkAfterSuccess([{ ...out, replaced: site.zone('moray0').uuid }]);
    assert.deepEqual(
      said.map(({ message }) => message.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')),
      [
        'there is still the zone …, which was taken out',
        'SAPI still has the instance …, which was taken out',
        'VMAPI says running of …, which was taken out',
        'NAPI still has 1 NICs of …, which was taken out',
      ],
    );
  });
});

describe('as-before', () => {
  test('holds of a datacenter that was left alone', async () => {
    const site = threeHeadnodes();
    await site.sleep(3600);
    assert.deepEqual(site.datacenter.checkAfterRollback(snapshotNamed('three-headnodes')), []);
  });

  test('breaks for each thing that is left of a move', async () => {
    const site = threeHeadnodes();
    await moved(site);
    await site.call('napi', 'PUT', `/networks/${site.admin}/ips/10.99.99.250`, { reserved: true });
    await site.sleep(120);
    const said = site.datacenter.checkAfterRollback(snapshotNamed('three-headnodes'));
    const messages = said.map(({ message }) =>
      message.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').replace(/90:b8:[0-9a-f:]+/g, 'MAC'),
    );
    assert.deepEqual([...new Set(messages)].sort(), [
      'NIC MAC was not there, and is',
      "SAPI's instance … was not there, and is",
      'VMAPI did not know …, and says stopped of it',
      "VMAPI's row of … state was running and is stopped",
      'address 10.99.99.250 reserved was false and is true',
      'address 10.99.99.51 holder was nobody and is …, owner was nobody and is …',
      'dataset zones/…/data on server … snapshots was nothing and is first last',
      'dataset zones/…/data on server … was not there, and is',
      'imgapi0 (…) running was true and is false, registrar was true and is false',
      'imgapi1 (…) was not there, and is',
    ]);
  });
});
