/** Addresses that are written down: changed where they stand, in files as in SAPI, given back, and left alone where somebody else was at work. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rollback } from '../../executor/rollback.ts';
import { valueIn, withValues } from '../../executor/config-file.ts';
import { changedValues, standingOf } from '../../executor/substitution.ts';
import type * as generated from '../../schemas/generated/plan.ts';
import { fileMode } from '../../triton/global-zone/files.ts';
import type { ServerUuid } from '../../schemas/ids.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { validatePlan } from '../../schemas/validate.ts';
import type { Transport } from '../../triton/transport.ts';
import { invoke, PROCESSES } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';
import { withConfigs } from './support/usbkey.ts';

const CHANGES = [
  { key: 'list', old: '10.0.0.1', new: '10.0.0.7' },
  { key: 'url', old: '10.0.0.1', new: '10.0.0.7' },
];
const look = (values: Record<string, unknown>) => standingOf('it', CHANGES, (key) => values[key]);

const vmapiOf = ({ sapi }: Snapshot): string | undefined => {
  const service = sapi?.services.find(({ name }) => name === 'vmapi');
  return sapi?.instances.find(({ service_uuid: of }) => of === service?.uuid)?.uuid;
};

describe('a look at written addresses', () => {
  it('is ready while one of them is old, and done when none is', () => {
    assert.deepEqual(look({ list: '10.0.0.1,10.0.0.10', url: 'http://10.0.0.7' }), { answer: 'ready' });
    assert.deepEqual(look({ list: '10.0.0.7,10.0.0.10', url: 'http://10.0.0.7' }), { answer: 'done' });
  });

  it('finds a conflict in what somebody else has changed', () => {
    for (const [value, found] of [
      ['10.0.0.9', 'neither'],
      ['10.0.0.1,10.0.0.7', 'both'],
      [undefined, 'no such key'],
    ] as const)
      assert.deepEqual(look({ list: value, url: '10.0.0.1' }), {
        answer: 'conflict',
        object: 'it list',
        expected: '10.0.0.1 or 10.0.0.7 in it',
        found,
      });
  });

  it('changes only what is old still', () => {
    const values: Record<string, string> = { list: '10.0.0.7', url: 'http://10.0.0.1:8080' };
    assert.deepEqual([...changedValues(CHANGES, (key) => values[key])], [['url', 'http://10.0.0.7:8080']]);
  });
});

describe('a file of key=value lines', () => {
  const text = '# url=10.0.0.1\n  list="10.0.0.1 x"\nexport url=a=b\nlister=1\nlist=2\nnot a line\n';

  it('has values with their quotes, of whole keys alone', () => {
    assert.equal(valueIn(text, 'list'), '"10.0.0.1 x"\n2');
    assert.equal(valueIn(text, 'url'), 'a=b');
    assert.equal(valueIn(text, 'lis'), undefined);
  });

  it('keeps every other byte', () => {
    assert.equal(withValues(text, new Map([['list', valueIn(text, 'list') ?? '']])), text);
    assert.equal(withValues(text, new Map([['url', 'c']])), text.replace('a=b', 'c'));
  });
});

const snapshot = withConfigs(recorded('three-headnodes'));
const server = (name: string): string =>
  snapshot.cnapi?.servers.find(({ hostname }) => hostname === name)?.uuid ?? '';

function file(place: SimulatedPlace, host: string) {
  const path = `${server(host)}:/usbkey/config`;
  return place.datacenter.state().maps.files.find(([key]) => key === path)?.[1];
}

function application(place: SimulatedPlace): string {
  return JSON.stringify(place.datacenter.state().maps.applications);
}

describe('an address that moves', () => {
  const plan = planOf(snapshot, ['ufds', 'papi']);
  const old = '10.99.99.19';
  const [fresh = ''] = plan.reservations.filter(({ service }) => service === 'ufds').map(({ ip }) => ip);

  it('is another everywhere it is written, in each unit by its own steps', async () => {
    const place = simulated(snapshot);
    const before = file(place, 'headnode2');
    const { end, message } = await invoke(plan, place);
    assert.equal(end, 'waiting', message);
    for (const host of ['headnode0', 'headnode1', 'headnode2']) {
      assert.match(
        file(place, host)?.content ?? '',
        new RegExp(`^capi_client_url=http://${fresh}:8080$`, 'm'),
        host,
      );
      assert.ok(!file(place, host)?.content.includes(`${old}\n`), host);
    }
    assert.equal(file(place, 'headnode2')?.mode, before?.mode);
    assert.ok(!application(place).includes(`"${old}"`), 'SAPI names the old one');
    await assertSound(place);
  });

  it('is the old one again after a rollback, with every other byte', async () => {
    const place = simulated(snapshot);
    await invoke(plan, place);
    const who = { by: 'me', host: 'here', simulated: null, signal: new AbortController().signal };
    const deps = { processes: PROCESSES, ...place, events: () => undefined };
    const { end, message } = await rollback(plan, deps, who);
    assert.equal(end, 'undone', message);
    await place.clock.sleep(600_000);
    assert.deepEqual(place.datacenter.checkAfterRollback(snapshot), []);
  });

  it('that somebody else has changed meanwhile is left to him, and its unit goes back', async () => {
    const place = simulated(snapshot);
    const transport: Transport = {
      ...place.transport,
      run: async (where, argv, options) => {
        const result = await place.transport.run(where, argv, options);
        const isConfig = argv[0] === 'cat' && argv[1] === '/usbkey/config';
        return isConfig ? { ...result, stdout: result.stdout.replaceAll(old, '10.99.99.250') } : result;
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport }, { onFailure: 'unit' });
    assert.equal(end, 'undone');
    assert.match(message, /config capi_client_url: expected 10\.99\.99\.19 or \S+ in it, found neither/);
  });

  it('is not left in the cache that scripts read the file through', async () => {
    const place = simulated(snapshot);
    const cache = { content: JSON.stringify({ ufds_admin_ips: old }), mode: 0o644 };
    const where = server('headnode1') as ServerUuid;
    const signal = new AbortController().signal;
    await place.transport.put(where, '/tmp/.config.json', cache.content, cache.mode, { signal });
    assert.equal(await fileMode({ transport: place.transport, signal }, where, '/tmp/.config.json'), 0o644);
    await invoke(plan, place);
    const { files } = place.datacenter.state().maps;
    assert.ok(!files.some(([path]) => path === `${where}:/tmp/.config.json`), 'the cache is there still');
  });

  it('under a key that no line of the file and no step can have is left to a person', () => {
    const base = recorded('no-ha');
    const old = base.napi?.nics.find(({ belongs_to_uuid: owner }) => owner === vmapiOf(base))?.ip;
    assert.ok(old, 'vmapi has an address');
    for (const key of ['', 'a\nb', 'vmapi.url', 'x\u2028y']) {
      const applications = (base.sapi?.applications ?? []).map((one) =>
        one.name === 'sdc' ? { ...one, metadata: { ...one.metadata, [key]: old } } : one,
      );
      const plan = planOf({ ...base, sapi: { ...base.sapi, applications } } as typeof base, ['vmapi']);
      const said = JSON.stringify(plan.steps.filter(({ action }) => action === 'gate.manual'));
      assert.ok(said.includes(JSON.stringify(key).slice(1, -1)), `${JSON.stringify(key)} is told`);
      assert.ok(validatePlan(plan).ok, `a plan with ${JSON.stringify(key)} is one`);
    }
  });

  it('waits for a person where no step can change it, and for nothing else', async () => {
    const place = simulated(snapshot);
    const openGates = ['gate/commit/delete-replaced-zones', 'literals/commit/by-hand'] as never;
    const { end, message } = await invoke(plan, place, { openGates });
    assert.equal(end, 'waiting');
    assert.match(message, /waiting at ufds\/commit\/by-hand;/);
    const done = new Set(
      place.journal.records.flatMap((one) => (one.record === 'done' ? [String(one.step)] : [])),
    );
    assert.ok(done.has('papi/commit/delete-old'), 'papi has no such place');
    assert.ok(!done.has('ufds/commit/delete-old'), 'ufds is deleted before somebody said that it is done');
  });
});

describe('the simulator', () => {
  it('sees an address that nobody has any more', async () => {
    const place = simulated(snapshot);
    const plan = planOf(snapshot, ['papi']);
    const kept = structuredClone(plan) as generated.Plan;
    const gone = new Set(
      kept.steps.filter(({ action }) => action.endsWith('.substitute')).map(({ id }) => id),
    );
    kept.steps = kept.steps.filter(({ id }) => !gone.has(id));
    for (const step of kept.steps) step.needs = step.needs.filter(({ step: need }) => !gone.has(need));
    const { end } = await invoke(kept, place, { openGates: 'all' });
    assert.equal(end, 'done');
    await place.clock.sleep(600_000);
    const said = place.datacenter.checkAtRest().map(({ message }) => message);
    assert.equal(said.length, 4, said.join('\n'));
    assert.match(said.join('\n'), /\/usbkey\/config names 10\.99\.99\.29, which nobody has/);
    assert.match(
      said.join('\n'),
      /^papi_admin_ips in the metadata of SAPI's applications\/\S+ names 10\.99\.99\.29, which nobody has$/m,
    );
  });
});
