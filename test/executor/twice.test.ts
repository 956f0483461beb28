/**
 * Each action applied twice. Every step of a whole plan is carried out by hand, and right after it
 * once more without a look before: the second time must change nothing. Then everything is undone by
 * the actions that the steps name, likewise twice, and what is left is what there was before.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Probe, StepContext } from '../../executor/action.ts';
import { actions } from '../../executor/actions/registry.ts';
import { noMirror } from '../../executor/journal-mirror.ts';
import { openLedger, type Ledger } from '../../executor/ledger.ts';
import { stepContext } from '../../executor/step-context.ts';
import type { StepId } from '../../schemas/ids.ts';
import type { ActionCall, ActionName, Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { spreadBinders } from '../support/spread-binders.ts';
import { withConfigs } from './support/usbkey.ts';
import { assertSound, planOf, recorded, simulated, type SimulatedPlace } from './support/simulated.ts';

interface Hand {
  readonly plan: Plan;
  readonly place: SimulatedPlace;
  readonly ledger: Ledger;
  readonly seen: Set<ActionName>;
}

function handOf(snapshot: Snapshot, services: readonly string[]): Hand {
  const place = simulated(snapshot);
  const plan = planOf(snapshot, services);
  const ledger = openLedger(place.journal, noMirror);
  const { digest, datacenter } = plan;
  const who = { by: 'me', host: 'here', simulated: null, actions: {}, tool: '0', datacenter, plan: digest };
  ledger.append({ record: 'header', format: 'hnadm-journal/1', ...who });
  return { plan, place, ledger, seen: new Set() };
}

/** Probe, apply, probe; then apply again, probe, and compare the datacenter before and after. */
async function carryTwice(hand: Hand, id: StepId, call: ActionCall): Promise<void> {
  const { place, plan, ledger } = hand;
  hand.seen.add(call.action);
  const parts = { plan, ledger, transport: place.transport, clock: place.clock, events: () => undefined };
  const context = stepContext(parts, id, new AbortController().signal, () => undefined);
  const action = actions[call.action] as {
    probe(params: ActionCall['params'], context: StepContext): Promise<Probe>;
    apply(params: ActionCall['params'], context: StepContext): Promise<void>;
  };
  const found = await action.probe(call.params, context);
  assert.notEqual(found.answer, 'conflict', `${id} ${call.action}: ${JSON.stringify(found)}`);
  if (found.answer === 'ready') await action.apply(call.params, context);
  assert.deepEqual(await action.probe(call.params, context), { answer: 'done' }, `${id} ${call.action}`);
  await place.clock.sleep(60_000);
  const before = picture(place);
  await action.apply(call.params, context);
  await place.clock.sleep(60_000);
  assert.deepEqual(
    await action.probe(call.params, context),
    { answer: 'done' },
    `${id} ${call.action} again`,
  );
  assert.deepEqual(picture(place), before, `${id} ${call.action} applied twice`);
}

/** The datacenter without what time alone changes: dates, jobs, and how much a running zone has written. */
function picture({ datacenter }: SimulatedPlace): unknown {
  const { sapi, napi, vmapi, globalZones } = datacenter.snapshot();
  const dated = /^(last_modified|modified_timestamp|boot_timestamp|usedBytes|referencedBytes|pid)$/;
  const text = JSON.stringify({ sapi, napi, vmapi, globalZones }, (key, value: unknown) =>
    dated.test(key) ? undefined : value,
  );
  return JSON.parse(text);
}

async function forwards(hand: Hand, phases: readonly string[]): Promise<void> {
  const { plan, ledger } = hand;
  for (const step of plan.steps.filter(({ phase }) => phases.includes(phase))) {
    for (const bracket of plan.brackets.filter(({ around }) => around[0] === step.id)) {
      ledger.append({ record: 'bracket-intent', bracket: bracket.id, end: 'open' });
      await carryTwice(hand, bracket.id, bracket.open);
    }
    if (step.action.startsWith('gate.')) continue;
    ledger.append({ record: 'intent', step: step.id });
    await carryTwice(hand, step.id, step);
    ledger.append({ record: 'done', step: step.id, how: 'applied' });
    for (const bracket of plan.brackets.filter(({ around }) => around.at(-1) === step.id)) {
      await carryTwice(hand, bracket.id, bracket.close);
    }
  }
}

async function backwards(hand: Hand): Promise<void> {
  const { plan, ledger } = hand;
  const open = new Set<StepId>();
  for (const step of [...plan.steps].reverse()) {
    if (step.undo === null || ledger.state.steps.get(step.id) !== 'done') continue;
    ledger.append({ record: 'undo-intent', step: step.id });
    for (const bracket of plan.brackets.filter(({ around }) => around.includes(step.id))) {
      if (!open.has(bracket.id)) await carryTwice(hand, bracket.id, bracket.open);
      open.add(bracket.id);
    }
    await carryTwice(hand, step.id, step.undo);
    for (const bracket of plan.brackets.filter(({ around }) => around[0] === step.id)) {
      await carryTwice(hand, bracket.id, bracket.close);
    }
    ledger.append({ record: 'undone', step: step.id });
  }
}

describe('an action applied twice', () => {
  const seen = new Set<ActionName>();

  for (const name of ['no-ha', 'three-headnodes', 'optional-services', 'recorded'] as const) {
    it(`changes nothing the second time, there, in a whole evacuation of ${name}`, async () => {
      const hand = handOf(withConfigs(recorded(name)), []);
      await forwards(hand, ['prepare', 'cutover', 'commit']);
      await assertSound(hand.place);
      for (const action of hand.seen) seen.add(action);
    });

    it(`changes nothing the second time, and back, in ${name}, and all is as it was`, async () => {
      const snapshot = withConfigs(recorded(name));
      const hand = handOf(snapshot, []);
      await forwards(hand, ['prepare', 'cutover']);
      await backwards(hand);
      await hand.place.clock.sleep(600_000);
      hand.place.datacenter.checkAfterRollback(snapshot);
      await assertSound(hand.place);
      for (const action of hand.seen) seen.add(action);
    });
  }

  it('changes nothing the second time where a binder moves, there and back', async () => {
    const snapshot = spreadBinders();
    const hand = handOf(snapshot, ['binder']);
    await forwards(hand, ['prepare', 'cutover']);
    await backwards(hand);
    await hand.place.clock.sleep(600_000);
    hand.place.datacenter.checkAfterRollback(snapshot);
    await assertSound(hand.place);
    for (const action of hand.seen) seen.add(action);
  });

  it('is shown of every action but the gate, and those on manatee, which have a test of their own', () => {
    const isShown = (name: string) => !name.startsWith('gate.') && !name.startsWith('manatee.');
    assert.deepEqual([...seen].filter(isShown).sort(), Object.keys(actions).filter(isShown).sort());
  });
});
