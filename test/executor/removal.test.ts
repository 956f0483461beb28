/** A member of a cluster is taken out, or moves to a server named for it; asked of the datacenter that is left. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Plan } from '../../schemas/plan.ts';
import { rehearse } from '../../simulator/rehearsal/rehearse.ts';
import type { Transport } from '../../triton/transport.ts';
import { invoke } from './support/run-small.ts';
import { assertSound, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

const snapshot = recorded('three-headnodes');
const plan = planOf(snapshot, ['moray']);
const old = plan.instances[0]?.replaces;
const others = plan.steps.find(({ action }) => action === 'members.verify');
assert.ok(old && others?.action === 'members.verify', 'moray0 is taken out');
const [moray1] = others.params.members;
assert.ok(moray1, 'others stay');
const { signal } = new AbortController();

const zoneOf = ({ datacenter }: SimulatedPlace, uuid: string) =>
  datacenter.state().maps.zones.find(([key]) => key === uuid)?.[1];

/** Addresses that moray resolves to, at each binder. */
async function resolved({ transport }: SimulatedPlace): Promise<readonly string[]> {
  assert.ok(others?.action === 'members.verify' && others.params.name !== null);
  const { name, server, resolvers } = others.params;
  const argv = (binder: string) => ['dig', '+short', '+time=2', '+tries=1', `@${binder}`, name, 'A'];
  const answers = resolvers.map((binder) => transport.run(server, argv(binder), { signal }));
  const lists = (await Promise.all(answers)).map(({ stdout }) => stdout.trim().split('\n').sort().join(' '));
  return [...new Set(lists)];
}

/** moray1 answers to nobody from `at` on: nothing listens on its port. */
function deaf(place: SimulatedPlace, at: () => boolean): Transport {
  return {
    ...place.transport,
    run: (server, argv, options) =>
      argv[0] === 'nc' && server === moray1?.server && at()
        ? Promise.resolve({ exitCode: 1, stdout: '', stderr: '' })
        : place.transport.run(server, argv, options),
  };
}

/** Whether a step has begun. */
const hasBegun = ({ journal }: SimulatedPlace, step: string): boolean =>
  journal.records.some((one) => one.record === 'intent' && one.step === step);

async function assertAsBefore(place: SimulatedPlace): Promise<void> {
  await place.clock.sleep(600_000);
  place.datacenter.checkAfterRollback(snapshot);
  await assertSound(place);
}

describe('a member of a cluster that is taken out', () => {
  it('leaves without moray being down, and nothing of it is left', async () => {
    const { end, message, violations, downtimes, datacenter } = await rehearse(plan, snapshot, { seed: 3 });
    assert.equal(end, 'done', message);
    assert.deepEqual(violations, []);
    assert.deepEqual(
      downtimes.filter(({ service }) => service === 'moray'),
      [],
    );
    assert.equal(
      datacenter.state().maps.zones.some(([uuid]) => uuid === old.uuid),
      false,
      'its zone is gone',
    );
    for (const services of [['moray'], []])
      assert.deepEqual(
        planOf(datacenter.snapshot(), services).steps.filter(({ unit }) => unit === plan.steps[0]?.unit),
        [],
        'planned again there is nothing of it to do',
      );
  });

  it('waits until clients have let go of it', async () => {
    const place = simulated(snapshot);
    const { news } = await invoke(plan, place, { until: 'cutover' });
    assert.equal(news.at(-1)?.kind, 'run-ended');
    const at = (record: string, step: string): number => {
      const found = place.journal.records.find(
        (one) => one.record === record && 'step' in one && one.step === step,
      );
      return Date.parse(found?.at ?? '');
    };
    const waited = at('intent', 'moray/cutover/stop-old') - at('done', 'moray/cutover/unregister');
    assert.ok(waited >= 60_000, `it stops after ${String(waited)} ms`);
  });

  it('stays where one of the others is not well', async () => {
    const place = simulated(snapshot);
    const transport = deaf(place, () => true);
    const { end } = await invoke(plan, { ...place, transport }, { onFailure: 'unit', openGates: 'all' });
    assert.equal(end, 'undone');
    assert.equal(hasBegun(place, 'moray/cutover/unregister'), false, 'it has not begun to leave');
    await assertAsBefore(place);
  });

  for (const since of ['unregister', 'others-again'] as const) {
    it(`does not stop where another fails after ${since}, in one go or when the run goes on`, async () => {
      const place = simulated(snapshot);
      const isDone = () =>
        place.journal.records.some((one) => one.record === 'done' && one.step === `moray/cutover/${since}`);
      const stop = new AbortController();
      const journal: typeof place.journal = {
        ...place.journal,
        append: (entry) => {
          if (entry.record === 'done' && entry.step === 'moray/cutover/others-again') stop.abort();
          return place.journal.append(entry);
        },
      };
      const transport = deaf(place, isDone);
      await invoke(plan, { ...place, journal, transport }, { signal: stop.signal });
      const { end } = await invoke(plan, { ...place, transport }, { onFailure: 'stop' });
      assert.equal(end, 'failed', 'end');
      assert.equal(hasBegun(place, 'moray/cutover/stop-old'), false, 'moray0 was not stopped');
    });
  }

  it('comes back, into DNS too, where one of the others fails when it has left', async () => {
    const place = simulated(snapshot);
    const before = await resolved(place);
    assert.equal(before[0]?.split(' ').length, 3, 'each binder names all three');
    const transport = deaf(place, () => hasBegun(place, 'moray/cutover/verify'));
    const { end, message } = await invoke(
      plan,
      { ...place, transport },
      { onFailure: 'unit', openGates: 'all' },
    );
    assert.equal(end, 'undone', message);
    assert.equal(zoneOf(place, old.uuid)?.serving, true, 'it serves again');
    assert.deepEqual(await resolved(place), before, 'it was awaited in DNS');
    await assertAsBefore(place);
  });

  it('is not deleted when another stops behind the gate', async () => {
    const place = simulated(snapshot);
    let isStopped = false;
    const transport: Transport = {
      ...place.transport,
      request: async (to, request) => {
        if (!isStopped && hasBegun(place, 'moray/commit/delete-old')) {
          isStopped = true;
          await place.transport.run(moray1.server, ['vmadm', 'stop', moray1.uuid], { signal });
        }
        return place.transport.request(to, request);
      },
    };
    const { end, message } = await invoke(plan, { ...place, transport }, { openGates: 'all' });
    assert.notEqual(end, 'done');
    assert.match(message, /nothing replaces moray0/);
    assert.ok(zoneOf(place, old.uuid), 'it can be started again');
  });

  for (const step of ['unregister', 'out-of-dns', 'stop-old', 'verify']) {
    it(`is planned on from what is there after ${step}`, async () => {
      const place = simulated(snapshot);
      const stop = new AbortController();
      const journal: typeof place.journal = {
        ...place.journal,
        append: (entry) => {
          if (entry.record === 'done' && entry.step === `moray/cutover/${step}`) stop.abort();
          return place.journal.append(entry);
        },
      };
      const first = await invoke(plan, { ...place, journal }, { signal: stop.signal });
      assert.equal(first.end, 'interrupted');
      await place.clock.sleep(600_000);
      const halfWay = place.datacenter.snapshot();
      const rest: Plan = planOf(halfWay, ['moray']);
      const second = simulated(halfWay);
      assert.equal((await invoke(rest, second, { openGates: 'all' })).end, 'done');
      await assertSound(second);
      assert.equal(zoneOf(second, old.uuid), undefined);
    });
  }
});

describe('a member of a cluster that moves to a server named for it', () => {
  for (const haTo of ['D0DBA81', '10EF2BF']) {
    it(`runs on the compute node ${haTo}, and the rest on TO`, async () => {
      const both = planOf(snapshot, ['moray', 'papi'], { haTo, allowDegraded: false });
      const { end, message, violations, datacenter } = await rehearse(both, snapshot, { seed: 5 });
      assert.equal(end, 'done', message);
      assert.deepEqual(violations, []);
      assert.deepEqual(planOf(datacenter.snapshot(), ['moray', 'papi'], { haTo }).steps, []);
    });
  }

  it('comes back from there', async () => {
    const moved = planOf(snapshot, ['moray'], { haTo: 'D0DBA81' });
    const place = simulated(snapshot);
    const transport: Transport = {
      ...place.transport,
      run: (server, argv, options) =>
        argv.join(' ') === `vmadm stop ${old.uuid}`
          ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'no' })
          : place.transport.run(server, argv, options),
    };
    const { end, message } = await invoke(moved, { ...place, transport }, { onFailure: 'all' });
    assert.equal(end, 'undone', message);
    await assertAsBefore(place);
  });
});
