/**
 * A snapshot taken half-way, planned again, gives what is left: the zone that the first plan made is
 * recognised by its UUID and taken up. Each test puts a datacenter into one state between two steps.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { lint } from '../../plans/lint.ts';
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { Plan } from '../../schemas/plan.ts';
import { validateSnapshot } from '../../schemas/validate.ts';

type Json = Record<string, unknown>;
interface Recorded {
  sapi: { instances: Json[] };
  napi: { ips: Record<string, Json[]>; nics: Json[] };
  vmapi: { vms: Json[] };
}

const text = readFileSync('test/snapshots/no-ha.json', 'utf8');

function plan(snapshot: unknown, service: string): ReturnType<typeof planMigrate> {
  const checked = validateSnapshot(snapshot);
  assert.ok(checked.ok, checked.ok ? '' : checked.problems.join('\n'));
  return planMigrate(checked.value, `sha256:${'0'.repeat(64)}`, {
    from: 'headnode0',
    to: 'headnode1',
    all: false,
    services: [service],
    except: [],
    allowDegraded: false,
    toolVersion: 'test',
  });
}

function planned(snapshot: unknown, service: string): Plan {
  const { plan: made, findings } = plan(snapshot, service);
  assert.ok(made, findings.map((finding) => finding.message).join('\n'));
  assert.deepEqual(lint(made), []);
  return made;
}

/** The datacenter with the first plan's new zone in it, both zones in the given states. */
function halfWay(service: string, states: { readonly old: string; readonly new: string }): Recorded {
  const dc = JSON.parse(text) as Recorded;
  const first = planned(dc, service);
  const [instance] = first.instances;
  assert.ok(instance?.create && instance.replaces);
  const { create, replaces } = instance;
  const uuid = create.candidates[0]?.uuid;
  const old = dc.vmapi.vms.find((vm) => vm['uuid'] === replaces.uuid);
  const record = dc.sapi.instances.find((one) => one['uuid'] === replaces.uuid);
  assert.ok(old && record && uuid);
  old['state'] = states.old;
  const params = { alias: create.alias, server_uuid: create.server };
  dc.sapi.instances.push({ ...record, uuid, params });
  const nics = create.nics
    .map((nic, index) => ({ nic, mac: create.candidates[0]?.macs[index] }))
    .filter(({ nic }) => first.reservations.some((one) => one.ip === nic.ip && one.source !== 'takeover'))
    .map(({ nic, mac }) => ({
      mac,
      ip: nic.ip,
      nic_tag: nic.nicTag,
      network_uuid: nic.network,
      primary: nic.primary,
    }));
  const datasets = Array.isArray(old['datasets']) && old['datasets'].length > 0 ? [`zones/${uuid}/data`] : [];
  dc.vmapi.vms.push({
    ...old,
    uuid,
    alias: create.alias,
    server_uuid: create.server,
    state: states.new,
    nics,
    datasets,
  });
  return dc;
}

const actions = (made: Plan): string[] => made.steps.map((step) => step.action);

describe('a move that was cut short', () => {
  test('the new zone made and not started: it is not made again, everything else follows', () => {
    const made = planned(halfWay('vmapi', { old: 'running', new: 'stopped' }), 'vmapi');
    assert.ok(
      !actions(made).some((action) => ['zone.create', 'address.reserve', 'image.install'].includes(action)),
    );
    assert.deepEqual(made.reservations, []);
    assert.equal(made.instances[0]?.create, null);
    assert.ok(made.instances[0].existing);
    for (const action of ['zone.start', 'zone.stop', 'service.verify', 'gate.commit', 'instance.delete']) {
      assert.ok(actions(made).includes(action), action);
    }
  });

  test('both zones of a service that may run twice run: the old one leaves', () => {
    const made = planned(halfWay('vmapi', { old: 'running', new: 'running' }), 'vmapi');
    assert.ok(!actions(made).includes('zone.start'));
    assert.ok(actions(made).includes('registrar.disable') && actions(made).includes('zone.stop'));
  });

  test('cut over, not yet deleted: nothing is stopped or started, and data is not copied again', () => {
    const made = planned(halfWay('amonredis', { old: 'stopped', new: 'running' }), 'amonredis');
    const forbidden = ['zone.start', 'zone.stop', 'dataset.copy', 'dataset.increment', 'registrar.disable'];
    assert.ok(!actions(made).some((action) => forbidden.includes(action)));
    assert.ok(actions(made).includes('instance.delete') && actions(made).includes('service.verify'));
  });

  test('both stopped: the data goes over before the new one starts', () => {
    const made = planned(halfWay('amonredis', { old: 'stopped', new: 'stopped' }), 'amonredis');
    const order = actions(made).filter((action) =>
      ['dataset.copy', 'dataset.increment', 'zone.start', 'zone.stop'].includes(action),
    );
    assert.deepEqual(order, ['dataset.copy', 'dataset.increment', 'zone.start']);
  });

  test('two running zones with data of their own: a person must say which is true', () => {
    const { plan: made, findings } = plan(
      halfWay('amonredis', { old: 'running', new: 'running' }),
      'amonredis',
    );
    assert.equal(made, null);
    assert.deepEqual(
      findings.filter((one) => one.severity === 'error').map((one) => one.code),
      ['both-running'],
    );
  });

  test('a second instance that no move made is an error', () => {
    const dc = halfWay('vmapi', { old: 'running', new: 'running' });
    const stranger = dc.sapi.instances.at(-1);
    const row = dc.vmapi.vms.at(-1);
    assert.ok(stranger && row);
    stranger['uuid'] = row['uuid'] = '11111111-1111-4111-8111-111111111111';
    const { plan: made, findings } = plan(dc, 'vmapi');
    assert.equal(made, null);
    assert.ok(findings.some((one) => one.code === 'singleton-twice'));
  });

  test('the kept address still to move: it moves from the old zone to the one that is there', () => {
    const made = planned(halfWay('adminui', { old: 'running', new: 'stopped' }), 'adminui');
    assert.deepEqual(
      made.reservations.map((one) => one.source),
      ['takeover'],
    );
    assert.ok(actions(made).includes('nic.move'));
    assert.equal(made.brackets.length, 1);
  });
});
