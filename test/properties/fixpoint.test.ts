/**
 * The re-plan fixpoint: a plan that was carried out leaves nothing to plan, one that stopped half-way
 * leaves the rest, and both ways end in the same datacenter. Planner, executor and simulator meet
 * here; what they come to is read from the snapshot that is taken afterwards.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RunNews } from '../../executor/events.ts';
import { run } from '../../executor/run.ts';
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { Phase, Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { validateSnapshot } from '../../schemas/validate.ts';
import { createDatacenter, type SimulatedDatacenter } from '../../simulator/datacenter.ts';
import { memoryJournal } from '../executor/support/memory-journal.ts';
import { recipes } from '../support/datacenter/arbitrary.ts';
import { holdsAsync, runs } from '../support/property.ts';
import { caseOf, cases, DIGEST, type Case } from './cases.ts';
import { expectedOf } from './oracle/expected.ts';
import { seenZones } from './oracle/reading.ts';
import { PROCESSES } from '../executor/support/run-small.ts';

/** Milliseconds until every agent has told what it saw. */
const SETTLED = 120_000;

const few = cases(recipes({ sound: true, headnodes: { min: 2, max: 3 } }), 'everything');

test('a plan carried out leaves nothing to plan', async () => {
  await holdsAsync(few, runs(8), async (drawn) => {
    const chosen = caseOf(drawn);
    const plan = planOf(chosen, chosen.snapshot);
    const world = createDatacenter(chosen.snapshot, { seed: drawn.recipe.salt });
    await apply(plan, world, 'commit');
    const after = recorded(world);
    nothingLeft(chosen, after);
    everythingMoved(chosen, after);
  });
});

for (const stop of ['prepare', 'cutover'] as const) {
  test(`stopped after ${stop}, the rest is planned and ends the same`, async () => {
    await holdsAsync(few, runs(5), async (drawn) => {
      const chosen = caseOf(drawn);
      const plan = planOf(chosen, chosen.snapshot);
      const whole = createDatacenter(chosen.snapshot, { seed: drawn.recipe.salt });
      await apply(plan, whole, 'commit');
      const halved = createDatacenter(chosen.snapshot, { seed: drawn.recipe.salt });
      await apply(plan, halved, stop);
      const rest = planOf(chosen, recorded(halved));
      assert.ok(rest.steps.length < plan.steps.length, 'the rest is not less than the whole');
      // A zone that waits for the old one's NICs is made in the cutover.
      const isDone = (phase: Phase): boolean => phase === 'prepare' || phase === stop;
      assert.ok(
        rest.steps.every(({ action, phase }) => action !== 'zone.create' || !isDone(phase)),
        'a zone is made a second time',
      );
      await apply(rest, halved, 'commit');
      nothingLeft(chosen, recorded(halved));
      assert.deepEqual(outline(recorded(halved)), outline(recorded(whole)));
    });
  });
}

test('interrupted anywhere, the rest is planned and nothing is left', async () => {
  await holdsAsync(fc.tuple(few, fc.nat({ max: 999 })), runs(8), async ([drawn, share]) => {
    const chosen = caseOf(drawn);
    const plan = planOf(chosen, chosen.snapshot);
    const world = createDatacenter(chosen.snapshot, { seed: drawn.recipe.salt });
    await apply(plan, world, 'commit', Math.floor((plan.steps.length * share) / 1000));
    const rest = planOf(chosen, recorded(world));
    await apply(rest, world, 'commit');
    nothingLeft(chosen, recorded(world));
    everythingMoved(chosen, recorded(world));
  });
});

/** The plan for a snapshot of a case's datacenter; the draw is passed over where there is nothing to do. */
function planOf(chosen: Case, snapshot: Snapshot): Plan {
  const { plan, findings } = planMigrate(snapshot, DIGEST, chosen.request);
  const sound = expectedOf(chosen.snapshot, chosen.request).errors.size === 0;
  fc.pre(sound);
  assert.ok(plan, findings.map(({ message }) => message).join('\n'));
  fc.pre(snapshot !== chosen.snapshot || plan.steps.length > 0);
  return plan;
}

/**
 * Carries out a plan up to a phase, or until some steps have ended, and asks the datacenter whether
 * anything went wrong.
 */
async function apply(plan: Plan, world: SimulatedDatacenter, until: Phase, steps = Infinity): Promise<void> {
  const { transport, clock } = world;
  const interrupt = new AbortController();
  let ended = 0;
  const events = ({ kind }: RunNews): void => {
    if (kind === 'step-ended' && ++ended >= steps) interrupt.abort();
  };
  const { end, message } = await run(
    plan,
    { transport, clock, journal: memoryJournal(clock), events, processes: PROCESSES },
    {
      until,
      openGates: 'all',
      onFailure: 'stop',
      signal: interrupt.signal,
      by: 'operator',
      host: 'laptop',
      simulated: DIGEST,
    },
  );
  assert.equal(end, interrupt.signal.aborted && ended < plan.steps.length ? 'interrupted' : 'done', message);
  // The agents tell VMAPI of a stopped zone a few seconds after vmadm did.
  await clock.sleep(SETTLED);
  assert.deepEqual(world.violations, []);
  // In the middle of a cutover a service is down: only a run that came to its end is at rest.
  if (end === 'done') assert.deepEqual(world.checkAtRest(), []);
}

function recorded(world: SimulatedDatacenter): Snapshot {
  const read = validateSnapshot(JSON.parse(JSON.stringify(world.snapshot())));
  assert.ok(read.ok, read.ok ? '' : read.problems.join('; '));
  return read.value;
}

function nothingLeft(chosen: Case, after: Snapshot): void {
  const { plan, findings } = planMigrate(after, DIGEST, chosen.request);
  assert.ok(plan, findings.map(({ message }) => message).join('\n'));
  assert.deepEqual(
    plan.steps.map(({ id }) => id),
    [],
  );
  const before = planOf(chosen, chosen.snapshot);
  assert.deepEqual(plan.left, before.left, 'what is left is what was left');
}

/**
 * Every zone that was to move runs where it was to go, once, with as many NICs, those that were to be taken
 * out are gone, and nothing else changed.
 */
function everythingMoved({ snapshot, request }: Case, after: Snapshot): void {
  const { moves, removed } = expectedOf(snapshot, request);
  const targets = new Map(moves.map(({ uuid, target }) => [uuid, target]));
  const gone = new Set(removed.map(({ uuid }) => uuid));
  const before = seenZones(snapshot).filter(({ state }) => state === 'running');
  const now = seenZones(after).filter(({ state }) => state === 'running');
  const where = (zones: typeof now): readonly string[] =>
    zones.map(({ service, server, image, nics }) => [service, server, image, nics.length].join(' ')).sort();
  const wanted = before
    .filter(({ uuid }) => !gone.has(uuid))
    .map((zone) => ({ ...zone, server: targets.get(zone.uuid) ?? zone.server }));
  assert.deepEqual(where(now), where(wanted));
  for (const zone of before)
    assert.equal(
      now.some(({ uuid }) => uuid === zone.uuid),
      !targets.has(zone.uuid) && !gone.has(zone.uuid),
      zone.alias,
    );
}

/** What a datacenter comes to, without times and without records of what is gone. */
function outline(snapshot: Snapshot): unknown {
  const zones = seenZones(snapshot).filter(({ state }) => state !== 'gone');
  return {
    zones: zones
      .map(({ uuid, alias, server, state, nics }) => ({ uuid, alias, server, state, nics }))
      .sort((a, b) => (a.uuid < b.uuid ? -1 : 1)),
    addresses: Object.values(snapshot.napi?.ips ?? {})
      .flat()
      .filter(({ free }) => !free)
      .map(({ ip, reserved, belongs_to_uuid: holder }) => ({ ip, reserved, holder }))
      .sort((a, b) => (a.ip < b.ip ? -1 : 1)),
  };
}
