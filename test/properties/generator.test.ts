/**
 * The generated datacenters themselves: valid, consistent, always the same. Everything that the
 * other properties prove rests on this.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { recipes } from '../support/datacenter/arbitrary.ts';
import { buildDatacenter } from '../support/datacenter/build.ts';
import { holds, runs } from '../support/property.ts';

const sound = recipes({ sound: true });

test('the same recipe gives the same bytes', () => {
  holds(recipes(), runs(30), (recipe) => {
    assert.equal(JSON.stringify(buildDatacenter(recipe)), JSON.stringify(buildDatacenter(recipe)));
  });
});

test('UUIDs, MACs and addresses are given out once', () => {
  holds(recipes(), runs(80), (recipe) => {
    const snapshot = buildDatacenter(recipe);
    unique(snapshot.vmapi?.vms.map((vm) => vm.uuid) ?? []);
    unique(snapshot.sapi?.instances.map((instance) => instance.uuid) ?? []);
    unique(snapshot.napi?.nics.map((nic) => nic.mac) ?? []);
    unique(snapshot.napi?.nics.flatMap((nic) => (nic.ip === undefined ? [] : [nic.ip])) ?? []);
    for (const records of Object.values(snapshot.napi?.ips ?? {})) unique(records.map(({ ip }) => ip));
  });
});

test('SAPI, VMAPI and NAPI agree where nothing odd was drawn', () => {
  holds(sound, runs(50), (recipe) => {
    agree(
      buildDatacenter({
        ...recipe,
        oddities: [],
        admin: { ...recipe.admin, fill: [] },
        others: recipe.others.map((other) => ({ ...other, fill: [] })),
      }),
    );
  });
});

test('the arbitraries reach what properties are about', () => {
  const seen = new Set<string>();
  const drawn = fc.sample(recipes(), { numRuns: 400, seed: 7 });
  for (const { headnodes, services, parts, admin, oddities } of drawn) {
    seen.add(`${String(headnodes.length)} headnodes`);
    for (const server of headnodes) seen.add(server.state).add(server.pool).add(server.nicTags);
    for (const service of services) {
      seen.add(service.image).add(`${String(service.origins)} origins`);
      for (const instance of service.instances) seen.add(instance.params).add(`zone ${instance.zone}`);
    }
    for (const [name, how] of Object.entries(parts)) seen.add(`${name} ${how}`);
    for (const fill of admin.fill) seen.add(`address ${fill}`);
    for (const { kind } of oddities) seen.add(kind);
  }
  const wanted = [
    '1 headnodes',
    '5 headnodes',
    'rebooting',
    'full',
    'admin-only',
    'missing',
    '3 origins',
    'no-server',
    'zone unknown',
    'vmapi null',
    'imgapi absent',
    'address marked',
    'address metadata',
    'failed-row',
    'manta-application',
  ];
  assert.deepEqual(
    wanted.filter((one) => !seen.has(one)),
    [],
  );
});

function unique(values: readonly string[]): void {
  assert.equal(new Set(values).size, values.length, 'something was given out twice');
}

function agree(snapshot: Snapshot): void {
  const { sapi, vmapi, napi } = snapshot;
  assert.ok(sapi && vmapi && napi);
  const vms = new Map(vmapi.vms.map((vm) => [vm.uuid, vm]));
  const nics = new Map(napi.nics.map((nic) => [nic.mac, nic]));
  const records = new Map(
    Object.values(napi.ips)
      .flat()
      .map((record) => [record.ip, record]),
  );
  for (const instance of sapi.instances) {
    if (instance.type === 'agent') continue;
    const vm = vms.get(instance.uuid);
    assert.ok(vm, `${instance.uuid} has a row`);
    if (instance.params?.alias !== undefined) assert.equal(vm.alias, instance.params.alias);
    if (instance.params?.server_uuid !== undefined) assert.equal(vm.server_uuid, instance.params.server_uuid);
    for (const nic of vm.nics ?? []) {
      assert.equal(nics.get(nic.mac)?.belongs_to_uuid, vm.uuid);
      assert.equal(records.get(nic.ip ?? '')?.belongs_to_uuid, vm.uuid);
    }
  }
}
