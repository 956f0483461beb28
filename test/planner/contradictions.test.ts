/** Recordings that contradict themselves: what one part shows is not lost because another is silent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planChanged } from './support/plan-changed.ts';

type Json = Record<string, unknown>;
interface Recorded {
  vmapi: { vms: Json[] };
}

const plan = (name: string, change: (dc: Recorded) => void) => planChanged(name, change);

function vm({ vmapi }: Recorded, alias: string): Json {
  const found = vmapi.vms.find((one) => one['alias'] === alias);
  assert.ok(found);
  return found;
}

const codes = ({ findings }: ReturnType<typeof plan>): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);

test('a dataset that the pool holds travels, though VMAPI does not name it', () => {
  const made = plan('no-ha', (dc) => (vm(dc, 'amonredis0')['datasets'] = []));
  const move = made.plan?.datasets.find(({ service }) => service === 'amonredis');
  assert.equal(move?.method, 'send-increment');
});

test('one UUID twice is an error', () => {
  const made = plan('no-ha', (dc) => dc.vmapi.vms.push({ ...vm(dc, 'vmapi0'), alias: 'vmapi9' }));
  assert.deepEqual([made.plan, codes(made)], [null, ['duplicate-vm']]);
});

test('a zone on a server that CNAPI does not have is an error', () => {
  const server = '11111111-1111-4111-8111-111111111111';
  const made = plan('no-ha', (dc) => (vm(dc, 'vmapi0')['server_uuid'] = server));
  assert.deepEqual([made.plan, codes(made)], [null, ['dangling-server']]);
});

test('a failed core zone on the source is told of', () => {
  const made = plan('three-headnodes', () => undefined);
  const failed = made.plan?.left.find(({ code }) => code === 'failed-zone');
  assert.equal(failed?.instance.alias, 'cloudapi0tmp');
});
