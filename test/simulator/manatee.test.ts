/**
 * manatee's shard as operators know it (manatee docs/user-guide.md, manatee-state-machine): who takes over
 * from whom and when, what a frozen shard and two peers do not do, what manatee-adm refuses, and that
 * nobody writes while it has no sync. A wrong order must hurt here as it would for real.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDatacenter, restoreDatacenter } from '../../simulator/datacenter.ts';
import type { ServerUuid } from '../../schemas/ids.ts';
import type { CommandResult } from '../../triton/transport.ts';
import { createStopped, siteOf, snapshotNamed, threeHeadnodes, type Site } from './support/site.ts';

const { signal } = new AbortController();
const ADM = [
  '/opt/smartdc/manatee/build/node/bin/node',
  '/opt/smartdc/manatee/node_modules/.bin/manatee-adm',
];
const NEW = 'aaaaaaaa-1111-4111-8111-000000000009';

/** Headnode and alias of the three peers, in the order of the chain. */
const PEERS = ['manatee0', 'manatee1', 'manatee2'] as const;

async function adm(site: Site, alias: string, line: string, stdin = ''): Promise<CommandResult> {
  const { uuid, server_uuid: server } = site.zone(alias);
  const path = `/zones/${uuid}/root/opt/smartdc/manatee/etc/sitter.json`;
  const config = await site.datacenter.transport.run(server as ServerUuid, ['cat', path], { signal });
  const { zkCfg } = JSON.parse(config.stdout) as { readonly zkCfg: { readonly connStr: string } };
  const where = line.startsWith('rebuild') ? ['-z', zkCfg.connStr] : ['-z', zkCfg.connStr, '-s', 'sdc'];
  const argv = ['zlogin', uuid, ...ADM, ...line.split(' '), ...where];
  return site.datacenter.transport.run(server as ServerUuid, argv, { stdin, signal });
}

type Peer = { readonly zoneId: string } | null;

interface ZkState {
  readonly generation: number;
  readonly primary: Peer;
  readonly sync: Peer;
  readonly async: readonly Peer[];
  readonly deposed: readonly Peer[];
  readonly freeze?: { readonly reason: string };
}

interface State {
  readonly generation: number;
  readonly roles: string;
  readonly freeze: string | undefined;
}

async function state(site: Site, alias = 'manatee2'): Promise<State> {
  const { stdout } = await adm(site, alias, 'zk-state');
  const found = JSON.parse(stdout) as ZkState;
  const name = (peer: Peer): string =>
    peer === null ? '-' : (PEERS.find((one) => site.zone(one).uuid === peer.zoneId) ?? 'new');
  const names = (peers: readonly Peer[]): string => peers.map(name).join('+') || '-';
  const { generation, primary, sync, async, deposed, freeze } = found;
  const roles = `${name(primary)} ${name(sync)} ${names(async)} / ${names(deposed)}`;
  return { generation, roles, freeze: freeze?.reason };
}

async function roles(site: Site, alias?: string): Promise<string> {
  return (await state(site, alias)).roles;
}

async function vmadm(site: Site, verb: string, alias: string): Promise<void> {
  const { uuid, server_uuid: server } = site.zone(alias);
  const { exitCode } = await site.datacenter.transport.run(server as ServerUuid, ['vmadm', verb, uuid], {
    signal,
  });
  assert.equal(exitCode, 0, `vmadm ${verb} ${alias}`);
}

/** Status of a list of SAPI's services: 200, or 500 while moray has no database to write to. */
async function writes(site: Site): Promise<number> {
  return (await site.call('sapi', 'GET', '/services?name=vmapi')).status;
}

function broken(site: Site): readonly string[] {
  return site.datacenter.violations.map(({ invariant, by }) => `${invariant} by ${by}`);
}

describe('peers that are lost', () => {
  const cases = [
    {
      lost: 'manatee0',
      after: 'manatee1 manatee2 - / manatee0',
      frozen: 'manatee0 manatee1 manatee2 / -',
      hurts: true,
    },
    {
      lost: 'manatee1',
      after: 'manatee0 manatee2 - / -',
      frozen: 'manatee0 manatee1 manatee2 / -',
      hurts: true,
    },
    { lost: 'manatee2', after: 'manatee0 manatee1 - / -', frozen: 'manatee0 manatee1 - / -', hurts: false },
  ];
  for (const { lost, after, frozen, hurts } of cases) {
    const other = lost === 'manatee2' ? 'manatee1' : 'manatee2';
    test(`${lost} is stood in for within minutes`, async () => {
      const site = threeHeadnodes();
      await vmadm(site, 'stop', lost);
      assert.equal(await writes(site), hurts ? 500 : 200, 'just after the stop');
      await site.sleep(40);
      assert.equal(await roles(site, other), 'manatee0 manatee1 manatee2 / -', 'before the session expires');
      await site.sleep(200);
      assert.equal(await roles(site, other), after, 'after it');
      assert.equal(await writes(site), 200, 'when the new sync has caught up');
    });
    test(`${lost} is not stood in for while the shard is frozen`, async () => {
      const site = threeHeadnodes();
      assert.equal((await adm(site, other, 'freeze -r hnadm-test')).exitCode, 0, 'freeze');
      await vmadm(site, 'stop', lost);
      await site.sleep(300);
      assert.equal(await roles(site, other), frozen, 'frozen');
      assert.equal(await writes(site), hurts ? 500 : 200, 'frozen');
      assert.equal((await adm(site, other, 'unfreeze')).exitCode, 0, 'unfreeze');
      await site.sleep(200);
      assert.equal(await roles(site, other), after, 'thawed');
      assert.equal(await writes(site), 200, 'thawed');
    });
  }

  test('of two peers nobody takes over, and no writes are taken until both are there again', async () => {
    const site = threeHeadnodes();
    await vmadm(site, 'stop', 'manatee2');
    await site.sleep(200);
    await vmadm(site, 'stop', 'manatee0');
    await site.sleep(300);
    assert.equal(await roles(site, 'manatee1'), 'manatee0 manatee1 - / -', 'the sync does not take over');
    assert.equal(await writes(site), 500, 'without a primary');
    await vmadm(site, 'start', 'manatee0');
    await site.sleep(300);
    assert.equal(await writes(site), 200, 'with the primary again');
  });

  test('a peer that comes back within its session keeps its place', async () => {
    const site = threeHeadnodes();
    await vmadm(site, 'stop', 'manatee1');
    await vmadm(site, 'start', 'manatee1');
    await site.sleep(300);
    assert.equal(await roles(site), 'manatee0 manatee1 manatee2 / -', 'roles');
    assert.equal(await writes(site), 200, 'writes');
  });
});

describe('promotion', () => {
  test('the sync becomes the primary, the async its sync, and the old primary is deposed', async () => {
    const site = threeHeadnodes();
    const sync = site.zone('manatee1').uuid;
    const { stdout } = await adm(site, 'manatee1', `promote -r sync -n ${sync}`, 'yes\n');
    assert.match(stdout, /Successfully promoted/, 'promote');
    assert.equal(await roles(site), 'manatee0 manatee1 manatee2 / -', 'asked for, and not granted yet');
    while ((await roles(site)).startsWith('manatee0')) await site.sleep(1);
    assert.equal(await writes(site), 500, 'before the new sync has attached');
    assert.equal(await roles(site), 'manatee1 manatee2 - / manatee0', 'roles');
    await site.sleep(120);
    assert.equal(await writes(site), 200, 'when it has');
    assert.deepEqual(broken(site), [], 'invariants');
  });

  test('the deposed one comes back by a rebuild, and then can be promoted again step by step', async () => {
    const site = threeHeadnodes();
    await adm(site, 'manatee1', `promote -r sync -n ${site.zone('manatee1').uuid}`, 'yes\n');
    await site.sleep(300);
    assert.equal((await adm(site, 'manatee0', 'rebuild -y')).exitCode, 0, 'rebuild');
    await site.sleep(1800);
    assert.equal(await roles(site), 'manatee1 manatee2 manatee0 / -', 'rebuilt');
    assert.equal((await adm(site, 'manatee0', 'verify')).exitCode, 0, 'verify');
    await adm(site, 'manatee0', `promote -r async -n ${site.zone('manatee0').uuid}`, 'yes\n');
    await site.sleep(300);
    assert.equal(await roles(site), 'manatee1 manatee0 manatee2 / -', 'the async becomes the sync');
  });

  test('nothing is promoted while something is wrong: a single yes answers the warnings', async () => {
    const site = threeHeadnodes();
    const promote = `promote -r sync -n ${site.zone('manatee1').uuid}`;
    await vmadm(site, 'stop', 'manatee2');
    await site.sleep(200);
    assert.equal((await adm(site, 'manatee1', promote, 'yes\n')).exitCode, 1, 'without an async');
    await vmadm(site, 'start', 'manatee2');
    await site.sleep(300);
    assert.equal((await adm(site, 'manatee1', promote, 'no\n')).exitCode, 1, 'without a yes');
    await adm(site, 'manatee1', 'freeze -r somebody');
    assert.match((await adm(site, 'manatee1', promote, 'yes\n')).stderr, /frozen/, 'frozen');
    await adm(site, 'manatee1', 'unfreeze');
    assert.equal((await adm(site, 'manatee1', promote, 'yes\n')).exitCode, 0, 'whole again');
  });

  test('a role that the peer does not have, a peer that is not deposed, a frozen one twice: refused', async () => {
    const site = threeHeadnodes();
    const { uuid } = site.zone('manatee2');
    for (const line of [`promote -r sync -n ${uuid}`, `reap -n ${uuid}`, 'rebuild -y', 'unfreeze'])
      assert.equal((await adm(site, 'manatee2', line, 'yes\n')).exitCode, 1, line);
    await adm(site, 'manatee2', 'freeze -r one');
    assert.match((await adm(site, 'manatee2', 'freeze -r two')).stderr, /already been frozen: one/, 'freeze');
    assert.equal((await state(site)).freeze, 'one', 'who froze it first');
  });
});

describe('a new peer', () => {
  test('joins last, and streams when it has its copy', async () => {
    const site = threeHeadnodes();
    await createStopped(site, 'manatee', 'manatee3', NEW);
    await site.run(1, `vmadm start ${NEW}`);
    await site.sleep(90);
    assert.equal(await roles(site), 'manatee0 manatee1 manatee2+new / -', 'joined');
    const status = () => adm(site, 'manatee2', 'pg-status -H -o peername,pg-online,pg-repl,pg-lag');
    assert.match((await status()).stdout, new RegExp(`${NEW} fail`), 'while it copies');
    await site.sleep(3600);
    assert.match((await status()).stdout, new RegExp(`${NEW} ok`), 'when it has');
  });
});

describe('a wrong order hurts', () => {
  test('the primary stopped before promotion', async () => {
    const site = threeHeadnodes();
    await vmadm(site, 'stop', 'manatee0');
    assert.deepEqual(broken(site), ['manatee-peers by hnadm'], 'stopped');
  });

  test('the sync stopped while nobody follows it', async () => {
    const site = threeHeadnodes();
    await vmadm(site, 'stop', 'manatee2');
    assert.deepEqual(broken(site), [], 'an async may go');
    await vmadm(site, 'stop', 'manatee1');
    assert.deepEqual(broken(site), ['manatee-peers by hnadm'], 'stopped');
  });

  test('a deposed peer reaped while its zone is there, which never follows anybody again', async () => {
    const site = threeHeadnodes();
    await adm(site, 'manatee1', `promote -r sync -n ${site.zone('manatee1').uuid}`, 'yes\n');
    await site.sleep(30);
    await adm(site, 'manatee1', `reap -n ${site.zone('manatee0').uuid}`);
    assert.deepEqual(broken(site), ['manatee-peers by hnadm'], 'reaped');
    await site.sleep(3600);
    assert.ok(
      site.datacenter.checkAtRest().some(({ message }) => message.includes('does not replicate')),
      'it joins and never replicates',
    );
  });
});

test('a saved world goes on with its election', async () => {
  const site = threeHeadnodes();
  await vmadm(site, 'stop', 'manatee0');
  const saved = JSON.parse(JSON.stringify(site.datacenter.state())) as ReturnType<
    typeof site.datacenter.state
  >;
  const again = siteOf(snapshotNamed('three-headnodes'), restoreDatacenter(saved));
  for (const one of [site, again]) await one.sleep(300);
  assert.deepEqual(await state(again), await state(site), 'both');
});

test('where no state was recorded, the running zones make one, the same each time', async () => {
  const snapshot = { ...snapshotNamed('three-headnodes'), clusters: undefined };
  for (const seed of [1, 2]) {
    const site = siteOf(snapshot as never, createDatacenter(snapshot as never, { seed }));
    assert.equal(await roles(site), 'manatee0 manatee1 manatee2 / -', String(seed));
  }
});
