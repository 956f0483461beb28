/**
 * What can be done about a run that nobody goes on with: whatever it held open when it was killed is
 * closed, and it can be ended for good, but not while anything is open.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { abandonRun } from '../../executor/abandon-run.ts';
import { closeRun } from '../../executor/close-run.ts';
import type { RunNews } from '../../executor/events.ts';
import { fold } from '../../executor/fold.ts';
import type { JournalSink } from '../../executor/journal-sink.ts';
import { leftBehind, stillLocked } from '../../executor/left-behind.ts';
import { readMirroredRun } from '../../executor/mirrored-run.ts';
import { runIdOf } from '../../executor/run-id.ts';
import { RunRefused } from '../../executor/run-refused.ts';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { memoryJournal } from './support/memory-journal.ts';
import { invoke, PROCESSES } from './support/run-small.ts';
import { assertSound, locksOf, planOf, recorded, simulated } from './support/simulated.ts';

const snapshot = recorded('no-ha');
const plan = planOf(snapshot, ['adminui']);
const who = { by: 'me', host: 'here', simulated: null } as const;

/** The datacenter and the journal as a kill after each record leaves them. */
async function cuts() {
  const place = simulated(snapshot);
  const states: DatacenterState[] = [];
  const journal: JournalSink = {
    records: place.journal.records,
    append: (entry) => {
      const record = place.journal.append(entry);
      states.push(place.datacenter.state());
      return record;
    },
  };
  const { end } = await invoke(plan, { ...place, journal }, { openGates: 'all' });
  assert.equal(end, 'done');
  return states.map((state, n) => {
    const datacenter = restoreDatacenter(JSON.parse(JSON.stringify(state)) as DatacenterState);
    const records = place.journal.records.slice(0, n + 1);
    const news: RunNews[] = [];
    return {
      ...datacenter,
      datacenter,
      journal: memoryJournal(datacenter.clock, records),
      news,
      processes: PROCESSES,
      events: (one: RunNews) => news.push(one),
      warn: () => undefined,
      confirm: () => Promise.resolve(),
    };
  });
}

describe('closing a run', () => {
  it('closes what a kill left open, journals it, and the run goes on afterwards', async () => {
    let wereOpen = 0;
    for (const here of await cuts()) {
      const about = `record ${String(here.journal.records.length)}`;
      const open = [...fold(here.journal.records).brackets.values()].some((one) => one !== 'closed');
      if (!open) continue;
      wereOpen += 1;
      await assert.rejects(abandonRun(plan, here, { ...who, reason: 'no' }), RunRefused);
      const before = fold(here.journal.records).steps;
      await closeRun(plan, here, who);
      const after = fold(here.journal.records);
      assert.ok(
        [...after.brackets.values()].every((one) => one === 'closed'),
        about,
      );
      assert.deepEqual([...after.steps], [...before], `${about}: no step is touched`);
      assert.equal(here.news.filter(({ kind }) => kind === 'run-ended').length, 1);
      assert.ok(here.news.every(({ kind }) => kind !== 'step-started'));
      const { end, message } = await invoke(plan, here, { openGates: 'all' });
      assert.equal(end, 'done', `${about}: ${message}`);
      await assertSound(here, about);
    }
    assert.ok(wereOpen > 10, String(wereOpen));
  });

  it('is refused where there is no run', async () => {
    const place = { ...simulated(snapshot), events: () => undefined, processes: PROCESSES };
    await assert.rejects(closeRun(plan, place, who), RunRefused);
    assert.equal(place.journal.records.length, 0);
  });
});

describe('abandoning a run', () => {
  it('ends it here and on the headnode that mirrors it', async () => {
    const all = await cuts();
    const here = all[8];
    assert.ok(here !== undefined);
    await abandonRun(plan, here, { ...who, reason: 'another way' });
    const files = JSON.stringify(here.datacenter.state().maps.files);
    assert.ok(files.includes('another way'), 'it is there by now, not some time later');
    assert.deepEqual(locksOf(here), [], 'the lock that the kill left is gone');
    const { records } = here.journal;
    assert.equal(records.at(-1)?.record, 'abandoned');
    const headnode = { uuid: plan.intent.to.uuid, hostname: 'headnode1' };
    const signal = new AbortController().signal;
    const there = await readMirroredRun({ ...here, signal }, headnode, runIdOf(plan));
    assert.deepEqual(there.records, records);
    await assert.rejects(invoke(plan, here), /this run was abandoned/);
    await assert.rejects(closeRun(plan, here, who), /this run was abandoned/);
    await assert.rejects(abandonRun(plan, here, { ...who, reason: 'again' }), /nothing to abandon/);
  });
});

describe('abandoning what is none', () => {
  it('is refused where there is no run, or it is one on another world', async () => {
    const place = {
      ...simulated(snapshot),
      warn: () => undefined,
      confirm: () => Promise.resolve(),
      processes: PROCESSES,
    };
    const why = { ...who, reason: 'no' };
    await assert.rejects(abandonRun(plan, place, why), /no run of this plan is known here/);
    assert.equal(place.journal.records.length, 0);
    const here = (await cuts())[8];
    assert.ok(here !== undefined);
    const { length } = here.journal.records;
    await assert.rejects(abandonRun(plan, here, { ...why, simulated: plan.snapshot.digest }), RunRefused);
    const other = planOf(snapshot, ['fwapi']);
    await assert.rejects(abandonRun(other, here, why), /the journal is of plan/);
    assert.equal(here.journal.records.length, length);
  });
});

describe('what a run leaves locked', () => {
  const locked = (state: Parameters<typeof stillLocked>[1]) =>
    stillLocked(plan, state).map(({ server, state: how }) => ({ server, how }));

  it('is told where it was killed, until it goes on or is given up', async () => {
    const here = (await cuts())[8];
    assert.ok(here !== undefined);
    const state = fold(here.journal.records);
    assert.ok(state.locked.length > 0);
    assert.deepEqual(
      locked(state),
      state.locked.map((server) => ({ server, how: 'lock' })),
    );
    await abandonRun(plan, here, { ...who, reason: 'another way' });
    assert.deepEqual(locked(fold(here.journal.records)), []);
  });

  it('is nothing after a run that ended, and a latch after a failed commit step', async () => {
    const place = simulated(snapshot);
    await invoke(plan, place, { openGates: 'all' });
    const state = fold(place.journal.records);
    assert.deepEqual(locked(state), []);
    const final = plan.steps.findLast(({ irreversible }) => irreversible)?.id;
    assert.ok(final !== undefined);
    const server = plan.intent.to.uuid;
    const steps = new Map([...state.steps, [final, 'failed'] as const]);
    for (const phase of ['ended', 'abandoned'] as const)
      assert.deepEqual(locked({ ...state, phase, steps, locked: [server] }), [{ server, how: 'latch' }]);
  });
});

describe('what a run leaves behind', () => {
  it('is told for as long as it may be there, address, zones and snapshots', async () => {
    const place = simulated(snapshot);
    const move = planOf(snapshot, ['imgapi']);
    const kinds = () =>
      leftBehind(move, fold(place.journal.records)).map(({ kind, object }) => `${kind} ${object}`);
    const [instance] = move.instances;
    const [address] = move.reservations;
    const created = instance?.create?.candidates[0]?.uuid ?? '';
    await invoke(move, place, { until: 'prepare' });
    const prepared = kinds();
    assert.ok(prepared.includes(`address ${address?.ip ?? ''}`));
    assert.ok(prepared.includes(`zone ${instance?.create?.alias ?? ''} ${created}`));
    assert.equal(prepared.filter((one) => one.startsWith('snapshot ')).length, 1);
    await invoke(move, place);
    const served = kinds();
    assert.ok(served.includes(`zone ${instance?.replaces?.alias ?? ''} ${instance?.replaces?.uuid ?? ''}`));
    assert.equal(served.filter((one) => one.startsWith('snapshot ')).length, 2);
    await invoke(move, place, { openGates: 'all' });
    assert.deepEqual(kinds(), [`zone ${instance?.create?.alias ?? ''} ${created}`]);
  });

  it('is told of services that were disabled and of the link to the tools, until the sdc zone is deleted', async () => {
    const place = simulated(snapshot);
    const move = planOf(snapshot, ['sdc']);
    const told = () =>
      leftBehind(move, fold(place.journal.records))
        .filter(({ kind }) => kind === 'service' || kind === 'link')
        .map(({ object, where }) => `${object} ${where}`);
    await invoke(move, place);
    assert.deepEqual(told(), [
      'hermes, hermes-proxy, napi-ufds-watcher, cron disabled in sdc0',
      '/opt/smartdc/sdc on headnode1',
    ]);
    await invoke(move, place, { openGates: 'all' });
    assert.deepEqual(told(), ['/opt/smartdc/sdc on headnode1']);
  });
});
