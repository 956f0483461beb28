/**
 * What an action refuses. A datacenter is brought to the point before the action, somebody changes
 * it, and the action must say what it expected and what it found instead of doing harm.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DatacenterDrifted } from '../../executor/expects.ts';
import { planDigest } from '../../schemas/canonical.ts';
import type { ServerUuid } from '../../schemas/ids.ts';
import type { ActionName, Plan, Step } from '../../schemas/plan.ts';
import type { HttpRequest, Transport } from '../../triton/transport.ts';
import { invoke } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

const snapshot = recorded('no-ha');
const plan = planOf(snapshot, ['imgapi']);
const [instance] = plan.instances;
const old = instance?.replaces;
assert.ok(instance?.create && old);
const fresh = { uuid: instance.create.candidates[0]?.uuid ?? '', server: instance.create.server };

function stepOf<Name extends ActionName>(of: Plan, action: Name): Extract<Step, { readonly action: Name }> {
  const found = of.steps.find((step) => step.action === action);
  assert.ok(found);
  return found as Extract<Step, { readonly action: Name }>;
}

/** Somebody at the datacenter, with the same tools. */
function somebody({ transport, clock }: SimulatedPlace) {
  const { signal } = new AbortController();
  return {
    wait: (seconds: number) => clock.sleep(seconds * 1000),
    run: async (server: ServerUuid, ...argv: string[]) => {
      const { exitCode, stderr } = await transport.run(server, argv, { signal });
      assert.equal(exitCode, 0, stderr);
    },
    request: async (service: string, method: HttpRequest['method'], path: string, body?: object) => {
      const answer = await transport.request({ service }, { method, path, body, signal });
      assert.ok(answer.status < 300, JSON.stringify(answer));
      return answer.body as Record<string, unknown>;
    },
  };
}

type Somebody = ReturnType<typeof somebody>;

/** Runs through the gate; somebody interferes between its opening and the next look at anything. */
async function atTheGate(how: (who: Somebody) => Promise<void>) {
  const place = simulated(snapshot);
  const { transport, journal } = place;
  let hasInterfered = false;
  const interfere = async () => {
    if (hasInterfered || !journal.records.some(({ record }) => record === 'gate-opened')) return;
    hasInterfered = true;
    await how(somebody(place));
  };
  const disturbed: Transport = {
    ...transport,
    request: (...call) => interfere().then(() => transport.request(...call)),
    run: (...call) => interfere().then(() => transport.run(...call)),
  };
  return { ...(await invoke(plan, { ...place, transport: disturbed }, { openGates: 'all' })), place };
}

/** Runs to the end of a phase, lets somebody interfere, and goes on in another invocation. */
async function inBetween(until: 'prepare' | 'cutover', how: (who: Somebody) => Promise<void>) {
  const place = simulated(snapshot);
  assert.equal((await invoke(plan, place, { until })).end, 'done');
  await how(somebody(place));
  return { place, goOn: () => invoke(plan, place, { openGates: 'all' }) };
}

/** The old zone and its data are still there. */
function assertNothingDeleted({ datacenter }: SimulatedPlace): void {
  const { sapi, vmapi } = datacenter.snapshot();
  assert.ok(sapi?.instances.some(({ uuid }) => uuid === old?.uuid));
  assert.ok(vmapi?.vms.some(({ uuid, state }) => uuid === old?.uuid && state !== 'destroyed'));
}

describe('instance.delete refuses', () => {
  const cases: Readonly<Record<string, readonly [RegExp, (who: Somebody) => Promise<void>]>> = {
    'while the replacement does not run': [
      /imgapi1 running in its place on server .*, found stopped/,
      (who) => who.run(fresh.server, 'vmadm', 'stop', fresh.uuid),
    ],
    'a zone that somebody started again': [
      /imgapi0 stopped on server .*, found running/,
      (who) => who.run(old.server, 'vmadm', 'start', old.uuid),
    ],
    'to take along a NIC that is another zone’s by now': [
      /whose VMAPI row names it, found NAPI has it for .*; deleting the old zone would delete it/,
      async (who) => {
        const row = await who.request('vmapi', 'GET', `/vms/${old.uuid}`);
        const [nic] = row['nics'] as { mac: string }[];
        const owner = { belongs_to_uuid: fresh.uuid, belongs_to_type: 'zone', owner_uuid: row['owner_uuid'] };
        await who.request('napi', 'PUT', `/nics/${nic?.mac.replaceAll(':', '') ?? ''}`, owner);
      },
    ],
    'data that was written to after its last increment': [
      /nothing written since .*-2, found \d+ bytes, which deleting it would lose/,
      async (who) => {
        await who.run(old.server, 'vmadm', 'start', old.uuid);
        await who.wait(600);
        await who.run(old.server, 'vmadm', 'stop', old.uuid);
      },
    ],
    'data whose copy is not there': [
      /snapshot .*-2 with one guid on both zones, found guid \d+ there, none on the new zone/,
      async (who) => {
        const { snapshot: last } = stepOf(plan, 'dataset.increment').params;
        await who.run(fresh.server, 'zfs', 'release', 'hnadm', `zones/${fresh.uuid}/data@${last}`);
        await who.run(fresh.server, 'zfs', 'destroy', `zones/${fresh.uuid}/data@${last}`);
      },
    ],
  };
  for (const [what, [message, how]] of Object.entries(cases)) {
    it(what, async () => {
      const { end, message: told, place } = await atTheGate(how);
      assert.equal(end, 'failed');
      assert.match(told, message);
      assertNothingDeleted(place);
    });
  }
});

describe('instance.delete refuses, where a plan was edited,', () => {
  const edits: Readonly<Record<string, readonly [RegExp, (plan: Plan) => Plan]>> = {
    'an instance of another service': [
      /expected an instance of papi, found one of imgapi/,
      (made) => ({ ...made, instances: made.instances.map((one) => ({ ...one, service: 'papi' })) }),
    ],
    'a dataset that the plan says nothing of': [
      /no delegated dataset, as planned/,
      (made) => ({ ...made, datasets: [] }),
    ],
  };
  for (const [what, [message, edit]] of Object.entries(edits)) {
    it(what, async () => {
      const edited = edit(plan);
      const place = simulated(snapshot);
      const digest = planDigest(edited);
      const { end, message: told } = await invoke({ ...edited, digest }, place, { openGates: 'all' });
      assert.equal(end, 'failed');
      assert.match(told, message);
      assertNothingDeleted(place);
    });
  }
});

describe('nic.sweep', () => {
  it('leaves an address reserved that somebody reserved after the plan was made', async () => {
    const [address] = stepOf(plan, 'nic.sweep').params.addresses;
    assert.ok(address && !address.reserved);
    const path = `/networks/${address.network}/ips/${address.ip}`;
    const { end, place } = await atTheGate(async (who) => {
      await who.request('napi', 'PUT', path, { reserved: true });
    });
    assert.equal(end, 'done');
    assert.equal((await somebody(place).request('napi', 'GET', path))['reserved'], true);
  });
});

describe('a first copy', () => {
  it('is never received under a zone that runs', async () => {
    const { snapshot: base } = stepOf(plan, 'dataset.copy').params;
    const { goOn } = await inBetween('prepare', async (who) => {
      await who.run(fresh.server, 'zfs', 'release', 'hnadm', `zones/${fresh.uuid}/data@${base}`);
      await who.run(fresh.server, 'zfs', 'destroy', `zones/${fresh.uuid}/data@${base}`);
      await who.run(fresh.server, 'vmadm', 'start', fresh.uuid);
    });
    await assert.rejects(goOn(), /imgapi1 stopped on server .*, found running/);
  });
});

describe('a run that is gone on with looks again', () => {
  it('at the copy, and makes it anew where its base is gone', async () => {
    const { snapshot: base } = stepOf(plan, 'dataset.copy').params;
    const { place, goOn } = await inBetween('prepare', async (who) => {
      await who.run(fresh.server, 'zfs', 'release', 'hnadm', `zones/${fresh.uuid}/data@${base}`);
      await who.run(fresh.server, 'zfs', 'destroy', `zones/${fresh.uuid}/data@${base}`);
    });
    const { end, news } = await goOn();
    assert.equal(end, 'done');
    const copied = news.filter((one) => one.kind === 'step-started' && one.step.endsWith('first-copy'));
    assert.equal(copied.length, 1);
    await assertSound(place);
  });

  it('at every replacement before the gate, also where later units have begun on it', async () => {
    const several = planOf(snapshot, ['napi', 'vmapi']);
    const napi = several.instances.find(({ service }) => service === 'napi')?.create;
    const place = simulated(snapshot);
    assert.equal((await invoke(several, place, { until: 'cutover' })).end, 'done');
    await somebody(place).run(napi?.server ?? fresh.server, 'vmadm', 'stop', napi?.candidates[0]?.uuid ?? '');
    await assert.rejects(
      invoke(several, place, { openGates: 'all' }),
      /napi\/cutover\/verify left it, found stopped/,
    );
  });

  it('at the replacement, and verifies it again before the gate is gone through', async () => {
    const { place, goOn } = await inBetween('cutover', (who) =>
      who.run(fresh.server, 'vmadm', 'stop', fresh.uuid),
    );
    await assert.rejects(goOn(), (error) => {
      assert.ok(error instanceof DatacenterDrifted);
      assert.match(
        error.message,
        /expected imgapi1 running .*, as imgapi\/cutover\/verify left it, found stopped/,
      );
      return true;
    });
    assertNothingDeleted(place);
    await somebody(place).run(fresh.server, 'vmadm', 'start', fresh.uuid);
    assert.equal((await goOn()).end, 'done');
  });

  it('at the last increment, and takes it anew where the old zone has written since', async () => {
    const place = simulated(snapshot);
    const stop = new AbortController();
    const journal: typeof place.journal = {
      get records() {
        return place.journal.records;
      },
      append: (entry) => {
        if (entry.record === 'intent' && entry.step.endsWith('last-increment')) stop.abort();
        return place.journal.append(entry);
      },
    };
    const interrupted = await invoke(plan, { ...place, journal }, { openGates: 'all', signal: stop.signal });
    assert.equal(interrupted.end, 'interrupted');
    const who = somebody(place);
    const goOn = () => invoke(plan, place, { openGates: 'all' });
    await who.run(old.server, 'vmadm', 'start', old.uuid);
    await place.clock.sleep(600_000);
    await assert.rejects(
      goOn(),
      /imgapi0 stopped .*, as imgapi\/cutover\/last-increment left it, found running/,
    );
    await who.run(old.server, 'vmadm', 'stop', old.uuid);
    assert.equal((await goOn()).end, 'done');
    await assertSound(place);
  });
});

describe('a delete of data that nothing in the plan compares', () => {
  it('is refused', async () => {
    const steps = plan.steps.filter(({ action }) => action !== 'dataset.forget');
    const { end, message } = await invoke({ ...plan, steps }, simulated(snapshot), { openGates: 'all' });
    assert.equal(end, 'failed');
    assert.match(message, /expected a snapshot to compare with its copy, found none in the plan/);
  });
});

describe('a delete that is under way', () => {
  it('is waited for, and not taken for a zone that has lost its data', async () => {
    const { end, message } = await atTheGate(async (who) => {
      void who.request('sapi', 'DELETE', `/instances/${old.uuid}`).catch(() => undefined);
      await who.wait(4);
    });
    assert.equal(end, 'done', message);
  });
});

describe('a receiver that is busy', () => {
  it('with what a dead machine had sent is waited for', async () => {
    const place = simulated(snapshot);
    const [from, to] = [`zones/${old.uuid}/data`, `zones/${fresh.uuid}/data`];
    const dead = new AbortController();
    let earlier: Promise<unknown> | null = null;
    const transport: Transport = {
      ...place.transport,
      pipe: (source, target, options) => {
        // The same transfer once more: the earlier one still runs, and its client is gone.
        earlier ??= place.transport.pipe(source, target, { signal: dead.signal, onBytes: () => undefined });
        void earlier.catch(() => undefined);
        void place.clock.sleep(180_000).then(() => {
          dead.abort();
        });
        return place.transport.pipe(source, target, options);
      },
    };
    const { end, message, news } = await invoke(plan, { ...place, transport }, { until: 'prepare' });
    assert.equal(end, 'done', message);
    assert.ok(earlier, `${from} was sent to ${to}`);
    assert.ok(news.some((one) => one.kind === 'step-progress' && one.note?.includes('has not ended')));
  });
});

describe('a cutover refuses', () => {
  it('to move data and NICs to a zone that somebody started', async () => {
    const { goOn } = await inBetween('prepare', (who) => who.run(fresh.server, 'vmadm', 'start', fresh.uuid));
    const { end, message } = await goOn();
    assert.equal(end, 'failed');
    assert.match(message, /imgapi1 stopped on server .*, found running/);
  });
});

describe('an address', () => {
  const { network, ip, owner: marker } = stepOf(plan, 'address.reserve').params;

  it('is marked as ours again after a create that was refused, so that the run can be gone on with', async () => {
    const place = simulated(snapshot);
    let isRefused = false;
    const transport: Transport = {
      ...place.transport,
      request: async (to, request) => {
        if (isRefused || request.method !== 'POST' || request.path !== '/instances')
          return place.transport.request(to, request);
        isRefused = true;
        return { status: 409, headers: {}, body: { code: 'ValidationFailed', message: 'no' } };
      },
    };
    assert.equal((await invoke(plan, { ...place, transport })).end, 'failed');
    const address = await somebody(place).request('napi', 'GET', `/networks/${network}/ips/${ip}`);
    assert.equal(address['owner_uuid'], marker);
    assert.equal((await invoke(plan, place, { openGates: 'all' })).end, 'done');
  });

  it('that somebody took between the look and the reservation is not taken back', async () => {
    const place = simulated(snapshot);
    const owner = '99999999-9999-4999-8999-999999999999';
    let isTaken = false;
    const transport: typeof place.transport = {
      ...place.transport,
      request: async (to, request) => {
        const answer = await place.transport.request(to, request);
        if (request.method === 'PUT' && !isTaken) {
          isTaken = true;
          const body = { reserved: true, owner_uuid: owner, check_owner: false };
          await somebody(place).request('napi', 'PUT', `/networks/${network}/ips/${ip}`, body);
        }
        return answer;
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport });
    assert.equal(end, 'failed');
    assert.match(
      message,
      new RegExp(`address:${ip}: expected free, or reserved for .*, found reserved for ${owner}`),
    );
  });

  it('of the old zone that somebody else holds by the sweep is left alone', async () => {
    const [swept] = stepOf(plan, 'nic.sweep').params.addresses;
    assert.ok(swept);
    const place = simulated(snapshot);
    const { end } = await invoke(plan, place, { until: 'cutover' });
    assert.equal(end, 'done');
    const who = somebody(place);
    const owner = snapshot.sapi?.applications[0]?.owner_uuid;
    const transport: typeof place.transport = {
      ...place.transport,
      request: async (to, request) => {
        const answer = await place.transport.request(to, request);
        if (request.method === 'DELETE' && request.path === `/instances/${old.uuid}`) {
          await who.request('napi', 'POST', '/nics', {
            mac: '02:00:00:00:00:01',
            ip: swept.ip,
            network_uuid: swept.network,
            belongs_to_uuid: '88888888-8888-4888-8888-888888888888',
            belongs_to_type: 'zone',
            owner_uuid: owner,
          });
        }
        return answer;
      },
    };
    assert.equal((await invoke(plan, { ...place, transport }, { openGates: 'all' })).end, 'done');
    const after = await who.request('napi', 'GET', `/networks/${swept.network}/ips/${swept.ip}`);
    assert.equal(after['belongs_to_uuid'], '88888888-8888-4888-8888-888888888888');
  });
});
