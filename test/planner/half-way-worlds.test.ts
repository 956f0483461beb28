/**
 * A snapshot taken between two phases is enough to go on: planned again, and carried out on a
 * datacenter made from nothing but that snapshot, it ends as an uninterrupted run does.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runIdOf } from '../../executor/run-id.ts';
import { planMigrate } from '../../planner/plan-migrate.ts';
import { lint } from '../../plans/lint.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { planOf, recorded, simulated, type SimulatedPlace } from '../executor/support/simulated.ts';
import { invoke } from '../executor/support/run-small.ts';

/** What {@link planOf} asks for, where no plan is expected. */
const ASKED = {
  from: 'headnode0',
  to: 'headnode1',
  all: false,
  except: [],
  allowDegraded: false,
  toolVersion: '0.1.0',
};

/** Ten minutes on: VMAPI and DNS have told of everything. */
async function later(place: SimulatedPlace): Promise<Snapshot> {
  await place.clock.sleep(600_000);
  return place.datacenter.snapshot();
}

for (const until of ['prepare', 'cutover'] as const) {
  test(`after ${until}`, async () => {
    const snapshot = recorded('no-ha');
    const first = simulated(snapshot);
    const whole = planOf(snapshot, []);
    assert.equal((await invoke(whole, first, { until })).end, 'done');
    const halfWay = await later(first);

    const rest = planOf(halfWay, []);
    assert.deepEqual(lint(rest), []);
    // That a move is half done is no trouble of the datacenter.
    const known = new Set(whole.findings.map(({ code }) => code));
    assert.deepEqual(
      rest.findings.filter(({ code }) => !known.has(code)),
      [],
    );
    const second = simulated(halfWay);
    const { end, message } = await invoke(rest, second, { openGates: 'all' });
    assert.equal(end, 'done', message);
    assert.deepEqual(second.datacenter.violations, []);
    assert.deepEqual(planOf(await later(second), []).steps, []);
  });
}

test('a service asked for by name that has been moved is no error, and nothing is left to do', async () => {
  const snapshot = recorded('no-ha');
  const place = simulated(snapshot);
  assert.equal((await invoke(planOf(snapshot, ['vmapi']), place, { openGates: 'all' })).end, 'done');
  assert.deepEqual(planOf(await later(place), ['vmapi']).steps, []);
});

test('after a new zone was made, and its data not yet copied', async () => {
  const snapshot = recorded('three-headnodes');
  const place = simulated(snapshot);
  const stop = new AbortController();
  const journal: typeof place.journal = {
    ...place.journal,
    append: (entry) => {
      if (entry.record === 'done' && entry.step === 'docker/prepare/create') stop.abort();
      return place.journal.append(entry);
    },
  };
  const { end } = await invoke(planOf(snapshot, ['docker']), { ...place, journal }, { signal: stop.signal });
  assert.equal(end, 'interrupted');
  const halfWay = await later(place);
  const second = simulated(halfWay);
  assert.equal((await invoke(planOf(halfWay, ['docker']), second, { openGates: 'all' })).end, 'done');
  assert.deepEqual(second.datacenter.violations, []);
});

test('a maintenance that a killed run has left open is told as that, with the run', async () => {
  const snapshot = recorded('three-headnodes');
  const place = simulated(snapshot);
  const plan = planOf(snapshot, ['imgapi']);
  const seen: Snapshot[] = [];
  const journal: typeof place.journal = {
    ...place.journal,
    append: (entry) => {
      if (entry.record === 'bracket-opened' && entry.bracket === 'maintenance/cutover/read-only')
        seen.push(place.datacenter.snapshot());
      return place.journal.append(entry);
    },
  };
  await invoke(plan, { ...place, journal });
  const [killed] = seen;
  assert.ok(killed, 'it was in maintenance');
  const found = planOf(killed, ['imgapi']).findings.find(({ code }) => code === 'maintenance-left-open');
  assert.match(found?.message ?? '', new RegExp(`Run ${runIdOf(plan)} of hnadm .*--close`));
});

test('a zone whose only NIC an unfinished move has taken is told as that, and how to go on', async () => {
  const snapshot = recorded('no-ha');
  const place = simulated(snapshot);
  const [old] = planOf(snapshot, ['rabbitmq']).instances.map(({ replaces }) => replaces);
  const seen: Snapshot[] = [];
  const transport: typeof place.transport = {
    ...place.transport,
    // The create's first request: the NIC is off the old zone, and there is no new one.
    request: (to, request) => {
      if (to.service === 'sapi' && request.method === 'POST') seen.push(place.datacenter.snapshot());
      return place.transport.request(to, request);
    },
  };
  await invoke(planOf(snapshot, ['rabbitmq']), { ...place, transport });
  const [killed] = seen;
  assert.ok(killed && old, 'it was killed in between');
  const { plan, findings } = planMigrate(killed, 'sha256:0', { ...ASKED, services: ['rabbitmq'] });
  assert.equal(plan, null);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error').map(({ code, subject }) => [code, subject]),
    [['nic-under-way', old.alias]],
  );
});
