/**
 * Going back. What must hold afterwards is asked of the datacenter alone: everything agrees at rest,
 * and every object is as in one made anew from the snapshot.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fold } from '../../executor/fold.ts';
import type { RunNews } from '../../executor/events.ts';
import type { OnFailure } from '../../executor/run.ts';
import { rollback } from '../../executor/rollback.ts';
import { leftToUndo } from '../../executor/undo.ts';
import type { StepId } from '../../schemas/ids.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { TransportError, type Transport } from '../../triton/transport.ts';
import { invoke, PROCESSES, type Place } from './support/run-small.ts';
import { assertSound, later, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

const snapshot = recorded('no-ha');

/** Rolls back; `stopAfter`: asks for an end at the n-th event that isn't progress. */
async function back(plan: Plan, place: Place, stopAfter = Infinity) {
  const stop = new AbortController();
  let seen = 0;
  const events = ({ kind }: RunNews) => {
    if (kind !== 'step-progress' && ++seen === stopAfter) stop.abort();
  };
  const who = { by: 'operator', host: 'laptop', simulated: null };
  const result = await rollback(
    plan,
    { processes: PROCESSES, ...place, events },
    { ...who, signal: stop.signal },
  );
  return { ...result, events: seen };
}

async function assertAsBefore(place: SimulatedPlace, from: Snapshot, about = ''): Promise<void> {
  await place.clock.sleep(600_000);
  place.datacenter.checkAfterRollback(from);
  await assertSound(place, about);
}

/** A command that never works in a global zone, until it is mended. */
function broken(place: SimulatedPlace, ...argv: readonly string[]) {
  let isMended = false;
  const transport: Transport = {
    ...place.transport,
    run: (server, given, options) =>
      !isMended && argv.every((word, at) => given[at] === word)
        ? Promise.resolve({ exitCode: 1, stdout: '', stderr: `${argv.join(' ')}: out of order` })
        : place.transport.run(server, given, options),
  };
  return { place: { ...place, transport }, mend: () => (isMended = true) };
}

/** Whatever is asked like that is refused. */
function without({ transport }: SimulatedPlace, method: string, path: string): Transport {
  return {
    ...transport,
    request: (to, request) =>
      request.method === method && request.path.includes(path)
        ? Promise.resolve({ status: 409, headers: {}, body: { code: 'Conflict', message: 'no' } })
        : transport.request(to, request),
  };
}

function zonesOf(plan: Plan, service: string) {
  const { create, replaces } = plan.instances.find((one) => one.service === service) ?? {};
  const fresh = create?.candidates[0]?.uuid;
  assert.ok(fresh && replaces);
  return { fresh, old: replaces.uuid };
}

function statesOf({ journal }: Place): ReadonlyMap<StepId, string> {
  return fold(journal.records).steps;
}

describe('a rollback', () => {
  for (const name of ['no-ha', 'three-headnodes', 'optional-services', 'recorded'] as const) {
    it(`of a whole evacuation of ${name} that waits at its gate leaves what the snapshot says`, async () => {
      const from = recorded(name);
      const plan = planOf(from, []);
      const place = simulated(from);
      assert.equal((await invoke(plan, place)).end, 'waiting');
      const { end, message } = await back(plan, place);
      assert.equal(end, 'undone', message);
      await assertAsBefore(place, from);
      await assert.rejects(invoke(plan, place), {
        name: 'RunRefused',
        message: /was undone: make a new plan/,
      });
    });
  }

  it('brings back what the new zone has written', async () => {
    const plan = planOf(snapshot, ['imgapi']);
    const place = simulated(snapshot);
    await invoke(plan, place);
    const { fresh, old } = zonesOf(plan, 'imgapi');
    await place.clock.sleep(3_600_000);
    const datasetOf = (zone: string) =>
      place.datacenter
        .state()
        .datasets.flatMap(([, all]) => all)
        .find(([dataset]) => dataset === `zones/${zone}/data`)?.[1];
    const { signal } = new AbortController();
    await place.transport.run(plan.intent.to.uuid, ['vmadm', 'stop', fresh], { signal });
    const writer = datasetOf(fresh)?.guid ?? '';
    const written = datasetOf(fresh)?.content[writer] ?? 0;
    assert.ok(written > 0, 'the new zone wrote');
    await back(plan, place);
    assert.equal(datasetOf(old)?.content[writer], written, 'its writes are back');
    await assertAsBefore(place, snapshot);
  });

  for (const mac of [null, '90:b8:d0:aa:00:09']) {
    it(`is whole where somebody has taken a reserved address meanwhile, ${mac === null ? 'reserved for himself' : 'with a NIC on it'}`, async () => {
      const plan = planOf(snapshot, ['papi']);
      const place = simulated(snapshot);
      const [address] = plan.reservations;
      assert.ok(address, 'it takes an address');
      const stop = new AbortController();
      const journal: Place['journal'] = {
        ...place.journal,
        append: (entry) => {
          if (entry.record === 'done' && entry.step.startsWith('papi/prepare/reserve-')) stop.abort();
          return place.journal.append(entry);
        },
      };
      await invoke(plan, { ...place, journal }, { signal: stop.signal });
      const { network, ip } = address;
      const thief = 'bbbbbbbb-1111-4111-8111-000000000001';
      place.datacenter.arm([{ kind: 'address-stolen', after: 0, network, ip, thief, mac }], { state: 1 });
      await place.clock.sleep(1000);
      const { end, message } = await back(plan, place);
      assert.equal(end, 'undone', message);
      await place.clock.sleep(600_000);
      place.datacenter.checkAfterRollback(snapshot);
      const wrong = place.datacenter.violations.filter(({ by }) => by !== 'fault');
      assert.deepEqual(wrong, [], 'nothing of ours is left');
      const found = place.datacenter.snapshot().napi?.ips[network]?.find((one) => one.ip === ip);
      assert.equal(found?.owner_uuid, thief, 'it stays his');
    });
  }

  it('is gone on with, by itself or by apply, wherever it was interrupted', async () => {
    const plan = planOf(snapshot, ['imgapi']);
    const start = simulated(snapshot);
    await invoke(plan, start);
    const { events } = await back(plan, later(start));
    for (let n = 1; n <= events; n += 1) {
      const first = later(start);
      const { end } = await back(plan, first, n);
      assert.ok(end === 'interrupted' || end === 'undone', `event ${String(n)}: ${end}`);
      if (end === 'undone') continue;
      const second = later(first);
      const isBegun = leftToUndo(plan, fold(first.journal.records)).length > 0;
      const last = n % 2 === 0 && isBegun ? await invoke(plan, second) : await back(plan, second);
      assert.equal(last.end, 'undone', `event ${String(n)}: ${last.message}`);
      await assertAsBefore(second, snapshot, `event ${String(n)}`);
    }
  });

  it('leaves what was committed, and takes back the rest', async () => {
    const plan = planOf(snapshot, ['imgapi', 'amonredis']);
    const place = simulated(snapshot);
    const transport = without(place, 'DELETE', zonesOf(plan, 'imgapi').old);
    const { end } = await invoke(plan, { ...place, transport }, { openGates: 'all' });
    assert.equal(end, 'failed');
    assert.equal((await back(plan, place)).end, 'undone');
    const { sapi } = place.datacenter.snapshot();
    const has = (zone: string) => sapi?.instances.some(({ uuid }) => uuid === zone) === true;
    for (const [service, isCommitted] of [
      ['imgapi', false],
      ['amonredis', true],
    ] as const) {
      const zones = zonesOf(plan, service);
      assert.equal(has(zones.fresh), isCommitted, `${service}: the new one`);
      assert.equal(has(zones.old), !isCommitted, `${service}: the old one`);
    }
    await assertSound(place);
  });

  it('refuses where there is no run, and journals nothing', async () => {
    const place = simulated(snapshot);
    await assert.rejects(back(planOf(snapshot, ['vmapi']), place), {
      name: 'RunRefused',
      message: /no run of this plan is known here/,
    });
    assert.deepEqual(place.journal.records, []);
  });

  it('is stuck where an undo fails, says what to look at, and goes on once it is mended', async () => {
    const plan = planOf(snapshot, ['imgapi']);
    const { old } = zonesOf(plan, 'imgapi');
    const { place, mend } = broken(simulated(snapshot), 'vmadm', 'start', old);
    await invoke(plan, place);
    const { end, message } = await back(plan, place);
    assert.equal(end, 'stuck');
    assert.match(message, /stop-old can't be undone: .*out of order.*look at zone:/);
    assert.equal(statesOf(place).get('imgapi/cutover/stop-old' as StepId), 'stuck');
    mend();
    assert.equal((await back(plan, later(place))).end, 'undone');
  });

  for (const isFreed of [false, true]) {
    const what = isFreed ? 'was freed meanwhile' : 'is still held';
    it(`goes on where a NIC belonged to nobody when it was stuck, and its address ${what}`, async () => {
      const plan = planOf(snapshot, ['adminui']);
      const place = simulated(snapshot);
      await invoke(plan, place);
      const { end, message } = await back(plan, { ...place, transport: without(place, 'POST', '/nics') });
      assert.equal(end, 'stuck');
      assert.match(message, /hold-.* can't be closed: address:.*expected held by a NIC/);
      const afterwards = later(place);
      if (isFreed) await free(afterwards, plan);
      const again = await back(plan, afterwards);
      assert.equal(again.end, 'undone', again.message);
      await assertAsBefore(afterwards, snapshot);
    });
  }
});

/** Somebody makes the address of the NIC that moves anybody's. */
async function free({ transport }: SimulatedPlace, plan: Plan): Promise<void> {
  const move = plan.steps.find((step) => step.action === 'nic.move');
  assert.ok(move?.action === 'nic.move');
  const path = `/networks/${move.params.network}/ips/${move.params.ip}`;
  const request = { method: 'PUT', path, body: { free: true } } as const;
  await transport.request({ service: 'napi' }, { ...request, signal: new AbortController().signal });
}

describe('after a failure', () => {
  const services = ['imgapi', 'vmapi', 'amonredis'];
  const plan = planOf(snapshot, services);

  /** A run in which the new imgapi can't be started. */
  async function failed(onFailure: OnFailure) {
    const { fresh } = zonesOf(plan, 'imgapi');
    const { place, mend } = broken(simulated(snapshot), 'vmadm', 'start', fresh);
    const result = await invoke(plan, place, { onFailure });
    const undone = [...statesOf(place)].filter(([, state]) => state === 'undone').map(([id]) => id);
    return { ...result, place, mend, units: new Set(undone.map((id) => id.split('/')[0])) };
  }

  it('the unit is undone and no other, and everything serves', async () => {
    const { end, message, place, units } = await failed('unit');
    assert.equal(end, 'undone', message);
    assert.deepEqual([...units], ['imgapi']);
    assert.match(message, /^imgapi\/cutover\/start: .*out of order.*take a new snapshot and plan again/);
    await assertSound(place);
  });

  it('every unit is undone where that is asked for', async () => {
    const { end, message, place } = await failed('all');
    assert.equal(end, 'undone', message);
    await assertAsBefore(place, snapshot);
  });

  it('nothing is undone where that is asked for, and it goes on once it is mended', async () => {
    const { end, units, place, mend } = await failed('stop');
    assert.equal(end, 'failed');
    assert.deepEqual([...units], []);
    mend();
    const again = await invoke(plan, place, { openGates: 'all' });
    assert.equal(again.end, 'done', again.message);
    await assertSound(place);
  });

  it('what is left of a plan whose unit was undone is planned anew and carried out', async () => {
    const { place } = await failed('unit');
    await place.clock.sleep(600_000);
    const now = place.datacenter.snapshot();
    const rest = planOf(now, services);
    const next = simulated(now);
    assert.equal((await invoke(rest, next, { openGates: 'all' })).end, 'done');
    await assertSound(next);
  });

  it('nothing is undone through an unknown', async () => {
    const { fresh } = zonesOf(plan, 'imgapi');
    const start = simulated(snapshot);
    const isCut = (argv: readonly string[]) => argv.includes(fresh) && argv[0] === 'vmadm';
    let isGone = false;
    const transport: Transport = {
      ...start.transport,
      run: async (server, argv, options) => {
        if (isGone && isCut(argv)) throw new TransportError('no route', false);
        const answer = await start.transport.run(server, argv, options);
        if (!isCut(argv) || argv[1] !== 'start') return answer;
        isGone = true;
        throw new TransportError('lost on the way back', true);
      },
    };
    const { end, message } = await invoke(plan, { ...start, transport }, { onFailure: 'all' });
    assert.equal(end, 'stuck');
    assert.match(message, /imgapi\/cutover\/start: .*look at /);
    assert.ok([...statesOf(start).values()].every((state) => state !== 'undone'));
  });

  it('a delete that failed takes nothing back', async () => {
    const place = simulated(snapshot);
    const transport = without(place, 'DELETE', zonesOf(plan, 'imgapi').old);
    const { end } = await invoke(plan, { ...place, transport }, { openGates: 'all', onFailure: 'all' });
    assert.equal(end, 'failed');
    assert.ok([...statesOf(place).values()].every((state) => state !== 'undone'));
    await assertSound(place);
  });
});
