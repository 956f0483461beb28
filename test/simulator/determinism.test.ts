/**
 * A world goes on from a saved state exactly as it would have without: the same requests give the
 * same answers at the same times, byte for byte. Shown for cuts at every point of a small move.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDatacenter, restoreDatacenter, type SimulatedDatacenter } from '../../simulator/datacenter.ts';
import { field, siteOf, snapshotNamed, type Site } from './support/site.ts';

const NEW = 'aaaaaaaa-1111-4111-8111-000000000003';
const snapshot = snapshotNamed('no-ha');

/** A move of vmapi in steps, each telling what it saw. */
const STEPS: readonly ((site: Site) => Promise<unknown>)[] = [
  (site) => site.run(1, `imgadm import -q ${String(site.zone('vmapi0').image_uuid)}`),
  async (site) => {
    const { body } = await site.call('sapi', 'GET', '/services?name=vmapi');
    const [service] = body as readonly { readonly uuid: string }[];
    const params = { alias: 'vmapi1', server_uuid: site.headnodes[1], autoboot: false };
    const made = await site.call('sapi', 'POST', '/instances', {
      uuid: NEW,
      service_uuid: service?.uuid,
      async: true,
      params,
    });
    return made;
  },
  async (site) => site.call('workflow', 'GET', `/jobs?vm_uuid=${NEW}`),
  async (site) => {
    const jobs = (await site.call('workflow', 'GET', `/jobs?vm_uuid=${NEW}`)).body as readonly {
      readonly uuid: string;
    }[];
    return site.job(jobs[0]?.uuid);
  },
  (site) => site.run(1, `vmadm start ${NEW}`),
  (site) => site.sleep(20),
  (site) => site.run(1, `svcs -z ${NEW} -x`),
  (site) => site.sleep(200),
  (site) => site.run(0, `dig +short +time=2 +tries=1 @10.99.99.12 vmapi.coal.triton.zone A`),
  (site) => site.run(0, `svcadm -z ${site.zone('vmapi0').uuid} disable -s registrar`),
  (site) => site.sleep(70),
  (site) => site.run(0, `vmadm stop ${site.zone('vmapi0').uuid}`),
  async (site) => field(await site.call('vmapi', 'GET', `/vms/${site.zone('vmapi0').uuid}`), 'state'),
  (site) => site.sleep(120),
];

/** What was seen and when, from a step on. */
async function trace(datacenter: SimulatedDatacenter, from: number, to: number): Promise<readonly string[]> {
  const site = siteOf(snapshot, datacenter);
  const seen: string[] = [];
  for (const step of STEPS.slice(from, to)) {
    seen.push(JSON.stringify({ saw: (await step(site)) ?? null, at: datacenter.clock.now() }));
  }
  return seen;
}

test('the same seed gives the same trace, another seed another', async () => {
  const [one, two, other] = await Promise.all(
    [3, 3, 4].map((seed) => trace(createDatacenter(snapshot, { seed }), 0, STEPS.length)),
  );
  assert.deepEqual(one, two);
  assert.notDeepEqual(one, other);
});

for (let cut = 1; cut < STEPS.length; cut += 1) {
  test(`saved after step ${String(cut)} and restored, it goes on the same`, async () => {
    const first = createDatacenter(snapshot, { seed: 3 });
    await trace(first, 0, cut);
    const file = JSON.stringify(first.state());
    const second = restoreDatacenter(JSON.parse(file) as ReturnType<typeof first.state>);
    assert.equal(JSON.stringify(second.state()), file);
    const [went, goes] = [await trace(first, cut, STEPS.length), await trace(second, cut, STEPS.length)];
    assert.deepEqual(goes, went);
    assert.equal(JSON.stringify(second.state()), JSON.stringify(first.state()));
    assert.deepEqual(second.snapshot(), first.snapshot());
  });
}
