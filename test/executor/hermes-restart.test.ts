/** hermes is restarted once, behind the last delete, in whichever sdc zone is there by then. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { invoke } from './support/run-small.ts';
import { locksOf, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';
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

/** The restart answers so, the first `times` times. */
function refusing(place: SimulatedPlace, stderr: string, times = Infinity): Transport {
  let left = times;
  return {
    ...place.transport,
    run: (server, argv, options) =>
      argv.join(' ').endsWith('restart hermes') && left-- > 0
        ? Promise.resolve({ exitCode: 1, stdout: '', stderr })
        : place.transport.run(server, argv, options),
  };
}

it('again where that failed, and not at all where the zone has no hermes', async () => {
  const plan = planOf(snapshot, ['papi']);
  const place = simulated(snapshot);
  const again = { ...place, transport: refusing(place, 'busy', 2) };
  assert.equal((await invoke(plan, again, { openGates: 'all' })).end, 'done', 'restarted at last');
  const other = simulated(snapshot);
  const transport: Transport = {
    ...refusing(other, 'no hermes'),
    run: (server, argv, options) =>
      argv.at(0) === 'svcs' && argv.at(-1) === 'hermes'
        ? Promise.resolve({
            exitCode: 1,
            stdout: '',
            stderr: "svcs: Pattern 'hermes' doesn't match any instances",
          })
        : refusing(other, 'no hermes').run(server, argv, options),
  };
  const { end, message } = await invoke(plan, { ...other, transport }, { openGates: 'all' });
  assert.equal(end, 'done', message);
});

it('and where it fails for good that is told, nobody is kept out, and the run can go on', async () => {
  const plan = planOf(snapshot, ['papi']);
  const place = simulated(snapshot);
  const transport = refusing(place, 'out of order');
  const { end, message } = await invoke(plan, { ...place, transport }, { openGates: 'all' });
  assert.equal(end, 'failed', message);
  assert.match(message, /hermes\/commit\/restart: .*out of order.*run it again: it goes on from here/);
  assert.deepEqual(locksOf(place), [], 'no latch');
  assert.equal((await invoke(plan, place, { openGates: 'all' })).end, 'done', 'mended');
});
