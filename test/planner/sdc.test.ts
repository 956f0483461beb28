/** What is special about planning the move of the sdc zone: its order, its tools, and addresses that others know. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from '../../plans/lint.ts';
import type { Plan } from '../../schemas/plan.ts';
import { planChanged } from './support/plan-changed.ts';

type Json = Record<string, unknown>;
interface Recorded {
  vmapi: { vms: (Json & { alias?: string; uuid: string; nics: Json[] })[] };
  napi: { networks: { uuid: string; nic_tag: string }[]; nics: Json[]; ips: Record<string, Json[]> };
}

const plan = (change: (dc: Recorded) => void = () => undefined) =>
  planChanged('three-headnodes', change, ['sdc']);

const IP = '10.88.88.200';
const MAC = '90:b8:d0:00:00:01';

/** Gives the zone a NIC on the external network, as RFD 67 does by hand. */
function outside({ vmapi, napi }: Recorded): void {
  const sdc = vmapi.vms.find(({ alias }) => alias === 'sdc0');
  const network = napi.networks.find(({ nic_tag: tag }) => tag === 'external');
  assert.ok(sdc && network);
  const place = { mac: MAC, ip: IP, nic_tag: 'external', network_uuid: network.uuid };
  sdc.nics.push(place);
  const owner = { belongs_to_type: 'zone', belongs_to_uuid: sdc.uuid, owner_uuid: sdc['owner_uuid'] };
  napi.nics.push({ ...place, ...owner, primary: false, state: 'running' });
  const ips = (napi.ips[network.uuid] ??= []);
  ips.push({ ip: IP, network_uuid: network.uuid, reserved: false, free: false, ...owner });
}

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);

test('what it does ends before the zone stops, and the tools follow', () => {
  const made = plan();
  assert.ok(made.plan);
  assert.deepEqual(
    ids(made.plan)
      .filter((id) => id.startsWith('sdc/cutover/'))
      .map((id) => id.split('/')[2]),
    'quiet unregister stop-old start await in-dns out-of-dns settle link verify renumber-1'.split(' '),
  );
  assert.ok(ids(made.plan).indexOf('sdc/commit/unlink') > ids(made.plan).indexOf('sdc/commit/delete-old'));
  assert.ok(!made.findings.some(({ code }) => code === 'sdc-outside'));
});

test('an address outside stays, and whoever admits it is to be looked at', () => {
  const made = plan(outside);
  assert.ok(made.plan, JSON.stringify(made.findings));
  assert.deepEqual(lint(made.plan), []);
  const move = made.plan.steps.find(({ action }) => action === 'nic.move');
  assert.ok(move?.action === 'nic.move');
  assert.deepEqual([move.params.ip, move.params.mac], [IP, MAC]);
  const told = made.findings.find(({ code }) => code === 'sdc-outside');
  assert.match(told?.message ?? '', /from 10\.88\.88\.200, which sdc1 keeps/);
});
