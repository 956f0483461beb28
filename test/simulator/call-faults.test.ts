/** Faults that meet calls: each strikes the calls that it fits, when it is its turn, and does what it says. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAULTS } from '../../simulator/faults/kinds.ts';
import { armed, create, FREE, isReserved, NEW, once, reserve, stateOf, unanswered } from './support/armed.ts';
import type { ServerUuid } from '../../schemas/ids.ts';
import { field } from './support/site.ts';

describe('lost-answer', () => {
  for (const arrives of [true, false]) {
    test(`of a request that ${arrives ? 'happened' : 'never arrived'}`, async () => {
      const site = armed([once('lost-answer', { arrives, share: 2 })]);
      assert.equal((await unanswered(reserve(site))).sent, true);
      assert.equal(await isReserved(site), arrives);
      assert.equal(site.datacenter.faults[0]?.object?.startsWith('napi PUT /networks/'), true);
    });

    test(`of a command that ${arrives ? 'goes on when nobody hears' : 'never began'}`, async () => {
      const site = armed([once('lost-answer', { arrives, share: 0.1 })]);
      const { uuid } = site.zone('papi0');
      assert.equal((await unanswered(site.run(0, `vmadm stop ${uuid}`))).sent, true);
      assert.equal(await stateOf(site, 0, uuid), 'running');
      assert.equal((await site.call('papi', 'GET', '/ping').catch(() => null)) === null, arrives);
      await site.sleep(120);
      assert.equal(await stateOf(site, 0, uuid), arrives ? 'stopped' : 'running');
    });
  }

  test('passes by whatever only looks', async () => {
    const site = armed([once('lost-answer')]);
    assert.equal(await isReserved(site), false);
    assert.equal((await site.run(0, `vmadm get ${site.zone('papi0').uuid}`)).exitCode, 0);
    assert.equal(site.datacenter.faults[0]?.at, null);
  });
});

describe('refused', () => {
  const zone = (alias: string) => armed([]).zone(alias).uuid;
  const calls = {
    'a look': (site: ReturnType<typeof armed>) => site.call('napi', 'GET', '/networks'),
    'a write': reserve,
    'a command': (site: ReturnType<typeof armed>) => site.run(0, `vmadm stop ${zone('papi0')}`),
    'a transfer': (site: ReturnType<typeof armed>) =>
      site.send(0, 'zfs send zones/a@b', 1, 'zfs recv -s zones/a'),
    'a file': (site: ReturnType<typeof armed>) =>
      site.datacenter.transport.put(site.headnodes[0] as ServerUuid, '/tmp/a', 'a', 0o600, {
        signal: new AbortController().signal,
      }),
  };
  for (const [what, call] of Object.entries(calls)) {
    test(`meets ${what}, of which nothing arrives`, async () => {
      const site = armed([once('refused')]);
      assert.equal((await unanswered(call(site))).sent, false);
      assert.equal(await isReserved(site), false);
      assert.equal(await stateOf(site, 0, zone('papi0')), 'running');
      assert.equal((await site.run(0, 'ls /tmp/a')).exitCode, 2);
    });
  }

  test('lets as many calls pass as it is told, and meets as many', async () => {
    const site = armed([once('refused', { skip: 2, times: 3 })]);
    const answered: boolean[] = [];
    for (let n = 0; n < 7; n += 1)
      answered.push(
        await isReserved(site).then(
          () => true,
          () => false,
        ),
      );
    assert.deepEqual(answered, [true, true, false, false, false, true, true]);
  });
});

describe('answers', () => {
  for (const arrives of [true, false]) {
    test(`500, and the write ${arrives ? 'happened' : 'did not happen'}`, async () => {
      const site = armed([once('answer-500', { arrives, share: 0 })]);
      const { status, body } = await reserve(site);
      assert.deepEqual([status, Object.keys(body as object)], [500, ['message']]);
      assert.equal(await isReserved(site), arrives);
    });
  }

  test('503 of NAPI to anything, of VMAPI and of SAPI to what writes there', async () => {
    for (const ask of [
      isReserved,
      create,
      (site: ReturnType<typeof armed>) => site.call('vmapi', 'DELETE', `/vms/${site.zone('papi0').uuid}`),
    ]) {
      const site = armed([once('answer-503')]);
      await site.call('vmapi', 'GET', `/vms/${site.zone('papi0').uuid}`);
      await site.call('sapi', 'GET', '/services');
      const told = () => site.datacenter.faults.map(({ at, what }) => [at !== null, what]);
      assert.deepEqual(told(), [[false, FAULTS['answer-503']]]);
      await ask(site);
      assert.deepEqual(told(), [[true, 'answered with 503']]);
    }
    const site = armed([once('answer-503')]);
    assert.deepEqual(await site.call('napi', 'GET', '/networks').then(({ body }) => body), {
      code: 'ServiceUnavailableError',
      message: 'moray is not available',
    });
  });

  test('409 of a create, which leaves nothing, and never of NAPI', async () => {
    const site = armed([once('answer-409')]);
    assert.equal((await reserve(site)).status, 200);
    const refused = await create(site);
    assert.deepEqual([refused.status, field(refused, 'code')], [409, 'ValidationFailed']);
    assert.equal((await site.call('sapi', 'GET', `/instances/${NEW}`)).status, 404);
    assert.equal((await site.call('vmapi', 'GET', `/vms/${NEW}`)).status, 404);
  });

  test('409 of an action, a deletion and a change of a record, each with its own code', async () => {
    const uuid = armed([]).zone('papi0').uuid;
    const cases = [
      ['vmapi', 'POST', `/vms/${uuid}?action=stop`, 'UnallocatedVM'],
      ['vmapi', 'DELETE', `/vms/${uuid}`, 'ConflictError'],
      ['sapi', 'DELETE', `/instances/${uuid}`, 'ConflictError'],
      ['sapi', 'PUT', `/instances/${uuid}`, 'SchemaValidationError'],
    ] as const;
    for (const [service, method, path, code] of cases) {
      const site = armed([once('answer-409')]);
      const refused = await site.call(service, method, path, {});
      assert.deepEqual([refused.status, field(refused, 'code')], [409, code]);
      assert.equal(await stateOf(site, 0, uuid), 'running');
    }
  });

  test('412 of a conditional request to NAPI alone', async () => {
    const site = armed([once('answer-412')]);
    assert.equal((await reserve(site)).status, 200);
    const { status, body } = await site.datacenter.transport.request(
      { service: 'napi' },
      {
        method: 'PUT',
        path: `/networks/${site.admin}/ips/${FREE}`,
        headers: { 'If-Match': '*' },
        body: { reserved: false },
        signal: new AbortController().signal,
      },
    );
    assert.deepEqual([status, (body as { code: string }).code], [412, 'PreconditionFailed']);
    assert.equal(await isReserved(site), true);
  });

  test('422 of a reservation, which is not made', async () => {
    const site = armed([once('answer-422')]);
    assert.equal((await reserve(site)).status, 422);
    assert.equal(await isReserved(site), false);
  });

  test('422 of a create, which burns its UUID', async () => {
    const site = armed([once('answer-422')]);
    const refused = await create(site);
    assert.equal(refused.status, 422);
    assert.match(JSON.stringify(refused.body), /UsedBy/);
    assert.equal((await site.call('sapi', 'GET', `/instances/${NEW}`)).status, 404);
    assert.equal(field(await site.call('vmapi', 'GET', `/vms/${NEW}`), 'state'), 'destroyed');
    assert.equal((await site.call('sapi', 'GET', '/services')).status, 200);
  });
});
