/**
 * Whether a plan does what its snapshot asks for: every zone accounted for, each replacement with
 * the right image, NICs, addresses, names and data.
 */
import assert from 'node:assert/strict';
import type { Plan, PlannedCreate, PlannedInstance } from '../../../schemas/plan.ts';
import type { Snapshot } from '../../../schemas/snapshot.ts';
import { whyNotFree } from './addresses.ts';
import { isKept, REFILLED, type Expected } from './expected.ts';
import { imageChain, providedTags, seenNetwork, type SeenZone } from './reading.ts';
import { waitsFor } from './rules.ts';

/** Each zone on the source moves or is left, exactly once, and nothing else appears. */
export function everyZoneIsToldOnce(plan: Plan, expected: Expected): void {
  const moved = plan.instances.map((one) => one.replaces?.uuid as string | undefined);
  const going = [...expected.moves, ...expected.removed];
  assert.deepEqual(sorted(moved), sorted(going.map(({ uuid }) => uuid)), 'what moves');
  for (const { uuid, alias } of expected.removed) {
    const instance = plan.instances.find((one) => one.replaces?.uuid === uuid);
    assert.ok(instance?.create === null && instance.existing === null, `something replaces ${alias}`);
  }
  const left = plan.left.map(({ instance }) => instance.uuid as string);
  assert.deepEqual(sorted(left), sorted([...expected.stays.keys()]), 'what is left');
  for (const { instance, code } of plan.left) {
    const wanted = expected.stays.get(instance.uuid);
    if (wanted !== null) assert.equal(code, wanted, `why ${instance.alias} is left`);
  }
  const deleted = plan.steps.flatMap((step) =>
    step.action === 'instance.delete' ? [step.params.instance as string] : [],
  );
  const keys = plan.instances.map(({ key }) => key as string);
  assert.deepEqual(sorted(deleted), sorted(keys), 'each moved zone is deleted once');
}

/** Each replacement is what its zone was, on the target. */
export function replacementsAreTrue(plan: Plan, snapshot: Snapshot, expected: Expected): void {
  for (const zone of expected.moves) {
    const tags = providedTags(snapshot, zone.target);
    const instance = plan.instances.find((one) => one.replaces?.uuid === zone.uuid);
    const create = instance?.create;
    assert.ok(instance && create, `${zone.alias} gets a new zone`);
    assert.equal(instance.service, zone.service);
    assert.equal(create.server, zone.target, `server of ${instance.key}`);
    assert.equal(create.image, zone.image, `image of ${instance.key}`);
    assert.deepEqual(
      sorted(create.nics.map(({ network }) => network)),
      sorted(zone.nics.map(({ network }) => network)),
      `networks of ${instance.key}`,
    );
    assert.equal(
      create.nics.filter(({ primary }) => primary).length,
      1,
      `one primary NIC of ${instance.key}`,
    );
    for (const nic of create.nics) {
      assert.equal(nic.nicTag, seenNetwork(snapshot, nic.network)?.nic_tag);
      assert.ok(tags.has(nic.nicTag), `the target has no NIC with the tag ${nic.nicTag}`);
    }
    assert.equal(create.candidates.length, 3);
    for (const { macs } of create.candidates) assert.equal(macs.length, create.nics.length);
    addressesAreRight(plan, snapshot, instance, create, zone);
    dataIsCarried(plan, instance, zone);
    sizeIsKept(plan, snapshot, instance, zone);
  }
}

function addressesAreRight(
  plan: Plan,
  snapshot: Snapshot,
  { key }: PlannedInstance,
  create: PlannedCreate,
  zone: SeenZone,
): void {
  for (const nic of create.nics) {
    const reservation = plan.reservations.filter(
      ({ ip, network }) => ip === nic.ip && network === nic.network,
    );
    assert.equal(reservation.length, 1, `${nic.ip} of ${key} is reserved once`);
    const [reserved] = reservation;
    assert.equal(reserved?.instance, key);
    const before = zone.nics.find(({ ip }) => ip === nic.ip);
    const stays = isKept(zone.service, nic.nicTag);
    assert.equal(reserved.source === 'takeover', stays, `whether ${nic.ip} of ${key} is taken over`);
    assert.equal(before !== undefined, stays, `whether ${nic.ip} is the one ${zone.alias} had`);
    if (before !== undefined) {
      const moves = passing(plan).filter((mac) => mac === before.mac);
      assert.equal(moves.length, 1, `${nic.ip} moves with its MAC`);
      continue;
    }
    const network = seenNetwork(snapshot, nic.network);
    assert.ok(network);
    assert.equal(whyNotFree(snapshot, network, nic.ip), null, `${nic.ip} for ${key}`);
  }
}

function dataIsCarried(plan: Plan, { key }: PlannedInstance, zone: SeenZone): void {
  const moves = plan.datasets.filter(({ to }) => to.instance === key);
  assert.equal(moves.length, zone.dataset ? 1 : 0, `dataset of ${zone.alias}`);
  const [move] = moves;
  if (move === undefined) return;
  assert.equal(move.from.dataset, `zones/${zone.uuid}/data`);
  // A dataset that its service should not have was given by hand: nobody knows what is on it.
  const travels = !REFILLED.has(zone.service);
  assert.equal(move.method === 'send-increment', travels, `whether ${zone.alias}'s data travels`);
  if (move.method !== 'send-increment') return;
  for (const action of ['dataset.copy', 'dataset.increment'] as const) {
    const steps = plan.steps.filter((step) => step.action === action && step.params.instance === key);
    assert.equal(steps.length, 1, `${action} of ${key}`);
  }
}

function sizeIsKept(plan: Plan, snapshot: Snapshot, { key }: PlannedInstance, zone: SeenZone): void {
  const step = plan.steps.find((one) => one.action === 'zone.create' && one.params.instance === key);
  assert.ok(step?.action === 'zone.create');
  const service = snapshot.sapi?.services.find(({ name }) => name === zone.service);
  const params: Readonly<Record<string, unknown>> = { ...service?.params, ...step.params.params };
  if (zone.dataset) assert.equal(params['delegate_dataset'], true, `delegated dataset of ${key}`);
  for (const name of ['quota', 'max_physical_memory', 'cpu_cap'] as const)
    if (zone.vm !== undefined) assert.equal(Number(params[name]), zone.vm[name], `${name} of ${key}`);
}

/** Every image of a chain that the target lacks is installed before the zone is created, origin first. */
export function imagesComeFirst(plan: Plan, snapshot: Snapshot): void {
  const before = waitsFor(plan);
  const isThere = (server: string, image: string): boolean =>
    snapshot.globalZones?.[server]?.images?.includes(image as never) === true;
  const installs = new Map<string, string>();
  for (const step of plan.steps) {
    if (step.action !== 'image.install') continue;
    const { server, image } = step.params;
    assert.ok(!installs.has(`${server} ${image}`), `${image} is installed twice`);
    assert.ok(!isThere(server, image), `${image} is installed already`);
    installs.set(`${server} ${image}`, step.id);
  }
  for (const step of plan.steps) {
    if (step.action !== 'zone.create') continue;
    const create = plan.instances.find(({ key }) => key === step.params.instance)?.create;
    assert.ok(create, `${step.id} makes nothing`);
    let later = step.id as string;
    for (const one of imageChain(snapshot, create.image) ?? []) {
      if (isThere(create.server, one)) continue;
      const install = installs.get(`${create.server} ${one}`);
      assert.ok(install !== undefined, `${one} is never installed`);
      assert.ok(before.get(later)?.has(install), `${later} does not wait for ${install}`);
      later = install;
    }
  }
}

/** Nothing the plan gives out is given out twice or is somebody's already. */
export function namesAreNew(plan: Plan, snapshot: Snapshot): void {
  const uuids = plan.instances.flatMap(({ create }) => create?.candidates.map(({ uuid }) => uuid) ?? []);
  const macs = plan.instances.flatMap(({ create }) => create?.candidates.map((one) => one.macs) ?? []);
  const fresh = plan.reservations.filter(({ source }) => source !== 'takeover');
  unique('UUID', uuids);
  unique(
    'alias',
    plan.instances.map(({ key }) => key),
  );
  unique(
    'address',
    plan.reservations.map(({ ip, network }) => `${network}/${ip}`),
  );
  const known = new Set<string>([
    ...(snapshot.vmapi?.vms.map(({ uuid }) => uuid) ?? []),
    ...(snapshot.sapi?.instances.map(({ uuid }) => uuid) ?? []),
    ...(snapshot.cnapi?.servers.map(({ uuid }) => uuid) ?? []),
  ]);
  for (const uuid of uuids) assert.ok(!known.has(uuid), `UUID ${uuid} was used before`);
  macsAreNew(plan, snapshot, macs.flat());
  const owner = snapshot.sapi?.applications.find(({ name }) => name === 'sdc')?.owner_uuid;
  const aliases = new Set<string>([
    ...(snapshot.sapi?.instances.flatMap(({ params }) => params?.alias ?? []) ?? []),
    ...(snapshot.vmapi?.vms.flatMap((vm) =>
      vm.owner_uuid === owner && vm.state !== 'destroyed' && vm.state !== 'failed' ? [vm.alias ?? ''] : [],
    ) ?? []),
  ]);
  for (const { create } of plan.instances)
    if (create) assert.ok(!aliases.has(create.alias), `alias ${create.alias} is in use`);
  for (const { ip } of fresh)
    assert.ok(
      snapshot.napi?.nics.every((nic) => nic.ip !== ip),
      `${ip} is on a NIC`,
    );
}

/** Of a candidate's MACs only those of taken-over NICs are known already. */
function macsAreNew(plan: Plan, snapshot: Snapshot, macs: readonly string[]): void {
  const moving = new Set(passing(plan));
  const made = macs.filter((mac) => !moving.has(mac));
  unique('MAC', made);
  const known = new Set<string>([
    ...(snapshot.napi?.nics.map(({ mac }) => mac) ?? []),
    ...(snapshot.vmapi?.vms.flatMap((vm) => vm.nics?.map(({ mac }) => mac) ?? []) ?? []),
  ]);
  for (const mac of made) assert.ok(!known.has(mac), `MAC ${mac} is in use`);
}

/** MACs that go from an old zone to its new one: moved there, or created with. */
function passing(plan: Plan): readonly string[] {
  return plan.steps.flatMap((step) => {
    if (step.action === 'nic.move') return [step.params.mac];
    return step.action === 'zone.create' ? (step.params.takes ?? []).map(({ mac }) => mac) : [];
  });
}

function unique(what: string, values: readonly string[]): void {
  const seen = new Set<string>();
  for (const value of values) {
    assert.ok(!seen.has(value), `${what} ${value} is given out twice`);
    seen.add(value);
  }
}

function sorted(values: readonly (string | undefined)[]): readonly string[] {
  return values.map(String).sort();
}
