/**
 * Every prefix: the machine is lost after each record there is, and another goes on from the mirror
 * alone, in the datacenter as it was at that moment. What had begun by then, the mirror knew.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mirrorHeadnode } from '../../executor/mirror-headnode.ts';
import { readMirroredRun } from '../../executor/mirrored-run.ts';
import { runIdOf } from '../../executor/run-id.ts';
import type { JournalSink } from '../../executor/journal-sink.ts';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import type { CnapiServerRecord } from '../../triton/cnapi.ts';
import { memoryJournal } from './support/memory-journal.ts';
import { invoke } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated } from './support/simulated.ts';

const snapshot = recorded('no-ha');

describe('a run that is taken over', () => {
  for (const services of [['vmapi'], ['imgapi']]) {
    it(`after any record of a move of ${services.join()} ends as if nothing had been`, async () => {
      const plan = planOf(snapshot, services);
      const headnode = mirrorHeadnode(
        plan,
        (snapshot.cnapi?.servers ?? []) as unknown as CnapiServerRecord[],
      );
      assert.ok(headnode !== null);
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
      // A create whose candidate the mirror doesn't know could not be taken up by anybody.
      const blind: string[] = [];
      const mirrored: string[] = [];
      const { transport } = place;
      const watched: typeof transport = {
        ...transport,
        put: async (...args) => {
          // Slower than any look, so that nothing is there in time by luck.
          await place.clock.sleep(5_000);
          await transport.put(...args);
          mirrored.push(args[2]);
        },
        request: (to, request) => {
          const { uuid } = (request.body ?? {}) as { readonly uuid?: string };
          const isCreate = request.method === 'POST' && request.path === '/instances';
          if (isCreate && !mirrored.some((text) => text.includes(`"candidate","value":"${String(uuid)}"`))) {
            blind.push(String(uuid));
          }
          return transport.request(to, request);
        },
      };
      const { end } = await invoke(plan, { ...place, transport: watched, journal }, { openGates: 'all' });
      assert.equal(end, 'done');
      assert.deepEqual(blind, []);
      assert.ok(mirrored.some((text) => text.includes('"candidate"')));
      for (const [n, state] of states.entries()) {
        const about = `record ${String(n)}`;
        const datacenter = restoreDatacenter(JSON.parse(JSON.stringify(state)) as DatacenterState);
        const { clock } = datacenter;
        const signal = new AbortController().signal;
        const { records } = await readMirroredRun({ ...datacenter, signal }, headnode, runIdOf(plan));
        assert.deepEqual(records, place.journal.records.slice(0, records.length), about);
        assert.ok(records.length <= n + 1, about);
        const there = { ...datacenter, datacenter, journal: memoryJournal(clock, records) };
        const last = await invoke(plan, there, { openGates: 'all' });
        assert.equal(last.end, 'done', `${about}: ${last.message}`);
        await assertSound(there, about);
      }
    });
  }
});
