/** Whole plans, from the first step to the last, on a simulated datacenter. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planMigrate } from '../../planner/plan-migrate.ts';
import { sha256 } from '../../schemas/canonical.ts';
import type { Plan } from '../../schemas/plan.ts';
import { invoke } from './support/run-small.ts';
import { assertSound, later, planOf, recorded, simulated } from './support/simulated.ts';

/** The zones that the plan says will be there, with the UUID each became. */
function expectedMoves(plan: Plan, place: ReturnType<typeof simulated>) {
  const { sapi } = place.datacenter.snapshot();
  return plan.instances.map(({ key, create, replaces }) => {
    const candidates = create?.candidates.map(({ uuid }) => uuid) ?? [];
    const found = sapi?.instances.filter(({ uuid }) => candidates.some((one) => one === uuid)) ?? [];
    assert.equal(found.length, 1, `${key}: exactly one candidate lives`);
    return { fresh: found[0]?.uuid, old: replaces?.uuid };
  });
}

describe('a plan for vmapi and imgapi', () => {
  const snapshot = recorded('three-headnodes');
  const plan = planOf(snapshot, ['vmapi', 'imgapi']);

  it('is carried out to its end, and nothing is broken or left', async () => {
    const place = simulated(snapshot);
    const { end, message } = await invoke(plan, place, { openGates: 'all' });
    assert.equal(end, 'done', message);
    await assertSound(place);
    const { napi, sapi } = place.datacenter.snapshot();
    for (const { fresh, old } of expectedMoves(plan, place)) {
      assert.ok(sapi?.instances.every(({ uuid }) => uuid !== old));
      assert.ok(napi?.nics.some((nic) => nic.belongs_to_uuid === fresh));
      assert.ok(napi?.nics.every((nic) => nic.belongs_to_uuid !== old));
    }
    const addresses = Object.values(napi?.ips ?? {}).flat();
    for (const { ip } of plan.reservations) {
      const address = addresses.find((one) => one.ip === ip);
      assert.equal(address?.reserved, false, `${ip} is no longer reserved`);
      assert.ok(address.belongs_to_uuid, `${ip} is in use`);
    }
  });

  it('waits at its gate with everything served from the target, and ends when run again', async () => {
    const first = simulated(snapshot);
    const waiting = await invoke(plan, first);
    assert.equal(waiting.end, 'waiting');
    assert.ok(first.journal.records.every(({ record }) => record !== 'bracket-opened') || closedAll(first));
    await assertSound(first, 'at the gate');
    const second = later(first);
    const { end, news } = await invoke(plan, second, { openGates: 'all' });
    assert.equal(end, 'done');
    const [started] = news;
    assert.ok(started?.kind === 'run-started' && started.resumed);
    await assertSound(second);
  });

  it('does nothing when it is run again after its end', async () => {
    const place = simulated(snapshot);
    await invoke(plan, place, { openGates: 'all' });
    const asked: string[] = [];
    const transport = {
      ...place.transport,
      request: (...args: Parameters<typeof place.transport.request>) => {
        if (args[1].method !== 'GET') asked.push(args[1].path);
        return place.transport.request(...args);
      },
    };
    assert.equal((await invoke(plan, { ...place, transport }, { openGates: 'all' })).end, 'done');
    assert.deepEqual(asked, []);
  });

  it('keeps the promises of its event stream', async () => {
    const place = simulated(snapshot);
    const { news } = await invoke(plan, place, { openGates: 'all' });
    assert.equal(news[0]?.kind, 'run-started');
    assert.equal(news.filter(({ kind }) => kind === 'run-ended').length, 1);
    assert.equal(news.at(-1)?.kind, 'run-ended');
    const running = new Set<string>();
    for (const one of news) {
      if (one.kind === 'step-started') {
        assert.ok(!running.has(one.step), `${one.step} starts while it runs`);
        running.add(one.step);
      }
      if (one.kind === 'step-progress') assert.ok(running.has(one.step), `${one.step} progresses`);
      if (one.kind === 'step-ended') assert.ok(running.delete(one.step), `${one.step} ends`);
    }
    assert.equal(running.size, 0);
  });

  it('keeps a service down no longer than its own cutover', async () => {
    const place = simulated(snapshot);
    const { news } = await invoke(plan, place, { openGates: 'all' });
    const order = news.flatMap((one) => (one.kind === 'step-started' ? [one.step] : []));
    const copied = news.findIndex(
      (one) => one.kind === 'step-ended' && one.step === 'imgapi/prepare/first-copy',
    );
    const stopped = news.findIndex(
      (one) => one.kind === 'step-started' && one.step === 'imgapi/cutover/stop-old',
    );
    assert.ok(copied < stopped, 'the old zone serves during the first copy');
    const units = order.filter((id) => id.includes('/cutover/')).map((id) => id.split('/')[0]);
    assert.equal(
      units.filter((unit, index) => unit !== units[index - 1]).length,
      2,
      'one unit after the other',
    );
  });
});

describe('an evacuation', () => {
  for (const name of ['no-ha', 'three-headnodes', 'optional-services', 'recorded'] as const) {
    it(`of ${name} ends, breaks nothing, and leaves nothing to plan`, async () => {
      const snapshot = recorded(name);
      const plan = planOf(snapshot, []);
      const place = simulated(snapshot);
      const { end, message } = await invoke(plan, place, { openGates: 'all' });
      assert.equal(end, 'done', message);
      await assertSound(place);
      const after = place.datacenter.snapshot();
      const again = planMigrate(after, sha256(JSON.stringify(after)), {
        from: 'headnode0',
        to: 'headnode1',
        all: true,
        services: [],
        except: [],
        allowDegraded: false,
        toolVersion: '0.1.0',
      });
      assert.deepEqual(
        again.plan?.steps.map(({ id }) => id),
        [],
      );
    });
  }
});

function closedAll({ journal }: ReturnType<typeof simulated>): boolean {
  const count = (kind: string) => journal.records.filter(({ record }) => record === kind).length;
  return count('bracket-opened') === count('bracket-closed');
}
