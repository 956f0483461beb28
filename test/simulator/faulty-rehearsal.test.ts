/**
 * Rehearsals with faults: the same seed is the same rehearsal, whatever happens is an end, and a world
 * with faults in it goes on from a file as if it had not been saved.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { RunNews } from '../../executor/events.ts';
import type { Plan } from '../../schemas/plan.ts';
import { restoreDatacenter } from '../../simulator/datacenter.ts';
import { drawFaults, faultRandom } from '../../simulator/faults/draw.ts';
import { FAULT_KINDS } from '../../simulator/faults/kinds.ts';
import type { FaultKind } from '../../simulator/faults/fault.ts';
import { faultScope } from '../../simulator/rehearsal/fault-scope.ts';
import { rehearse } from '../../simulator/rehearsal/rehearse.ts';
import { armed, create, NEW, once, reserve, unanswered } from './support/armed.ts';
import { siteOf, snapshotNamed } from './support/site.ts';

const snapshot = snapshotNamed('no-ha');
const plan = JSON.parse(
  readFileSync(new URL('../../plans/examples/no-ha.migrate.json', import.meta.url), 'utf8'),
) as Plan;

/** A rehearsal with everything that it tells. */
async function told(seed: number, faults: readonly (FaultKind | 'random')[], of = plan) {
  const news: (readonly [RunNews, number])[] = [];
  const { datacenter, ...rehearsal } = await rehearse(of, snapshot, {
    seed,
    faults,
    onNews: (one, at) => news.push([one, at]),
  });
  return { ...rehearsal, news, state: datacenter.state() };
}

describe('a seed', () => {
  for (const kind of ['killed', 'server-silent', 'random'] as const) {
    test(`gives the same rehearsal with ${kind} again, byte for byte, and another seed another`, async () => {
      const [one, again, other] = [await told(3, [kind]), await told(3, [kind]), await told(4, [kind])];
      assert.equal(JSON.stringify(one), JSON.stringify(again));
      assert.notDeepEqual(one.faults, other.faults);
    });
  }

  test('draws the same durations with faults that never strike and without any', async () => {
    const [none, idle] = [await told(5, []), await told(5, ['answer-412'])];
    assert.equal(idle.faults[0]?.at, null);
    assert.deepEqual(idle.news, none.news);
    assert.deepEqual(idle.state.plain.random, none.state.plain.random);
  });
});

describe('drawing', () => {
  const draw = (kinds: readonly (FaultKind | 'random')[], seed: number) =>
    drawFaults(kinds, faultScope(plan), faultRandom(seed)).map(({ kind }) => kind);

  test('gives one of each kind named, in their order', () => {
    assert.deepEqual(draw(FAULT_KINDS, 1), FAULT_KINDS);
  });

  test('random gives one to three, and every kind that can strike in its turn', () => {
    const drawn = Array.from({ length: 300 }, (_, seed) => draw(['random'], seed));
    assert.deepEqual([...new Set(drawn.map(({ length }) => length))].toSorted(), [1, 2, 3]);
    // hnadm sends no conditional requests that 412 could answer.
    const striking = FAULT_KINDS.filter((kind) => kind !== 'answer-412');
    assert.deepEqual([...new Set(drawn.flat())].toSorted(), striking.toSorted());
  });
});

describe('the operator', () => {
  test('goes on with a run that was killed, before or after the record was stored', async () => {
    const ways = new Set<string>();
    for (let seed = 1; seed <= 6; seed += 1) {
      const { invocations, faults, violations, news } = await told(seed, ['killed']);
      assert.deepEqual(violations, []);
      assert.deepEqual(
        invocations.map(({ end }) => end),
        faults[0]?.at === null ? ['done'] : ['killed', 'done'],
      );
      const starts = news.filter(([{ kind }]) => kind === 'run-started');
      assert.equal(starts.length, invocations.length);
      ways.add(faults[0]?.what ?? '');
    }
    assert.ok(ways.has('killed before it was stored') && ways.has('killed after it was stored'));
  });

  test('runs it again where it failed, a few times', async () => {
    const ends = [];
    for (let seed = 1; seed <= 4; seed += 1) ends.push((await told(seed, ['answer-422'])).invocations.length);
    assert.ok(ends.every((length) => length >= 1 && length <= 5) && ends.some((length) => length > 1));
  });

  test('is told of drift as an end, and does not try again where no fault has struck', async () => {
    const expects = plan.expects.map((one) =>
      one.fact.kind === 'service-image' ? { ...one, fact: { ...one.fact, image: NEW } } : one,
    ) as Plan['expects'];
    const { invocations, violations } = await told(1, [], { ...plan, expects });
    assert.deepEqual([invocations.map(({ end }) => end), violations], [['drifted'], []]);
  });

  test('is told of a hnadm that breaks down as a violation of its own', async () => {
    const broken = { ...plan, expects: null } as unknown as Plan;
    const { end, violations } = await told(1, [], broken);
    assert.equal(end, 'broken');
    assert.deepEqual(
      violations.map(({ invariant, by }) => `${invariant} by ${by}`),
      ['orderly-end by hnadm'],
    );
  });
});

describe('whoever is killed', () => {
  test('hears nothing any more, and what was on its way goes on or never arrives', async () => {
    const reserved = new Set<boolean>();
    for (let luck = 1; luck <= 12; luck += 1) {
      const site = armed([], luck * 7_919);
      let heard = false;
      const tell = (): void => void (heard = true);
      reserve(site).then(tell, tell);
      site.datacenter.loseClients();
      await site.sleep(10);
      assert.equal(heard, false);
      const { body } = await site.call('napi', 'GET', `/networks/${site.admin}/ips/10.99.99.99`);
      reserved.add((body as { readonly reserved: boolean }).reserved);
    }
    assert.deepEqual([...reserved].toSorted(), [false, true]);
  });
});

describe('a world with faults in it', () => {
  test('goes on from a file as if it had not been saved', async () => {
    const silence = { kind: 'server-silent', after: 60_000, lasts: 60_000 } as const;
    const first = armed([
      once('lost-answer', { skip: 1, arrives: true, share: 0.5 }),
      { kind: 'job-slow', skip: 0, longer: 90_000 },
      { ...silence, server: armed([]).headnodes[0] ?? '' },
      { kind: 'late-write', after: 150_000, lasts: 30_000, zone: armed([]).zone('papi0').uuid },
    ]);
    await create(first);
    const saved = first.datacenter.state();
    const file = JSON.stringify(saved);
    const second = restoreDatacenter(JSON.parse(file) as typeof saved);
    const three = snapshotNamed('three-headnodes');
    for (const site of [first, siteOf(three, second)]) {
      await unanswered(reserve(site));
      await site.sleep(70);
      await unanswered(site.run(0, 'vmadm list'));
      await site.sleep(60);
      await site.run(0, `vmadm stop ${site.zone('papi0').uuid}`);
      await site.sleep(90);
    }
    assert.deepEqual(
      second.faults.map(({ at }) => at !== null),
      [true, true, true, true],
    );
    assert.equal(JSON.stringify(second.state()), JSON.stringify(first.datacenter.state()));
    assert.equal(JSON.stringify(saved), file);
  });
});
