/** dhcpd moves like any other, but for what its NIC is allowed, and where the target has one of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke } from '../executor/support/run-small.ts';
import { assertSound, planOf, recorded, simulated } from '../executor/support/simulated.ts';

const snapshot = recorded('no-ha');

test('the old one serves until the new one has filled its cache', async () => {
  const plan = planOf(snapshot, ['dhcpd']);
  const place = simulated(snapshot);
  assert.equal((await invoke(plan, place, { openGates: 'all' })).end, 'done');
  await assertSound(place);
  const at = (record: string, step: string) =>
    Date.parse(
      place.journal.records.find((one) => one.record === record && 'step' in one && one.step === step)?.at ??
        '',
    );
  const beside = at('intent', 'dhcpd/cutover/unregister') - at('done', 'dhcpd/cutover/await');
  assert.ok(beside >= 300_000, `${String(beside)} ms`);
});

test('the new one may answer DHCP, as NAPI, VMAPI and the plan say', async () => {
  const plan = planOf(snapshot, ['dhcpd']);
  assert.equal(plan.instances[0]?.create?.nics[0]?.allowDhcpSpoofing, true);
  const place = simulated(snapshot);
  assert.equal((await invoke(plan, place, { openGates: 'all' })).end, 'done');
  const { napi, vmapi } = place.datacenter.snapshot();
  const uuid = plan.instances[0].create.candidates[0]?.uuid;
  const nic = napi?.nics.find((one) => one.belongs_to_uuid === uuid);
  assert.equal(nic?.['allow_dhcp_spoofing'], true);
  const row = vmapi?.vms.find((vm) => vm.uuid === uuid);
  assert.equal(row?.nics?.[0]?.['allow_dhcp_spoofing'], true);
});

test('a headnode is not said to lack what the plan moves there', () => {
  const missing = (services: readonly string[]): readonly string[] =>
    planOf(snapshot, services).findings.flatMap(({ code, message }) =>
      code === 'dhcpd-missing' ? [message] : [],
    );
  assert.match(missing(['papi']).join(), /no dhcpd on headnode1/);
  assert.deepEqual(missing(['dhcpd']), []);
});

test('one on a headnode whose target has one too is left, and the reason says until when', async () => {
  const place = simulated(snapshot);
  assert.equal((await invoke(planOf(snapshot, ['dhcpd']), place, { openGates: 'all' })).end, 'done');
  await place.clock.sleep(600_000);
  // The same zone again, on the headnode that was emptied: each headnode has one now.
  const after = place.datacenter.snapshot();
  const made = after.sapi?.instances.find(({ params }) => params?.alias === 'dhcpd1');
  const old = snapshot.sapi?.instances.find(({ params }) => params?.alias === 'dhcpd0');
  const row = snapshot.vmapi?.vms.find(({ uuid }) => uuid === old?.uuid);
  assert.ok(made && old && row && after.sapi && after.vmapi);
  const uuid = '0dd00000-0000-4000-8000-000000000001' as typeof old.uuid;
  const twice = {
    ...after,
    sapi: { ...after.sapi, instances: [...after.sapi.instances, { ...old, uuid }] },
    vmapi: { vms: [...after.vmapi.vms, { ...row, uuid }] },
  };
  const { left, instances } = planOf(twice, []);
  assert.ok(instances.every(({ service }) => service !== 'dhcpd'));
  const told = left.find(({ instance }) => instance.uuid === uuid);
  assert.equal(told?.code, 'one-on-each');
  assert.match(told.why, /headnode1 has dhcpd1: this one goes when headnode0 is decommissioned/);
});
