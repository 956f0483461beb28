/**
 * A service whose only address goes along with it: its new zone is created with the old one's NIC. What
 * must hold is asked of the datacenter alone: who has the address, under which MAC, and who serves.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rollback } from '../../executor/rollback.ts';
import { createDatacenter } from '../../simulator/datacenter.ts';
import type { JobFault } from '../../simulator/faults/fault.ts';
import { memoryJournal } from './support/memory-journal.ts';
import { invoke, PROCESSES } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

const snapshot = recorded('no-ha');
const plan = planOf(snapshot, ['rabbitmq']);
const [instance] = plan.instances;
const [reservation] = plan.reservations;
assert.ok(instance?.create && instance.replaces && reservation);
const { ip } = reservation;
const { uuid: old, server: from } = instance.replaces;
const candidates = instance.create.candidates.map(({ uuid }) => uuid as string);
const mac = snapshot.napi?.nics.find((nic) => nic.belongs_to_uuid === old)?.mac;

function holder({ datacenter }: SimulatedPlace) {
  const { napi } = datacenter.snapshot();
  const nics = napi?.nics.filter((nic) => nic.ip === ip) ?? [];
  assert.equal(nics.length, 1, `${ip} is on one NIC`);
  const address = Object.values(napi?.ips ?? {})
    .flat()
    .find((one) => one.ip === ip);
  return { zone: nics[0]?.belongs_to_uuid, mac: nics[0]?.mac, reserved: address?.reserved };
}

/** The datacenter in which so many provision jobs fail on their server. */
const failing = (times: number): SimulatedPlace =>
  struck(...Array.from({ length: times }, (): JobFault => ({ kind: 'job-fails', skip: 0, longer: 0 })));

function struck(...faults: readonly JobFault[]): SimulatedPlace {
  const datacenter = createDatacenter(snapshot, { seed: 1 });
  datacenter.arm(faults, { state: 1 });
  const { transport, clock } = datacenter;
  return { datacenter, transport, clock, journal: memoryJournal(clock) };
}

function goBack(place: SimulatedPlace) {
  const parts = { processes: PROCESSES, ...place, events: () => undefined };
  const who = { by: 'operator', host: 'laptop', simulated: null };
  return rollback(plan, parts, { ...who, signal: new AbortController().signal });
}

async function assertAsBefore(place: SimulatedPlace): Promise<void> {
  await place.clock.sleep(600_000);
  assert.deepEqual(holder(place), { zone: old, mac, reserved: false });
  place.datacenter.checkAfterRollback(snapshot);
  await assertSound(place);
}

describe('a service that keeps its only address', () => {
  it('serves from the new zone under the old address and MAC, and nothing is left of the old one', async () => {
    const place = simulated(snapshot);
    const { end, message } = await invoke(plan, place, { openGates: 'all' });
    assert.equal(end, 'done', message);
    assert.deepEqual(holder(place), { zone: candidates[0], mac, reserved: false });
    await assertSound(place);
  });

  it('is made under the next candidate, with the same NIC, where a create fails', async () => {
    const place = failing(2);
    const { end, message } = await invoke(plan, place, { openGates: 'all' });
    assert.equal(end, 'done', message);
    assert.deepEqual(holder(place), { zone: candidates[2], mac, reserved: false });
    await assertSound(place);
  });

  it('goes back to the old zone where every create fails', async () => {
    const place = failing(3);
    const { end, message } = await invoke(plan, place, { onFailure: 'unit' });
    assert.equal(end, 'undone', message);
    await assertAsBefore(place);
  });

  it('is not taken for back while the job that takes its NIC hangs', async () => {
    const place = struck({ kind: 'job-stuck', skip: 0, longer: 4 * 3_600_000 });
    const { end } = await invoke(plan, place, { onFailure: 'unit' });
    assert.equal(end, 'stuck');
    await place.clock.sleep(5 * 3_600_000);
    const back = await goBack(place);
    assert.equal(back.end, 'undone', back.message);
    await assertAsBefore(place);
  });

  it('is never without an address where a run ends before the new zone is made', async () => {
    const place = simulated(snapshot);
    const stop = new AbortController();
    const events = place.journal;
    const append: typeof events.append = (entry) => {
      if (entry.record === 'done' && entry.step === 'rabbitmq/cutover/stop-old') stop.abort();
      return events.append(entry);
    };
    const { end } = await invoke(plan, { ...place, journal: { ...events, append } }, { signal: stop.signal });
    assert.equal(end, 'interrupted');
    assert.deepEqual(holder(place), { zone: old, mac, reserved: false });
    // Nobody has made the new zone, and the old one is not taken for its rival.
    const back = await goBack(place);
    assert.equal(back.end, 'undone', back.message);
    await assertAsBefore(place);
  });

  it('is planned again from its stopped zone, and served from the target in the end', async () => {
    const place = simulated(snapshot);
    await place.transport.run(from, ['vmadm', 'stop', old], {
      signal: new AbortController().signal,
    });
    await place.clock.sleep(600_000);
    const half = place.datacenter.snapshot();
    const rest = planOf(half, ['rabbitmq']);
    assert.ok(rest.steps.every(({ action }) => action !== 'zone.stop'));
    const { end, message } = await invoke(rest, place, { openGates: 'all' });
    assert.equal(end, 'done', message);
    assert.equal(holder(place).mac, mac);
    await assertSound(place);
  });

  it('is not made where somebody starts the old zone before it can give its NIC up', async () => {
    const place = simulated(snapshot);
    const { transport } = place;
    let isStopped = false;
    const meddled: typeof transport = {
      ...transport,
      run: async (server, argv, options) => {
        const result = await transport.run(server, argv, options);
        isStopped ||= argv.join(' ') === `vmadm stop ${old}`;
        return result;
      },
      request: async (to, request) => {
        if (isStopped && request.method === 'GET' && request.path.startsWith('/instances/')) {
          isStopped = false;
          await transport.run(from, ['vmadm', 'start', old], { signal: request.signal });
        }
        return transport.request(to, request);
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport: meddled });
    assert.equal(end, 'failed', message);
    assert.match(
      message,
      /rabbitmq\/cutover\/create: .*expected rabbitmq0 stopped on server .*, found running/,
    );
    assert.deepEqual(holder(place), { zone: old, mac, reserved: false });
    await assertSound(place);
  });
});
