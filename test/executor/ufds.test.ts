/** The move of a UFDS that replicates: there and back, never two replicators at once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SapiApplication } from '../../schemas/snapshot.ts';
import type { Transport } from '../../triton/transport.ts';
import { invoke } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated } from './support/simulated.ts';

/** Three headnodes whose UFDS copies from another datacenter's. */
const snapshot = recorded('three-headnodes');
const sdc = snapshot.sapi?.applications.find(({ name }) => name === 'sdc') as SapiApplication;
Object.assign(sdc.metadata ?? {}, { ufds_is_master: 'false', ufds_remote_ip: '192.0.2.1' });
const plan = planOf(snapshot, ['ufds']);
const [ufds] = plan.instances;
const fresh: string = ufds?.create?.candidates[0]?.uuid ?? '';

describe('a UFDS that replicates', () => {
  it('is moved', async () => {
    const place = simulated(snapshot);
    const { end, message } = await invoke(plan, place);
    assert.equal(end, 'waiting', message);
    await assertSound(place);
  });

  it('is taken back when the new one runs and is not healthy', async () => {
    const place = simulated(snapshot);
    const run: Transport['run'] = (server, argv, options) =>
      argv.includes(fresh) && argv[0] === 'svcs'
        ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'no' })
        : place.transport.run(server, argv, options);
    const { end, message } = await invoke(
      plan,
      { ...place, transport: { ...place.transport, run } },
      { onFailure: 'unit' },
    );
    assert.equal(end, 'undone', message);
    await assertSound(place);
  });

  it('is seen where a second one starts beside it', async () => {
    const place = simulated(snapshot);
    await invoke(plan, place, { until: 'prepare' });
    const { signal } = new AbortController();
    await place.transport.run(plan.intent.to.uuid, ['vmadm', 'start', fresh], { signal });
    assert.deepEqual(
      place.datacenter.violations.map(({ invariant, object }) => [invariant, object]),
      [['runs-alone', 'ufds']],
    );
  });
});
