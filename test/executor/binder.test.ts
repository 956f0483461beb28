/**
 * A member of binder's ensemble moves to a server without one: same address, same id, empty data, while
 * the other two serve. What must hold is asked of the datacenter: who is in the ensemble, and what it lost.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rollback } from '../../executor/rollback.ts';
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { spreadBinders } from '../support/spread-binders.ts';
import { invoke, PROCESSES } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

const snapshot = spreadBinders();
const digest = `sha256:${'0'.repeat(64)}`;
const asked = {
  from: 'headnode0',
  to: 'headnode1',
  all: false,
  services: [],
  except: [],
  allowDegraded: false,
  toolVersion: 'test',
};
const plan = planOf(snapshot, ['binder']);
const [instance] = plan.instances;
assert.ok(instance?.create && instance.replaces, 'binder0 is replaced');
const { uuid: old } = instance.replaces;
const fresh = instance.create.candidates[0]?.uuid ?? '';

/** State, id and list of each server that is up, by zone. */
function ensemble({ datacenter }: SimulatedPlace) {
  const members = datacenter.state().maps.zookeepers.map(([, member]) => member);
  return members
    .filter(({ state }) => state !== 'down')
    .map(({ zone, id, state, servers }) => ({ zone, id, state, servers: servers.length }))
    .toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0));
}

describe('a binder that moves', () => {
  for (const leader of ['binder0', 'binder1'] as const) {
    it(`is the same member in another zone, ${leader} leading before`, async () => {
      const recording = spreadBinders(leader);
      const place = simulated(recording);
      const { end, message } = await invoke(planOf(recording, ['binder']), place, { openGates: 'all' });
      assert.equal(end, 'done', message);
      const found = ensemble(place);
      assert.deepEqual(
        found.map(({ id, servers }) => [id, servers]),
        [
          [1, 3],
          [2, 3],
          [3, 3],
        ],
      );
      assert.equal(found[0]?.zone, fresh, 'the new zone has the id of the old one');
      assert.equal(found.filter(({ state }) => state === 'leader').length, 1, 'one leads');
      await assertSound(place);
    });
  }

  it('is not begun while another member is away', async () => {
    const place = simulated(snapshot);
    const other = place.datacenter.snapshot().vmapi?.vms.find(({ alias }) => alias === 'binder2');
    const { signal } = new AbortController();
    assert.ok(other?.server_uuid, 'binder2 is somewhere');
    await place.transport.run(other.server_uuid, ['svcadm', '-z', other.uuid, 'disable', 'zookeeper'], {
      signal,
    });
    const { end, message } = await invoke(plan, place, { onFailure: 'stop' });
    assert.equal(end, 'failed', message);
    assert.match(message, /^binder\/cutover\/ensemble: no progress/);
    const zone = place.datacenter.state().maps.zones.find(([uuid]) => uuid === old);
    assert.equal(zone?.[1].running, true, 'binder0 has not been touched');
    assert.deepEqual(place.datacenter.violations, []);
  });

  it('comes back as it was when the run is undone, and the ensemble is whole again', async () => {
    const place = simulated(snapshot);
    const { end, message } = await invoke(plan, place, {});
    assert.equal(end, 'waiting', message);
    const parts = { processes: PROCESSES, ...place, events: () => undefined };
    const who = { by: 'operator', host: 'laptop', simulated: null };
    const back = await rollback(plan, parts, { ...who, signal: new AbortController().signal });
    assert.equal(back.end, 'undone', back.message);
    assert.deepEqual(
      ensemble(place).map(({ id, zone }) => [id, zone === old]),
      [
        [1, true],
        [2, false],
        [3, false],
      ],
    );
    await place.clock.sleep(600_000);
    place.datacenter.checkAfterRollback(snapshot);
    await assertSound(place);
  });

  it('is planned when nothing else but moray and manatee has to change any more', () => {
    const { plan: all } = planMigrate(snapshot, digest, { ...asked, all: true, allowDegraded: true });
    assert.ok(all, 'there is a plan');
    const cutovers = new Set(all.steps.filter(({ phase }) => phase === 'cutover').map(({ unit }) => unit));
    const order = [...cutovers].filter((unit) => !unit.startsWith('manatee'));
    assert.deepEqual(order.slice(-4), ['sapi', 'sdc', 'binder', 'moray']);
  });

  it('stays where too few others would serve, or nobody knows what they count on', () => {
    const stays = (changed: Snapshot): string | undefined => {
      const { plan: made } = planMigrate(changed, digest, { ...asked, all: true, allowDegraded: true });
      return made?.left.find(({ service }) => service === 'binder')?.code;
    };
    assert.equal(stays(snapshot), undefined, 'it moves');
    assert.equal(stays(recorded('no-ha')), 'quorum-needed', 'a single one');
    const binder = (snapshot.clusters?.binder ?? []).map((one, at) =>
      at === 2 ? { ...one, mode: null } : one,
    );
    assert.equal(
      stays({ ...snapshot, clusters: { ...snapshot.clusters, binder } }),
      'quorum-needed',
      'one silent',
    );
    const { cnapi } = snapshot;
    const servers = cnapi?.servers.map((one) =>
      one.hostname === 'headnode2' ? { ...one, status: 'unknown' } : one,
    );
    const unheard = { ...snapshot, clusters: null, cnapi: cnapi && { ...cnapi, servers: servers ?? [] } };
    assert.equal(stays(unheard), 'quorum-needed', 'a server that nobody hears from');
    assert.equal(stays(withId('7')), 'ensemble-unclear', 'another id than the list has');
    assert.equal(stays(withId(undefined)), 'ensemble-unclear', 'no id');
  });
});

/** The recording, binder0 having another ZK_ID. */
function withId(id: string | undefined): Snapshot {
  const { sapi } = snapshot;
  const metadata = id === undefined ? {} : { ZK_ID: id };
  const instances = sapi?.instances.map((one) => (one.uuid === old ? { ...one, metadata } : one)) ?? [];
  return { ...snapshot, sapi: sapi && { ...sapi, instances } };
}
