/** SAPI's own move: through which instance each call goes, and that an empty one is not taken for SAPI. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sapiCompare } from '../../executor/actions/sapi-compare.ts';
import type { StepContext } from '../../executor/action.ts';
import type { InstanceKey } from '../../schemas/ids.ts';
import type { HttpResponse, Transport } from '../../triton/transport.ts';
import { invoke } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated } from './support/simulated.ts';

const snapshot = recorded('three-headnodes');
const OLD = '10.99.99.32';

describe('the move of sapi and papi', () => {
  const plan = planOf(snapshot, ['sapi', 'papi']);
  const fresh = plan.reservations.find(({ service }) => service === 'sapi')?.ip ?? '';

  it('makes the new one through the old, deletes the old one through the new, and leaves the rest to DNS', async () => {
    const place = simulated(snapshot);
    const written: string[] = [];
    const transport: Transport = {
      ...place.transport,
      request: (to, request) => {
        const isWrite = to.service === 'sapi' && request.method !== 'GET';
        if (isWrite)
          written.push(`${request.method} ${request.path.split('/')[1] ?? ''} at ${to.instance ?? 'name'}`);
        return place.transport.request(to, request);
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport }, { openGates: 'all' });
    assert.equal(end, 'done', message);
    await assertSound(place);
    const by = (how: string) => written.filter((one) => one.endsWith(how)).sort();
    assert.deepEqual(by(OLD), [`POST instances at ${OLD}`]);
    assert.deepEqual(by(fresh), [`DELETE instances at ${fresh}`, `PUT instances at ${fresh}`]);
    assert.deepEqual(by('name'), [
      'DELETE instances at name',
      'POST instances at name',
      // sapi's and papi's addresses that are written down there.
      'PUT applications at name',
      'PUT applications at name',
      'PUT instances at name',
    ]);
  });

  it('is taken back through the old one, which serves again', async () => {
    const place = simulated(snapshot);
    const deleted: (string | undefined)[] = [];
    const transport: Transport = {
      ...place.transport,
      request: (to, request) => {
        if (to.service === 'sapi' && request.method === 'DELETE') deleted.push(to.instance);
        return place.transport.request(to, request);
      },
      run: (server, argv, options) =>
        // The old one does not stop: its cutover fails behind everything but that.
        argv.join(' ') === `vmadm stop ${zoneOf('sapi')}`
          ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'no' })
          : place.transport.run(server, argv, options),
    };
    const { end, message } = await invoke(plan, { ...place, transport }, { onFailure: 'unit' });
    assert.equal(end, 'undone', message);
    assert.deepEqual(deleted, [OLD]);
    await assertSound(place);
  });

  it('leaves an address at which nobody answers once the old one is stopped', async () => {
    const place = simulated(snapshot);
    await invoke(plan, place);
    const { signal } = new AbortController();
    const ask = (instance: string) =>
      place.transport.request({ service: 'sapi', instance }, { method: 'GET', path: '/mode', signal });
    await assert.rejects(ask(OLD), /EHOSTUNREACH/);
    assert.equal((await ask(fresh)).status, 200);
  });

  function zoneOf(service: string): string {
    return plan.instances.find((one) => one.service === service)?.replaces?.uuid ?? '';
  }
});

describe('the comparison of two SAPIs', () => {
  /** A context in which SAPI answers at two addresses. */
  function contextOf(answers: Readonly<Record<string, Readonly<Record<string, unknown>>>>): StepContext {
    const request: Transport['request'] = ({ instance = '' }, { path }) => {
      const body = answers[instance]?.[path.split('?')[0] ?? ''];
      return Promise.resolve({ status: 200, headers: {}, body } satisfies HttpResponse);
    };
    return {
      transport: { request },
      requestId: () => '',
      signal: new AbortController().signal,
    } as unknown as StepContext;
  }
  const params = { instance: 'sapi1' as InstanceKey, newIp: '10.0.0.2', oldIp: '10.0.0.1' };
  const holding = (mode: string, ...instances: readonly string[]) => ({
    '/mode': mode,
    '/services': [{ uuid: 's' }],
    '/instances': instances.map((uuid) => ({ uuid })),
  });
  const probe = (old: object, fresh: object) =>
    sapiCompare.probe(params, contextOf({ '10.0.0.1': { ...old }, '10.0.0.2': { ...fresh } }));

  it('is done where both list the same', async () => {
    assert.deepEqual(await probe(holding('full', 'a', 'b'), holding('full', 'b', 'a')), { answer: 'done' });
  });

  it('waits while one lists what the other does not, though there are as many', async () => {
    assert.deepEqual(await probe(holding('full', 'a'), holding('full')), { answer: 'ready' });
    assert.deepEqual(await probe(holding('full', 'a'), holding('full', 'b')), { answer: 'ready' });
  });

  it('refuses one that is not in full mode', async () => {
    const found = await probe(holding('full', 'a'), holding('proto', 'a'));
    assert.deepEqual(found, {
      answer: 'conflict',
      object: 'service:sapi',
      expected: 'full mode at 10.0.0.2',
      found: 'proto mode',
    });
  });
});
