/** The sdc zone's own move: what is disabled comes up again, and nothing besides; the links lead where they should. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryJournal } from './support/memory-journal.ts';
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

const STOP = { onFailure: 'stop' } as const;

/** Commands with these words fail. */
function refusing(place: SimulatedPlace, words: string): Transport {
  return {
    ...place.transport,
    run: (server, argv, options) =>
      argv.join(' ').includes(words)
        ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'no' })
        : place.transport.run(server, argv, options),
  };
}

/** Whenever the service of the old zone is enabled, it is in maintenance and can't be waited for. */
const inMaintenance = (transport: Transport, service: string): Transport => ({
  ...transport,
  run: async (server, argv, options) => {
    const line = argv.join(' ');
    if (line === `svcadm -z ${old.uuid} enable -s ${service}`)
      return { exitCode: 1, stdout: '', stderr: `svcadm: Instance "${service}" is in maintenance state.` };
    const result = await transport.run(server, argv, options);
    const isAsked = line.startsWith(`svcs -z ${old.uuid}`) && argv.at(-1) === service;
    return isAsked ? { ...result, stdout: result.stdout.replace(/^online/, 'maintenance') } : result;
  },
});

const stateOf = async (
  { transport }: Pick<SimulatedPlace, 'transport'>,
  service: string,
): Promise<string> => {
  const argv = ['svcs', '-z', old.uuid, '-H', '-o', 'state,fmri', service];
  return (await transport.run(from.uuid, argv, { signal })).stdout.split('\t')[0] ?? '';
};

const linkOn = (place: SimulatedPlace, server: string): string | undefined =>
  place.datacenter.state().maps.links.find(([key]) => key === `${server}:${TOOLS}`)?.[1];

/** A run that ends when the target's link is there, and an operator who comes ten minutes later. */
async function interruptedAtLink(place: SimulatedPlace): Promise<void> {
  const killed = new AbortController();
  const journal: typeof place.journal = {
    ...place.journal,
    append: (entry) => {
      if (entry.record === 'done' && entry.step === 'sdc/cutover/link') killed.abort();
      return place.journal.append(entry);
    },
  };
  await invoke(plan, { ...place, journal }, { signal: killed.signal });
  await place.clock.sleep(600_000);
}

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
    const { end } = await invoke(plan, { ...place, transport: refusing(place, 'disable -s cron') }, STOP);
    assert.equal(end, 'failed');
    assert.equal(await stateOf(place, 'hermes'), 'online');
  });

  it('leaves what a person enabled, and a link that he made, after a try that failed', async () => {
    const place = simulated(snapshot);
    const run = async (argv: readonly string[], server = from.uuid) => {
      const { exitCode, stderr } = await place.transport.run(server, argv, { signal });
      assert.equal(exitCode, 0, stderr);
    };
    await run(['svcadm', '-z', old.uuid, 'disable', '-s', 'hermes']);
    const first = await invoke(plan, { ...place, transport: refusing(place, 'disable -s cron') }, STOP);
    assert.match(first.message, /quiet/);
    await run(['svcadm', '-z', old.uuid, 'enable', '-s', 'hermes']);
    const second = await invoke(plan, { ...place, transport: refusing(place, 'ln -s /zones/') }, STOP);
    assert.match(second.message, /link/);
    const uuid = place.journal.records.findLast((one) => one.record === 'fact' && one.name === 'candidate');
    assert.ok(uuid?.record === 'fact', 'a new zone');
    await run(['ln', '-s', `/zones/${uuid.value}/root${TOOLS}`, TOOLS], to.uuid);
    const { end, message } = await invoke(
      plan,
      { ...place, transport: failing(place, 'dig') },
      { onFailure: 'unit' },
    );
    assert.equal(end, 'undone', message);
    const left = [await stateOf(place, 'hermes'), linkOn(place, to.uuid)];
    assert.deepEqual(left, ['online', `/zones/${uuid.value}/root${TOOLS}`]);
  });

  it('knows what it had disabled where that is done again, and the zone is stopped under it', async () => {
    const place = simulated(snapshot);
    const killed = new AbortController();
    const journal: typeof place.journal = {
      ...place.journal,
      append: (entry) => {
        if (entry.record === 'done' && entry.step === 'sdc/cutover/quiet') killed.abort();
        return place.journal.append(entry);
      },
    };
    await invoke(plan, { ...place, journal }, { signal: killed.signal });
    await place.transport.run(from.uuid, ['svcadm', '-z', old.uuid, 'enable', '-s', 'hermes'], { signal });
    const before = place.journal.records.length;
    const transport: Transport = {
      ...place.transport,
      run: async (server, argv, options) => {
        const isBegun = place.journal.records
          .slice(before)
          .some((one) => one.record === 'intent' && one.step === 'sdc/cutover/quiet');
        if (isBegun && argv.join(' ') === `vmadm get ${old.uuid}`)
          await place.transport.run(server, ['vmadm', 'stop', old.uuid], options);
        return place.transport.run(server, argv, options);
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport }, { onFailure: 'unit' });
    assert.equal(end, 'stuck', message);
    await place.transport.run(from.uuid, ['vmadm', 'start', old.uuid], { signal });
    await place.clock.sleep(120_000);
    const last = await invoke(
      plan,
      { ...place, transport: failing(place, 'vmadm start') },
      { onFailure: 'unit' },
    );
    assert.equal(last.end, 'undone', last.message);
    for (const name of ['hermes', 'hermes-proxy', 'cron'])
      assert.equal(await stateOf(place, name), 'online', name);
  });

  it('is taken back where a service was in maintenance, and is so again', async () => {
    const place = simulated(snapshot);
    const transport = inMaintenance(failing(place, 'vmadm start'), 'hermes');
    const { end, message } = await invoke(plan, { ...place, transport }, { onFailure: 'unit' });
    assert.equal(end, 'undone', message);
    assert.equal(await stateOf({ ...place, transport }, 'hermes'), 'maintenance');
    assert.equal(await stateOf(place, 'hermes-proxy'), 'online');
    await assertSound(place);
  });

  it('brings up what comes up where one of them does not, and says which', async () => {
    const place = simulated(snapshot);
    const before = failing(place, 'vmadm start');
    const transport: Transport = {
      ...before,
      run: (server, argv, options) =>
        argv.join(' ').endsWith('enable -s hermes')
          ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'no' })
          : before.run(server, argv, options),
    };
    const { end, message } = await invoke(plan, { ...place, transport }, { onFailure: 'unit' });
    assert.equal(end, 'stuck', message);
    assert.match(message, /quiet can't be undone: svcadm .* enable -s hermes/);
    for (const name of ['hermes-proxy', 'napi-ufds-watcher', 'cron'])
      assert.equal(await stateOf(place, name), 'online', name);
  });

  it('begins nothing where the old zone was stopped and acts again when somebody starts it', async () => {
    const place = simulated(snapshot);
    const transport: Transport = {
      ...place.transport,
      run: async (server, argv, options) => {
        const isBegun = place.journal.records.some(
          (one) => one.record === 'intent' && one.step === 'sdc/cutover/quiet',
        );
        if (isBegun && argv.join(' ') === `vmadm get ${old.uuid}`)
          await place.transport.run(server, ['vmadm', 'stop', old.uuid], options);
        return place.transport.run(server, argv, options);
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport }, { onFailure: 'unit' });
    assert.equal(end, 'undone', message);
    assert.match(message, /quiet: zone:.*expected sdc0 running on server .*, found stopped: start it again/);
  });

  it('takes back what this run did, and says whose the rest is, where an earlier one was killed', async () => {
    const place = simulated(snapshot);
    await interruptedAtLink(place);
    const rest = planOf(place.datacenter.snapshot(), ['sdc']);
    const second = { ...place, journal: memoryJournal(place.clock) };
    const failingVerify = { ...second, transport: failing(place, 'dig') };
    const { end, message } = await invoke(rest, failingVerify, { onFailure: 'unit' });
    assert.equal(end, 'undone', message);
    assert.match(message, /what an earlier run did stays, sdc1 and what it stopped or disabled/);
    assert.notEqual(linkOn(place, to.uuid), undefined, 'the link of the earlier run is there');
    await assertSound(place);
  });

  it('says nothing of what an earlier run did for another unit than the one that is taken back', async () => {
    const place = simulated(snapshot);
    await interruptedAtLink(place);
    const both = planOf(place.datacenter.snapshot(), ['sdc', 'papi']);
    assert.equal(both.instances.filter(({ existing }) => existing !== null).length, 1, 'sdc1 alone');
    const papi = both.instances.find(({ service }) => service === 'papi')?.create?.candidates[0]?.uuid ?? '';
    const second = { ...place, journal: memoryJournal(place.clock) };
    const { end, message } = await invoke(
      both,
      { ...second, transport: refusing(place, `vmadm start ${papi}`) },
      { onFailure: 'unit' },
    );
    assert.equal(end, 'undone', message);
    assert.doesNotMatch(message, /earlier run/);
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
