/** hermes is restarted once, behind the last delete, in whichever sdc zone is there by then. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { invoke } from './support/run-small.ts';
import { planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Transport } from '../../triton/transport.ts';

const snapshot = recorded('three-headnodes');

/** Deletes of instances and restarts of hermes, in their order. */
function watched(place: SimulatedPlace) {
  const seen: string[] = [];
  const transport: Transport = {
    ...place.transport,
    request: (to, request) => {
      if (to.service === 'sapi' && request.method === 'DELETE') seen.push('delete');
      return place.transport.request(to, request);
    },
    run: (server, argv, options) => {
      if (argv.join(' ').endsWith('restart hermes')) seen.push(`${argv[2] ?? ''} on ${server}`);
      return place.transport.run(server, argv, options);
    },
  };
  return { seen, transport };
}

async function restarts(plan: Plan): Promise<readonly string[]> {
  const place = simulated(snapshot);
  const { seen, transport } = watched(place);
  assert.equal((await invoke(plan, { ...place, transport })).end, 'waiting');
  assert.deepEqual(seen, []);
  assert.equal((await invoke(plan, { ...place, transport }, { openGates: 'all' })).end, 'done');
  assert.equal((await invoke(plan, { ...place, transport }, { openGates: 'all' })).end, 'done');
  return seen;
}

it('in the zone that the plan has made', async () => {
  const plan = planOf(snapshot, ['sdc', 'papi']);
  const [uuid] = plan.instances.find(({ service }) => service === 'sdc')?.create?.candidates ?? [];
  assert.deepEqual(await restarts(plan), [
    'delete',
    'delete',
    `${uuid?.uuid ?? ''} on ${plan.intent.to.uuid}`,
  ]);
});

it('in the zone that is there, where the plan moves others', async () => {
  const plan = planOf(snapshot, ['papi', 'vmapi']);
  const sdc = snapshot.vmapi?.vms.find(({ alias }) => alias === 'sdc0');
  const place = `${sdc?.uuid ?? ''} on ${plan.intent.from.uuid}`;
  assert.deepEqual(await restarts(plan), ['delete', 'delete', place]);
});
