/** What becomes of a job whose runner ends: taken up by another, or cut off and cancelled. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import { createStopped, siteOf, snapshotNamed, threeHeadnodes, type Site } from './support/site.ts';

const NEW = 'aaaaaaaa-1111-4111-8111-000000000001';
const VM = 'bbbbbbbb-1111-4111-8111-000000000001';

/** Somebody's job that takes so many seconds, which workflow0 has taken; then a second workflow zone. */
async function withJob(seconds: number): Promise<Site> {
  const site = threeHeadnodes();
  await createStopped(site, 'workflow', 'workflow1', NEW);
  const server = site.headnodes[2] ?? '';
  const job = { kind: 'others-job', after: 0, lasts: seconds * 1000, vm: VM, server } as const;
  site.datacenter.arm([job], { state: 1 });
  await site.sleep(5);
  await site.run(1, `vmadm start ${NEW}`);
  await site.sleep(110);
  return site;
}

/** The job, as the workflow API shows it. */
async function jobOf(site: Site): Promise<{ readonly execution: string; readonly runner_id?: string }> {
  const { body } = await site.call('workflow', 'GET', `/jobs?vm_uuid=${VM}`);
  const [job] = body as readonly { readonly execution: string; readonly runner_id?: string }[];
  assert.ok(job, 'the job is there');
  return job;
}

const broken = (site: Site): readonly string[] =>
  site.datacenter.violations.map(({ invariant, by }) => `${invariant} by ${by}`);

describe('a job', () => {
  test('names the zone whose runner carries it, until it ends', async () => {
    const site = await withJob(180);
    assert.equal((await jobOf(site)).runner_id, site.zone('workflow0').uuid);
    await site.sleep(90);
    assert.deepEqual(
      [(await jobOf(site)).execution, (await jobOf(site)).runner_id],
      ['succeeded', undefined],
    );
  });

  for (const how of ['vmadm stop ZONE', 'svcadm -z ZONE disable -s wf-runner']) {
    test(`is cut off by ${how}, and cancelled when its runner has been silent for 300 s`, async () => {
      const site = await withJob(1200);
      await site.run(0, how.replace('ZONE', site.zone('workflow0').uuid));
      assert.deepEqual(broken(site), ['jobs-end by hnadm']);
      await site.sleep(230);
      assert.equal((await jobOf(site)).execution, 'running');
      await site.sleep(75);
      assert.equal((await jobOf(site)).execution, 'canceled');
    });

    test(`whose task is nearly over outlives ${how}: another runner takes it up`, async () => {
      const site = await withJob(140);
      await site.run(0, how.replace('ZONE', site.zone('workflow0').uuid));
      assert.deepEqual(broken(site), []);
      await site.sleep(60);
      assert.equal((await jobOf(site)).execution, 'succeeded');
    });
  }

  test('that a zone carries which somebody else stops is his to answer for', async () => {
    const site = await withJob(1200);
    const zones = [site.zone('workflow0').uuid];
    site.datacenter.arm([{ kind: 'operator-change', after: 0, zones, addresses: [] }], { state: 7 });
    await site.sleep(10);
    assert.match(JSON.stringify(site.datacenter.faults), /stopped by an operator/);
    assert.deepEqual(broken(site), ['jobs-end by fault']);
  });

  test('waits while there is no runner, and a job of before a save goes on after it', async () => {
    const site = threeHeadnodes();
    await site.run(0, `svcadm -z ${site.zone('workflow0').uuid} disable -s wf-runner`);
    const server = site.headnodes[2] ?? '';
    site.datacenter.arm([{ kind: 'others-job', after: 0, lasts: 10_000, vm: VM, server }], { state: 1 });
    await site.sleep(60);
    assert.equal((await jobOf(site)).execution, 'queued');
    const saved = siteOf(snapshotNamed('three-headnodes'), restoreDatacenter(site.datacenter.state()));
    await saved.run(0, `svcadm -z ${site.zone('workflow0').uuid} enable -s wf-runner`);
    await saved.sleep(30);
    assert.equal((await jobOf(saved)).execution, 'succeeded');
  });
});
