/**
 * Interrupted at every event there is: the run must end resumable with nothing half-done, and the
 * next one must reach the same end.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fold } from '../../executor/fold.ts';
import type { RunNews } from '../../executor/events.ts';
import { run } from '../../executor/run.ts';
import type { Plan } from '../../schemas/plan.ts';
import { invoke, PROCESSES } from './support/run-small.ts';
import { assertSound, later, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

const snapshot = recorded('no-ha');

/** Runs until the n-th event that isn't progress, and asks for an end there. */
async function interrupted(plan: Plan, place: SimulatedPlace, n: number) {
  const stop = new AbortController();
  let seen = 0;
  const events = ({ kind }: RunNews) => {
    if (kind !== 'step-progress') seen += 1;
    if (seen === n) stop.abort();
  };
  const who = { by: 'me', host: 'here', simulated: null };
  const options = { until: 'commit', openGates: 'all', onFailure: 'stop', ...who } as const;
  const result = await run(
    plan,
    { ...place, events, processes: PROCESSES },
    { ...options, signal: stop.signal },
  );
  return { ...result, events: seen };
}

describe('an interruption', () => {
  for (const services of [['vmapi'], ['imgapi']]) {
    it(`at any event of a move of ${services.join()} is gone on from`, async () => {
      const plan = planOf(snapshot, services);
      const { events: all } = await interrupted(plan, simulated(snapshot), Infinity);
      for (let n = 1; n < all; n += 1) {
        const first = simulated(snapshot);
        const { end, message: told } = await interrupted(plan, first, n);
        assert.ok(end === 'interrupted' || end === 'done', `event ${String(n)}: ${end}`);
        const isServed = first.datacenter
          .state()
          .maps.zones.some(
            ([, zone]) => zone.serving && zone.registrar && services.includes(String(zone.service)),
          );
        assert.equal(told.includes('down until it goes on'), !isServed, `event ${String(n)}: ${told}`);
        const state = fold(first.journal.records);
        assert.ok(
          [...state.steps.values()].every((one) => one === 'done'),
          `event ${String(n)}: nothing runs on`,
        );
        assert.ok(
          [...state.brackets.values()].every((one) => one === 'closed'),
          `event ${String(n)}: closed`,
        );
        const second = later(first);
        const { end: last, message } = await invoke(plan, second, { openGates: 'all' });
        assert.equal(last, 'done', `event ${String(n)}: ${message}`);
        await assertSound(second, `event ${String(n)}`);
      }
    });
  }
});
