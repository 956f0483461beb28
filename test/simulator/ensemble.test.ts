/**
 * The ZooKeeper ensemble: who leads, what a member's absence costs, and in which order its list may change.
 * Orders that operators know to be wrong are forced here, and each breaks an invariant.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { worldFromSnapshot } from '../../simulator/world-from-snapshot.ts';
import { elected, startMember, stopMember } from '../../simulator/zookeeper/ensemble.ts';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import { field, siteOf, snapshotNamed, threeHeadnodes, type Site } from './support/site.ts';

const { signal } = new AbortController();
const SYNC = '/opt/smartdc/config-agent/build/node/bin/node /opt/smartdc/config-agent/agent.js -s';

/** The binders of three-headnodes, by their number: 1 leads, as it was recorded. */
const BINDERS = ['binder0', 'binder1', 'binder2'] as const;

function address(site: Site, alias: string): string {
  return String(site.zone(alias).nics?.[0]?.ip);
}

async function asked(site: Site, alias: string, word: string): Promise<string> {
  const server = site.headnodes[1];
  assert.ok(server, 'there is a second headnode');
  const argv = ['nc', '-w', '5', address(site, alias), '2181'];
  const { exitCode, stdout } = await site.datacenter.transport.run(server, argv, { stdin: word, signal });
  return exitCode === 0 ? stdout : 'nothing';
}

async function modes(site: Site): Promise<readonly string[]> {
  const found: string[] = [];
  for (const alias of BINDERS) {
    const said = await asked(site, alias, 'stat');
    found.push(/Mode: (\w+)/.exec(said)?.[1] ?? said.slice(0, 14).trim());
  }
  return found;
}

const run = (site: Site, alias: string, command: string) =>
  site.run(BINDERS.indexOf(alias as (typeof BINDERS)[number]), command);
const sync = (site: Site, alias: string) => run(site, alias, `zlogin ${site.zone(alias).uuid} ${SYNC}`);
const stop = (site: Site, alias: string) => run(site, alias, `vmadm stop ${site.zone(alias).uuid}`);
const start = (site: Site, alias: string) => run(site, alias, `vmadm start ${site.zone(alias).uuid}`);

/** ZK_SERVERS without binder0, in its three places. */
async function unlist(site: Site): Promise<void> {
  const { body } = await site.call('sapi', 'GET', '/applications?name=sdc');
  const [sdc] = body as readonly { uuid: string; metadata: { ZK_SERVERS: { host: string }[] } }[];
  const left = sdc?.metadata.ZK_SERVERS.filter(({ host }) => host !== address(site, 'binder0'));
  await site.call('sapi', 'PUT', `/applications/${sdc?.uuid ?? ''}`, { metadata: { ZK_SERVERS: left } });
  for (const name of ['moray', 'manatee']) {
    const services = await site.call('sapi', 'GET', `/services?name=${name}`);
    const [{ uuid } = { uuid: '' }] = services.body as readonly { uuid: string }[];
    await site.call('sapi', 'PUT', `/services/${uuid}`, { metadata: { ZK_SERVERS: left } });
  }
}

function broken(site: Site): readonly string[] {
  return site.datacenter.violations.map(
    ({ invariant, by, message }) => `${invariant} ${by}: ${message.replace(/ \([0-9a-f-]{36}\)/g, '')}`,
  );
}

describe('the ensemble', () => {
  test('has the roles that were recorded', async () => {
    const site = threeHeadnodes();
    assert.deepEqual(await modes(site), ['follower', 'leader', 'follower']);
    assert.equal(await asked(site, 'binder0', 'ruok'), 'imok');
  });

  test('elects another leader within seconds when its leader stops, who is a follower afterwards', async () => {
    const site = threeHeadnodes();
    await stop(site, 'binder1');
    await site.sleep(10);
    assert.deepEqual(await modes(site), ['follower', 'nothing', 'leader']);
    await start(site, 'binder1');
    await site.sleep(120);
    assert.deepEqual(await modes(site), ['follower', 'follower', 'leader']);
    assert.deepEqual(broken(site), []);
  });

  test('answers from its cache for a minute without a quorum, and nobody registers meanwhile', async () => {
    const site = threeHeadnodes();
    const dig = async () => {
      const name = `papi.${site.datacenter.snapshot().datacenter}.${domain(site)}`;
      const { stdout } = await site.run(
        1,
        `dig +short +time=2 +tries=1 @${address(site, 'binder1')} ${name} A`,
      );
      return stdout.trim();
    };
    const before = await dig();
    assert.notEqual(before, '', 'papi is found at first');
    await stop(site, 'binder0');
    await stop(site, 'binder2');
    assert.equal(await dig(), before, 'from the cache');
    await site.sleep(61);
    assert.equal(await dig(), '', 'the cache is over');
    assert.match((await modes(site))[1] ?? '', /^This ZooKeeper/);
    assert.deepEqual(broken(site), ['quorum hnadm: the binders have been without a leader for 30 s']);
    await start(site, 'binder2');
    await site.sleep(120);
    assert.equal(await dig(), before, 'sessions end only when a leader says so');
  });

  test('lets who comes up without a quorum register when there is one again', async () => {
    const site = threeHeadnodes();
    const { uuid } = site.zone('papi0');
    await site.run(0, `svcadm -z ${uuid} disable -s registrar`);
    await site.sleep(120);
    await stop(site, 'binder0');
    await stop(site, 'binder2');
    await site.run(0, `svcadm -z ${uuid} enable -s registrar`);
    await site.sleep(300);
    const isRegistered = () => {
      const entries = new Map(site.datacenter.state().maps.registrations);
      return entries.get(uuid)?.until === null;
    };
    assert.equal(isRegistered(), false, 'there is nobody to register with');
    await start(site, 'binder2');
    await site.sleep(120);
    assert.equal(isRegistered(), true, 'a leader is there');
  });

  test('forgets everything where its members have nothing, and that is told', () => {
    const world = worldFromSnapshot(snapshotNamed('three-headnodes'), 1);
    for (const member of world.zookeepers.values()) {
      const zone = world.zones.get(member.zone);
      assert.ok(zone, 'its zone');
      member.isEmpty = true;
      stopMember(world, zone);
      startMember(world, zone);
      member.state = 'looking';
    }
    elected(world);
    assert.deepEqual(
      world.violations.map(({ message }) => message),
      ['all that was registered with the binders is forgotten'],
    );
  });

  test('goes on in a saved world as if nothing had been', async () => {
    const site = threeHeadnodes();
    await stop(site, 'binder1');
    const state = JSON.parse(JSON.stringify(site.datacenter.state())) as Parameters<
      typeof restoreDatacenter
    >[0];
    const other = siteOf(snapshotNamed('three-headnodes'), restoreDatacenter(state));
    await other.sleep(10);
    assert.deepEqual(await modes(other), ['follower', 'nothing', 'leader']);
  });
});

/** dns_domain of the application. */
function domain(site: Site): string {
  const sdc = site.datacenter.snapshot().sapi?.applications.find(({ name }) => name === 'sdc');
  return String(sdc?.metadata?.['dns_domain']);
}

describe('a member leaves the list', () => {
  test('followers first, the leader last, while it still runs: one election', async () => {
    const site = threeHeadnodes();
    await unlist(site);
    await sync(site, 'binder2');
    await site.sleep(60);
    assert.deepEqual(await modes(site), ['follower', 'leader', 'follower'], 'nobody has noticed');
    await sync(site, 'binder1');
    await site.sleep(60);
    assert.deepEqual((await modes(site)).slice(1), ['follower', 'leader']);
    await stop(site, 'binder0');
    await site.sleep(300);
    assert.deepEqual(broken(site), []);
    site.datacenter.checkAtRest();
    assert.deepEqual(broken(site), []);
  });

  test('leader first costs a second election', async () => {
    const site = threeHeadnodes();
    await unlist(site);
    await sync(site, 'binder1');
    assert.deepEqual(broken(site), [
      'quorum hnadm: binder1 leads and takes a new list before binder2: one of them leads next, and must restart too',
    ]);
  });

  test('stopped first, the restart of a follower costs the quorum too', async () => {
    const site = threeHeadnodes();
    await stop(site, 'binder0');
    await unlist(site);
    await sync(site, 'binder2');
    assert.match(
      broken(site).join(),
      /^quorum hnadm: binder2 takes a new list when one of the old list is gone/,
    );
  });

  test('ZK_SERVERS last: destroyed while it is named everywhere', async () => {
    const site = threeHeadnodes();
    const { uuid } = site.zone('binder0');
    await run(site, 'binder0', `svcadm -z ${uuid} disable -s registrar`);
    await site.sleep(120);
    await site.call('sapi', 'DELETE', `/instances/${uuid}`);
    assert.deepEqual(
      broken(site),
      ['sdc', 'manatee', 'moray'].map(
        (place) => `quorum hnadm: binder0 is destroyed, and ZK_SERVERS of ${place} still names 10.99.99.12`,
      ),
    );
    assert.equal(field(await site.call('vmapi', 'GET', `/vms/${uuid}`), 'state'), 'destroyed');
  });

  test('without any list it is at rest that something is wrong', async () => {
    const site = threeHeadnodes();
    await stop(site, 'binder0');
    await site.sleep(300);
    assert.match(
      site.datacenter.checkAtRest()[0]?.message ?? '',
      /^ZK_SERVERS of sdc is \[10\.99\.99\.12 .*\], binders run at \[10\.99\.99\.41 10\.99\.99\.42\]/,
    );
  });
});
