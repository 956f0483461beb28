/** A maintenance: who is told, what is waited for, whose it is, and that it surely ends. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actions } from '../../executor/actions/registry.ts';
import { done } from '../../executor/answers.ts';
import { runIdOf } from '../../executor/run-id.ts';
import { asRow } from '../../simulator/rows.ts';
import type { Transport } from '../../triton/transport.ts';
import { invoke } from './support/run-small.ts';
import { assertSound, later, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

const snapshot = recorded('three-headnodes');
// Of the two, customers feel mahi's cutover alone.
const plan = planOf(snapshot, ['mahi', 'papi']);
const [bracket] = plan.brackets.filter(({ open }) => open.action === 'maintenance.start');
const application = snapshot.sapi?.applications.find(({ name }) => name === 'sdc')?.uuid ?? '';

/** What SAPI says of it: the message, and the names of the services that are read-only. */
function maintenance({ datacenter }: SimulatedPlace) {
  const { applications, services } = datacenter.state().maps;
  const message = asRow(applications.find(([uuid]) => uuid === application)?.[1]['metadata'])[
    'DC_MAINT_MESSAGE'
  ];
  const isReadOnly = (row: object) => /_READONLY":true/.test(JSON.stringify(row));
  const readOnly = services
    .filter(([, row]) => isReadOnly(asRow(row['metadata'])))
    .map(([, row]) => row['name']);
  return { message, readOnly: readOnly.map(String).toSorted() };
}

const NONE = { message: undefined, readOnly: [] };

/** Notes what is true whenever a zone is stopped. */
function seenAtStops(place: SimulatedPlace) {
  const seen = new Map<string, ReturnType<typeof maintenance>>();
  const transport: Transport = {
    ...place.transport,
    run: (server, argv, options) => {
      if (argv[1] === 'stop') seen.set(argv[2] ?? '', maintenance(place));
      return place.transport.run(server, argv, options);
    },
  };
  return { seen, place: { ...place, transport } };
}

/** Somebody sets metadata in SAPI. */
async function set({ transport }: SimulatedPlace, path: string, metadata: object): Promise<void> {
  const request = { method: 'PUT', path, headers: { 'accept-version': '~2' }, body: { metadata } } as const;
  await transport.request({ service: 'sapi' }, { ...request, signal: new AbortController().signal });
}

describe('a maintenance', () => {
  it('is around the cutovers that customers feel, and around nothing else', () => {
    const units = new Set(bracket?.around.map((id) => id.split('/')[0]));
    assert.deepEqual([...units], ['mahi']);
  });

  it('is on when such a zone stops, names its run, and is off when the run waits at its gate', async () => {
    const { seen, place } = seenAtStops(simulated(snapshot));
    const { end } = await invoke(plan, place);
    assert.equal(end, 'waiting');
    const old = plan.instances.find(({ service }) => service === 'mahi')?.replaces?.uuid ?? '';
    const { message, readOnly } = seen.get(old) ?? NONE;
    assert.deepEqual(readOnly, ['cloudapi', 'docker']);
    assert.ok(String(message).includes(runIdOf(plan)), String(message));
    assert.deepEqual(maintenance(place), NONE);
    await assertSound(place);
  });

  it('waits for the jobs of others, and for none of its own', async () => {
    const place = simulated(snapshot);
    const own = plan.instances.find(({ service }) => service === 'papi')?.create?.candidates[0]?.uuid;
    const job = {
      uuid: 'j',
      name: 'provision-1',
      execution: 'running',
      created_at: new Date(place.clock.now()).toISOString(),
      timeout: 3810,
    };
    let asked = NaN;
    const transport: Transport = {
      ...place.transport,
      request: (to, request) => {
        if (to.service !== 'workflow' || !request.path.endsWith('execution=running')) {
          return place.transport.request(to, request);
        }
        if (Number.isNaN(asked)) asked = place.clock.now();
        const others = place.clock.now() - asked < 4 * 60_000 ? [{ ...job, vm_uuid: 'a customer' }] : [];
        return Promise.resolve({ status: 200, headers: {}, body: [{ ...job, vm_uuid: own }, ...others] });
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport });
    assert.equal(end, 'waiting', message);
    const opened = place.journal.records.find(
      (one) => one.record === 'bracket-opened' && one.bracket === bracket?.id,
    );
    const waited = (Date.parse(opened?.at ?? '') - asked) / 60_000;
    assert.ok(waited > 4 && waited < 5, `${String(waited)} minutes`);
  });

  it('is not waited for once the run is to end: nobody is kept in it, and the run goes on later', async () => {
    const place = simulated(snapshot);
    const stop = new AbortController();
    const job = { uuid: 'j', name: 'provision-1', execution: 'running', vm_uuid: 'a customer' };
    let asked = NaN;
    const transport: Transport = {
      ...place.transport,
      request: (to, request) => {
        const isJobs = to.service === 'workflow' && request.path.endsWith('execution=running');
        // Asked by the opening alone, which is looking for jobs of others for a while by then.
        if (!isJobs || maintenance(place).message === undefined) return place.transport.request(to, request);
        if (Number.isNaN(asked)) asked = place.clock.now();
        if (place.clock.now() - asked > 30_000 && !stop.signal.aborted) stop.abort();
        return Promise.resolve({ status: 200, headers: {}, body: [job] });
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport }, { signal: stop.signal });
    assert.equal(end, 'interrupted', message);
    assert.match(message, /run it again to go on$/);
    assert.ok(place.clock.now() - asked < 120_000, 'it ended soon');
    assert.deepEqual(maintenance(place), NONE);
    assert.equal((await invoke(plan, place)).end, 'waiting', 'it goes on');
    await assertSound(place);
  });

  it('of somebody else is in the way, and stays his', async () => {
    const place = simulated(snapshot);
    await set(place, `/applications/${application}`, { DC_MAINT_MESSAGE: 'new switches' });
    const { end, message } = await invoke(plan, place, { onFailure: 'unit' });
    assert.equal(end, 'undone');
    assert.match(message, /expected none but this run's, found "new switches"/);
    assert.equal(maintenance(place).message, 'new switches');
  });

  it('of somebody else who left no message is in the way, and stays his', async () => {
    const place = simulated(snapshot);
    const service = snapshot.sapi?.services.find(({ name }) => name === 'cloudapi')?.uuid ?? '';
    await set(place, `/services/${service}`, { CLOUDAPI_READONLY: true });
    const { end, message } = await invoke(plan, place, { onFailure: 'unit' });
    assert.equal(end, 'undone');
    assert.match(message, /found read-only flags without a message/);
    assert.deepEqual(maintenance(place).readOnly, ['cloudapi']);
  });

  it('ends where the run fails in it', async () => {
    const place = simulated(snapshot);
    const fresh = plan.instances.find(({ service }) => service === 'mahi')?.create?.candidates[0]?.uuid ?? '';
    const transport: Transport = {
      ...place.transport,
      run: (server, argv, options) =>
        argv[0] === 'vmadm' && argv[1] === 'start' && argv[2] === fresh
          ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'out of order' })
          : place.transport.run(server, argv, options),
    };
    const { end } = await invoke(plan, { ...place, transport }, { onFailure: 'stop' });
    assert.equal(end, 'failed');
    assert.deepEqual(maintenance(place), NONE);
  });

  it('that is left on is seen by the simulator', async (test) => {
    test.mock.method(actions['maintenance.stop'], 'probe', () => Promise.resolve(done));
    const place = simulated(snapshot);
    await invoke(plan, place);
    await place.clock.sleep(120_000);
    const said = place.datacenter.checkAtRest().map(({ message }) => message);
    assert.deepEqual(said.toSorted(), [
      'cloudapi is in maintenance: CLOUDAPI_READONLY is set',
      'docker is in maintenance: DOCKER_READONLY is set',
      'sdc is in maintenance: DC_MAINT_MESSAGE is set',
    ]);
  });

  it('is told to whom it can be, and the others are given the time to find out', async () => {
    const place = simulated(snapshot);
    const transport: Transport = {
      ...place.transport,
      run: (server, argv, options) =>
        argv.includes('refresh')
          ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'svcadm: zone is not running' })
          : place.transport.run(server, argv, options),
    };
    const { end } = await invoke(plan, { ...place, transport });
    assert.equal(end, 'waiting');
    const at = (name: string) =>
      Date.parse(
        place.journal.records.find(
          (one) => one.record === name && 'bracket' in one && one.bracket === bracket?.id,
        )?.at ?? '',
      );
    assert.ok(at('bracket-opened') - at('bracket-intent') >= 180_000);
    await assertSound(later(place));
  });
});
