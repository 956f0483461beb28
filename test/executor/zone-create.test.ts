/** The hardest action: a create that never doubles a zone, whatever happens to its answer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, type Sighting, type Verdict } from '../../executor/candidates.ts';
import { planDigest } from '../../schemas/canonical.ts';
import type { ServerUuid, ServiceUuid } from '../../schemas/ids.ts';
import type { Plan } from '../../schemas/plan.ts';
import { createWorld, type CreateWorld, type Ending } from './support/create-world.ts';
import { memoryJournal } from './support/memory-journal.ts';
import { invoke } from './support/run-small.ts';
import { image, SERVER, smallPlan } from './support/small-plan.ts';
import { virtualClock } from './support/virtual-clock.ts';

const OTHER = '22222222-2222-4222-8222-222222222222' as ServerUuid;
const NETWORK = '33333333-3333-4333-8333-333333333333';
const candidate = (n: number) => ({
  uuid: `0000000${String(n)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`,
  macs: [`90:b8:d0:00:00:0${String(n)}`],
});

/** One step: create `vmapi1`, of three candidates. */
function createPlan(): Plan {
  const instance = {
    key: 'vmapi1',
    service: 'vmapi',
    create: {
      candidates: [candidate(1), candidate(2), candidate(3)],
      alias: 'vmapi1',
      server: SERVER,
      image: image(1),
      nics: [{ network: NETWORK, networkName: 'admin', nicTag: 'admin', ip: '10.0.0.5', primary: true }],
    },
    existing: null,
    replaces: null,
  };
  const params = {
    instance: 'vmapi1',
    service: NETWORK,
    owner: NETWORK,
    params: {
      alias: 'vmapi1',
      server_uuid: SERVER,
      autoboot: false,
      networks: [{ uuid: NETWORK, ip: '10.0.0.5', primary: true }],
    },
    copyParams: [],
    copyMetadata: [],
  };
  const small = smallPlan([{ id: 'vmapi/prepare/1' }]);
  const steps = small.steps.map((step) => ({ ...step, action: 'zone.create', params }));
  const body = { ...small, instances: [instance], steps } as unknown as Plan;
  return { ...body, digest: planDigest(body) };
}

async function create(endings: readonly Ending[], prepare: (world: CreateWorld) => void = () => undefined) {
  const clock = virtualClock();
  const world = createWorld(clock, image(1));
  world.endings = [...endings];
  prepare(world);
  const journal = memoryJournal(clock);
  const place = { clock, transport: world.transport, journal };
  const first = await invoke(createPlan(), place);
  return { ...first, world, journal, clock, again: () => invoke(createPlan(), place) };
}

/** UUIDs with a zone that lives, and NICs of any. */
function left({ rows, nics, records }: CreateWorld) {
  return {
    zones: [...rows.values()].filter(({ state }) => state === 'stopped').map(({ uuid }) => uuid),
    nics: [...nics.values()].map((nic) => nic['belongs_to_uuid']),
    records: [...records.keys()],
  };
}

function onlyOf(n: number) {
  const { uuid } = candidate(n);
  return { zones: [uuid], nics: [uuid], records: [uuid] };
}

describe('the table of a candidate’s states', () => {
  const server = SERVER;
  const wanted = { server, service: 'papi' as ServiceUuid, alias: 'papi1' };
  const record = { service_uuid: wanted.service } as Sighting['record'];
  const openJob = {} as Sighting['openJob'];
  const row = (state: string, where: string = server) =>
    ({ state, server_uuid: where, alias: 'papi1' }) as Sighting['row'];
  const other = { service_uuid: 'binder' } as unknown as Sighting['record'];
  const stranger = { ...row('running'), alias: 'binder1' } as Sighting['row'];
  const cases: readonly (readonly [Sighting, Verdict])[] = [
    [{ record: null, row: null, openJob: null }, 'create'],
    [{ record, row: null, openJob: null }, 'wait'],
    [{ record: null, row: null, openJob }, 'wait'],
    [{ record, row: row('provisioning'), openJob }, 'wait'],
    [{ record, row: row('provisioning'), openJob: null }, 'wait'],
    [{ record, row: row('stopped'), openJob }, 'wait'],
    [{ record, row: row('stopped'), openJob: null }, 'present'],
    [{ record, row: row('running'), openJob: null }, 'present'],
    [{ record: null, row: row('running'), openJob: null }, 'adopt'],
    [{ record: null, row: row('stopped'), openJob: null }, 'adopt'],
    [{ record, row: row('running', OTHER), openJob: null }, 'elsewhere'],
    [{ record: other, row: row('running'), openJob: null }, 'foreign'],
    [{ record: null, row: stranger, openJob: null }, 'foreign'],
    [{ record, row: row('failed'), openJob: null }, 'burnt'],
    [{ record: null, row: row('failed'), openJob: null }, 'burnt'],
    [{ record: null, row: row('destroyed'), openJob: null }, 'burnt'],
    [{ record, row: row('failed'), openJob }, 'wait'],
    [{ record, row: row('unknown'), openJob: null }, 'wait'],
  ];
  for (const [seen, verdict] of cases) {
    const told = `${seen.record ? 'record' : 'no record'}, ${seen.row?.state ?? 'no row'}${seen.openJob ? ', job open' : ''}`;
    it(`says ${verdict} to ${told}`, () => {
      assert.equal(judge(seen, wanted), verdict);
    });
  }
});

describe('zone.create', () => {
  it('makes the NIC as planned, then the zone, and journals the candidate before either', async () => {
    const { end, world, journal } = await create([]);
    assert.equal(end, 'done');
    assert.deepEqual(left(world), onlyOf(1));
    const [nic] = [...world.nics.values()];
    assert.deepEqual([nic?.['mac'], nic?.['ip'], nic?.['primary']], [candidate(1).macs[0], '10.0.0.5', true]);
    const kinds = journal.records.map((one) => (one.record === 'fact' ? one.name : one.record));
    assert.deepEqual(kinds.slice(2, -2), ['intent', 'candidate', 'job', 'done']);
  });

  for (const ending of ['answer-lost', 'request-lost', 'answer-lost-ticket-held'] as const) {
    it(`makes one zone by one job when it comes to ${ending}`, async () => {
      const { end, world } = await create([ending]);
      assert.equal(end, 'done');
      assert.deepEqual(left(world), onlyOf(1));
      assert.equal(world.jobs.length, 1);
    });
  }

  it('sweeps a candidate whose job failed, and takes the next', async () => {
    const { end, world } = await create(['job-fails']);
    assert.equal(end, 'done');
    assert.deepEqual(left(world), onlyOf(2));
    assert.equal(world.rows.get(candidate(1).uuid)?.state, 'destroyed');
  });

  it('says failed when every candidate failed, with nothing left of any', async () => {
    const { end, message, world, again } = await create(['job-fails', 'job-fails', 'job-fails']);
    assert.equal(end, 'failed');
    assert.match(message, /every candidate failed and is burnt; make a new plan/);
    assert.deepEqual(left(world), { zones: [], nics: [], records: [] });
    assert.match((await again()).message, /expected a candidate that is not burnt/);
  });

  it('says failed when it is refused, keeps the UUID, and sweeps the NIC', async () => {
    const { end, message, world, again } = await create(['invalid']);
    assert.equal(end, 'failed');
    assert.match(message, /sapi POST \/instances: expected success, found 409 ValidationFailed/);
    assert.deepEqual(left(world), { zones: [], nics: [], records: [] });
    assert.equal((await again()).end, 'done');
    assert.deepEqual(left(world), onlyOf(1));
  });

  it('takes up a zone that is there already, and gives it its record back', async () => {
    const { uuid, macs } = candidate(1);
    const { end, world, journal } = await create([], (before) => {
      before.rows.set(uuid, {
        uuid,
        state: 'stopped',
        server_uuid: SERVER,
        image_uuid: image(1),
        alias: 'vmapi1',
        nics: [],
      });
      before.nics.set((macs[0] ?? '').replaceAll(':', ''), {
        mac: macs[0],
        ip: '10.0.0.5',
        belongs_to_uuid: uuid,
      });
    });
    assert.equal(end, 'done');
    assert.deepEqual(left(world), onlyOf(1));
    assert.equal(world.jobs.length, 0);
    assert.ok(journal.records.some((one) => one.record === 'fact' && one.value === uuid));
  });

  it('passes over a candidate that was burnt before', async () => {
    const { uuid } = candidate(1);
    const { end, world } = await create([], (before) => {
      before.rows.set(uuid, {
        uuid,
        state: 'destroyed',
        server_uuid: SERVER,
        image_uuid: image(1),
        alias: 'vmapi1',
        nics: [],
      });
    });
    assert.equal(end, 'done');
    assert.deepEqual(left(world), onlyOf(2));
  });

  it('refuses a zone of its UUID that lives on another server', async () => {
    const { uuid } = candidate(1);
    const { end, message } = await create([], (before) => {
      before.rows.set(uuid, {
        uuid,
        state: 'running',
        server_uuid: OTHER,
        image_uuid: image(1),
        alias: 'vmapi1',
        nics: [],
      });
    });
    assert.equal(end, 'failed');
    assert.match(message, /expected on server 1111.*found on server 2222/);
  });

  it("leaves a zone that is not the plan's alone, though a candidate has its UUID", async () => {
    const { uuid } = candidate(2);
    const { end, message, world } = await create(['job-fails'], (before) => {
      before.records.set(uuid, { service_uuid: OTHER });
      before.rows.set(uuid, {
        uuid,
        state: 'stopped',
        server_uuid: SERVER,
        image_uuid: image(1),
        alias: 'binder1',
        nics: [],
      });
    });
    assert.equal(end, 'failed');
    assert.match(message, /not this plan's/);
    assert.equal(world.rows.get(uuid)?.state, 'stopped');
    assert.ok(world.records.has(uuid));
  });

  it('does not accept a zone with another image', async () => {
    const { uuid } = candidate(1);
    const wrong = image(9);
    const { end, message } = await create([], (before) => {
      before.records.set(uuid, { service_uuid: NETWORK });
      before.rows.set(uuid, {
        uuid,
        state: 'stopped',
        server_uuid: SERVER,
        image_uuid: wrong,
        alias: 'vmapi1',
        nics: [],
      });
    });
    assert.equal(end, 'failed');
    assert.match(message, /expected image 00000000.*1, found 0000.*9/);
  });
});
