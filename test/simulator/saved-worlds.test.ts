/**
 * A saved world is a moment that stays: neither the world it was saved from nor those restored from
 * it reach it again, although they share most of what they are made of. Saved all along a rehearsal,
 * so that every kind of object is there and changes afterwards.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { run } from '../../executor/run.ts';
import type { Plan } from '../../schemas/plan.ts';
import { createDatacenter, restoreDatacenter } from '../../simulator/datacenter.ts';
import { memoryJournal } from '../../simulator/rehearsal/memory-journal.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { createStopped, snapshotNamed, threeHeadnodes } from './support/site.ts';
import { PROCESSES } from '../executor/support/run-small.ts';

/** Records between two saves. */
const EVERY = 25;

const path = new URL('../../plans/examples/three-headnodes.migrate.json', import.meta.url);
const plan = JSON.parse(readFileSync(path, 'utf8')) as Plan;

test('worlds saved during a run stay as they were, whatever goes on', async () => {
  const datacenter = createDatacenter(snapshotNamed('three-headnodes'), { seed: 1 });
  const { transport, clock } = datacenter;
  const saved: { readonly state: DatacenterState; readonly text: string }[] = [];
  const memory = memoryJournal(clock);
  const journal: typeof memory = {
    records: memory.records,
    append: (entry) => {
      const record = memory.append(entry);
      const state = datacenter.state();
      if (record.seq % EVERY === 0) saved.push({ state, text: JSON.stringify(state) });
      return record;
    },
  };
  const { end, message } = await run(
    plan,
    { transport, clock, journal, events: () => undefined, processes: PROCESSES },
    {
      until: 'commit',
      openGates: 'all',
      onFailure: 'stop',
      signal: new AbortController().signal,
      by: 'me',
      host: 'here',
      simulated: plan.snapshot.digest,
    },
  );
  assert.equal(end, 'done', message);
  for (const kind of ['jobs', 'zones', 'registrations', 'transfers'] as const) {
    assert.ok(
      saved.some(({ state }) => state.maps[kind].length > 0),
      `no ${kind} were saved`,
    );
  }
  for (const { state, text } of saved) {
    const restored = restoreDatacenter(state);
    // What went through a client ended with it: a transfer is cut.
    if (state.maps.transfers.length === 0) assert.ok(JSON.stringify(restored.state()) === text);
    // Jobs, transfers, boots and reports that were under way go on.
    await restored.clock.sleep(300_000);
    restored.snapshot();
    assert.ok(JSON.stringify(restored.state()) !== text, 'it goes on');
    assert.ok(JSON.stringify(state) === text, 'what was saved stays');
  }
});

test('what a run is never cut between is saved apart too: holds during a transfer, broken invariants', async () => {
  const site = threeHeadnodes();
  const to = 'aaaaaaaa-1111-4111-8111-000000000002';
  await createStopped(site, 'imgapi', 'imgapi1', to);
  const old = site.zone('imgapi0').uuid;
  const snapshot = `zones/${old}/data@one`;
  await site.run(0, `zfs snapshot ${snapshot}`);
  const sending = site.send(0, `zfs send ${snapshot}`, 1, `zfs recv -F -s -u zones/${to}/data`);
  await site.sleep(5);
  const state = site.datacenter.state();
  const text = JSON.stringify(state);
  assert.equal(state.maps.transfers.length, 1);
  await site.run(0, `zfs hold mine ${snapshot}`);
  // Two image stores at once.
  await site.run(1, `vmadm start ${to}`);
  await sending;
  assert.notDeepEqual(site.datacenter.violations, []);
  assert.equal(JSON.stringify(state), text);
});
