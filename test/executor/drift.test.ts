/**
 * What the plan expects and the datacenter no longer is. Each kind of fact is broken in a world of its
 * own, and the run must refuse before it has touched or written anything.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DatacenterDrifted } from '../../executor/expects.ts';
import type { Fact, Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { TransportError } from '../../triton/transport.ts';
import { invoke } from './support/run-small.ts';
import { later, locksOf, planOf, recorded, simulated } from './support/simulated.ts';

const snapshot = recorded('no-ha');
const plan = planOf(snapshot, ['imgapi']);

/** A deep copy whose parts can be changed. */
type Loose = Record<
  string,
  { [part: string]: Record<string, unknown>[] & Record<string, Record<string, unknown>[]> }
>;

/** The datacenter as it was, changed by somebody since. */
function changed(change: (dc: Loose) => void): Snapshot {
  const copy = structuredClone(snapshot) as unknown as Loose;
  change(copy);
  return copy as unknown as Snapshot;
}

function fact<Kind extends Fact['kind']>(of: Plan, kind: Kind): Extract<Fact, { readonly kind: Kind }> {
  const found = of.expects.map((one) => one.fact).find((one) => one.kind === kind);
  assert.ok(found, `the plan expects something of kind ${kind}`);
  return found as Extract<Fact, { readonly kind: Kind }>;
}

async function drifts(dc: Snapshot) {
  const place = simulated(dc);
  const writes: string[] = [];
  const transport = {
    ...place.transport,
    request: (...args: Parameters<typeof place.transport.request>) => {
      if (args[1].method !== 'GET') writes.push(args[1].path);
      return place.transport.request(...args);
    },
  };
  let caught: unknown;
  await invoke(plan, { ...place, transport }).catch((error: unknown) => (caught = error));
  assert.ok(caught instanceof DatacenterDrifted, String(caught));
  assert.deepEqual(place.journal.records, [], 'nothing is journalled');
  assert.deepEqual(writes, [], 'nothing is touched');
  assert.deepEqual(locksOf(place), [], 'the lock is given back');
  return caught;
}

describe('drift', () => {
  const present = fact(plan, 'instance-present');
  const cases: Readonly<Record<string, readonly [Fact['kind'], (dc: Loose) => void]>> = {
    'a server that no longer runs': [
      'server-running',
      ({ cnapi }) => {
        for (const server of cnapi?.['servers'] ?? []) {
          if (server['uuid'] === fact(plan, 'server-running').server) server['status'] = 'unknown';
        }
      },
    ],
    'an instance that is gone': [
      'instance-present',
      ({ sapi }) => {
        const of = sapi?.['instances'] ?? [];
        of.splice(
          of.findIndex(({ uuid }) => uuid === present.uuid),
          1,
        );
      },
    ],
    'an instance somebody added': [
      'service-instances',
      ({ sapi }) => {
        const uuid = '99999999-9999-4999-8999-999999999999';
        sapi?.['instances']?.push({
          uuid,
          service_uuid: present.service,
          params: { alias: 'imgapi9' },
          type: 'vm',
        });
      },
    ],
    'a zone in another state': [
      'zone-state',
      ({ vmapi }) => {
        for (const vm of vmapi?.['vms'] ?? []) if (vm['uuid'] === present.uuid) vm['state'] = 'stopped';
      },
    ],
    'another image of the service': [
      'service-image',
      ({ sapi }) => {
        for (const service of sapi?.['services'] ?? []) {
          if (service['uuid'] === present.service)
            Object.assign(service['params'] as object, { image_uuid: present.uuid });
        }
      },
    ],
    'an address somebody took': [
      'address-free',
      ({ napi }) => {
        const { network, ip } = fact(plan, 'address-free');
        const owner = '99999999-9999-4999-8999-999999999999';
        const taken = { ip, network_uuid: network, reserved: true, free: false, owner_uuid: owner };
        const ips = napi?.['ips']?.[network] as unknown as Record<string, unknown>[];
        const before = ips.findIndex((one) => one['ip'] === ip);
        if (before >= 0) ips.splice(before, 1);
        ips.push(taken);
      },
    ],
    'a NIC that went to another zone': [
      'nic-held',
      ({ napi }) => {
        for (const nic of napi?.['nics'] ?? []) {
          if (nic['mac'] === fact(plan, 'nic-held').mac)
            nic['belongs_to_uuid'] = '99999999-9999-4999-8999-999999999999';
        }
      },
    ],
    'an image that is no longer active': [
      'image-active',
      ({ imgapi }) => {
        for (const image of imgapi?.['images'] ?? []) {
          if (image['uuid'] === fact(plan, 'image-active').image) image['state'] = 'disabled';
        }
      },
    ],
  };

  for (const [what, [kind, change]] of Object.entries(cases)) {
    it(`is told of ${what}`, async () => {
      const { drifts: found, message } = await drifts(changed(change));
      assert.ok(
        found.some((one) => one.fact === kind),
        message,
      );
      assert.match(message, /expected .*, found .*\nTake a new snapshot and plan again\.$/s);
    });
  }

  it('is told of a dataset that is gone, and of what gives no answer', async () => {
    const { dataset } = fact(plan, 'dataset-present');
    for (const [gone, found] of [
      [true, /no such dataset/],
      [false, /no answer: .*connection refused/],
    ] as const) {
      const place = simulated(snapshot);
      const transport: typeof place.transport = {
        ...place.transport,
        run: async (...args) => {
          if (args[1].at(-1) !== dataset) return place.transport.run(...args);
          if (!gone) throw new TransportError('connection refused', false);
          return { exitCode: 1, stdout: '', stderr: `cannot open '${dataset}': dataset does not exist\n` };
        },
      };
      await assert.rejects(invoke(plan, { ...place, transport }), found);
    }
  });

  it('is not told of what changed elsewhere', async () => {
    const dc = changed(({ sapi }) => {
      for (const { name, params } of sapi?.['services'] ?? []) {
        if (name === 'papi') Object.assign(params as object, { quota: 999 });
      }
    });
    assert.equal((await invoke(plan, simulated(dc), { until: 'prepare' })).end, 'done');
  });

  it('of what the run itself changed is no drift when it is gone on with', async () => {
    const first = simulated(snapshot);
    assert.equal((await invoke(plan, first, { until: 'cutover' })).end, 'done');
    assert.equal((await invoke(plan, later(first), { openGates: 'all' })).end, 'done');
  });
});
