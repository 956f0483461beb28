/** The sdc zone's own move: what is disabled comes up again, and nothing besides; the links lead where they should. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invoke } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';
import type { Transport } from '../../triton/transport.ts';

const snapshot = recorded('three-headnodes');
const plan = planOf(snapshot, ['sdc']);
const { signal } = new AbortController();
const [sdc] = plan.instances;
const old = sdc?.replaces;
assert.ok(sdc && old);
const { from, to } = plan.intent;
const TOOLS = '/opt/smartdc/sdc';

/** Commands of the target that begin so fail, so that everything before is undone. */
function failing(place: SimulatedPlace, command: string): Transport {
  return {
    ...place.transport,
    run: (server, argv, options) =>
      argv.join(' ').startsWith(command) && server === to.uuid
        ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'no' })
        : place.transport.run(server, argv, options),
  };
}

const stateOf = async ({ transport }: SimulatedPlace, service: string): Promise<string> => {
  const argv = ['svcs', '-z', old.uuid, '-H', '-o', 'state,fmri', service];
  return (await transport.run(from.uuid, argv, { signal })).stdout.split('\t')[0] ?? '';
};

const linkOn = (place: SimulatedPlace, server: string): string | undefined =>
  place.datacenter.state().maps.links.find(([key]) => key === `${server}:${TOOLS}`)?.[1];

describe('the move of the sdc zone', () => {
  it('is taken back with everything up that was up, and what was down still down', async () => {
    const place = simulated(snapshot);
    await place.transport.run(from.uuid, ['svcadm', '-z', old.uuid, 'disable', '-s', 'hermes-proxy'], {
      signal,
    });
    const { end, message } = await invoke(
      plan,
      { ...place, transport: failing(place, 'vmadm start') },
      { onFailure: 'unit' },
    );
    assert.equal(end, 'undone', message);
    assert.equal(await stateOf(place, 'hermes'), 'online');
    assert.equal(await stateOf(place, 'cron'), 'online');
    assert.equal(await stateOf(place, 'hermes-proxy'), 'disabled');
    await assertSound(place);
  });

  it('fails with nothing left disabled when one of them does not end', async () => {
    const place = simulated(snapshot);
    const transport: Transport = {
      ...place.transport,
      run: (server, argv, options) =>
        argv.join(' ').endsWith('disable -s cron')
          ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'no' })
          : place.transport.run(server, argv, options),
    };
    const { end } = await invoke(plan, { ...place, transport }, { onFailure: 'stop' });
    assert.equal(end, 'failed');
    assert.equal(await stateOf(place, 'hermes'), 'online');
  });

  it('gives the target its tools, and leaves the source its own until the gate', async () => {
    const place = simulated(snapshot);
    assert.equal((await invoke(plan, place)).end, 'waiting');
    assert.equal(linkOn(place, from.uuid), `/zones/${old.uuid}/root${TOOLS}`);
    const [uuid] = sdc.create?.candidates.map((one) => one.uuid) ?? [];
    assert.equal(linkOn(place, to.uuid), `/zones/${uuid ?? ''}/root${TOOLS}`);
    assert.equal((await invoke(plan, place, { openGates: 'all' })).end, 'done');
    assert.equal(linkOn(place, from.uuid), undefined);
    await assertSound(place);
  });

  it('replaces a link that leads to nothing, and leaves one that leads somewhere', async () => {
    const run = async (target: string) => {
      const place = simulated(snapshot);
      await place.transport.run(to.uuid, ['ln', '-s', target, TOOLS], { signal });
      return { place, ended: await invoke(plan, place, { onFailure: 'unit' }) };
    };
    const dangling = await run(`/zones/aaaaaaaa-1111-4111-8111-000000000001/root${TOOLS}`);
    assert.equal(dangling.ended.end, 'waiting', dangling.ended.message);
    assert.notEqual(linkOn(dangling.place, to.uuid), undefined);
    const foreign = await run('/opt/custom/sdc');
    assert.equal(foreign.ended.end, 'undone');
    assert.match(foreign.ended.message, /expected a link to .*, or none, found a link to \/opt\/custom\/sdc/);
    assert.equal(linkOn(foreign.place, to.uuid), '/opt/custom/sdc');
  });
});
