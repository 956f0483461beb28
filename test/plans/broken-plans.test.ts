/**
 * Each rule of the lint, shown by a real plan that is broken in one place: the lint must say so, by
 * the right rule and in words that name the place.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint, type RuleName } from '../../plans/lint.ts';
import type * as generated from '../../schemas/generated/plan.ts';
import type { InstanceKey, ServerUuid, StepId } from '../../schemas/ids.ts';
import { SERVICES, realPlan } from './real-plan.ts';

type Draft = generated.Plan;
type DraftStep<Action> = Extract<generated.Step, { action: Action }>;

const sound = realPlan();
const GATE = 'gate/commit/delete-replaced-zones';

interface Broken {
  readonly rule: RuleName;
  readonly what: string;
  readonly broken: (plan: Draft) => void;
  /** What the lint must say: place and message. */
  readonly says: RegExp;
}

function step(plan: Draft, id: string): generated.Step {
  const found = plan.steps.find((one) => one.id === id);
  assert.ok(found, `the plan has no step ${id}: this test is out of date`);
  return found;
}

function stepOf<Action extends generated.Step['action']>(plan: Draft, id: string, action: Action) {
  const found = step(plan, id);
  assert.equal(found.action, action);
  return found as DraftStep<Action>;
}

function create(plan: Draft, key: string): generated.PlannedCreate {
  const found = plan.instances.find((one) => one.key === key)?.create;
  assert.ok(found);
  return found;
}

function drop(plan: Draft, id: string, need: string): void {
  const one = step(plan, id);
  const before = one.needs.length;
  one.needs = one.needs.filter(({ step }) => step !== need);
  assert.equal(one.needs.length, before - 1, `${id} does not need ${need}: this test is out of date`);
}

function first<T>(list: readonly T[]): T {
  const [one] = list;
  assert.ok(one !== undefined);
  return one;
}

const CASES: readonly Broken[] = [
  {
    rule: 'identifiers',
    what: 'a step id used twice',
    broken: (plan) => (step(plan, 'vmapi/cutover/settle').id = 'vmapi/cutover/verify' as StepId),
    says: /steps: the id vmapi\/cutover\/verify is used twice/,
  },
  {
    rule: 'identifiers',
    what: 'a bracket named like a step',
    broken: (plan) => (first(plan.brackets).id = GATE as StepId),
    says: /the id gate\/commit\/delete-replaced-zones is used twice/,
  },
  {
    rule: 'identifiers',
    what: 'one zone replaced by two',
    broken: (plan) => {
      const [one, other] = plan.instances;
      if (one && other) other.replaces = structuredClone(one.replaces);
    },
    says: /instances: the replaced zone .* is used twice/,
  },
  {
    rule: 'order',
    what: 'a need that names no step',
    broken: (plan) => (first(step(plan, 'vmapi/cutover/start').needs).step = 'vmapi/cutover/pray' as StepId),
    says: /vmapi\/cutover\/start: needs vmapi\/cutover\/pray, and there is no such step/,
  },
  {
    rule: 'order',
    what: 'two steps that wait for each other',
    broken: (plan) =>
      step(plan, 'vmapi/cutover/start').needs.push({
        step: 'vmapi/cutover/await' as StepId,
        because: 'healthy',
      }),
    says: /vmapi\/cutover\/start: needs vmapi\/cutover\/await, which does not come before it/,
  },
  {
    rule: 'order',
    what: 'an expectation until a step that is not there',
    broken: (plan) => (first(plan.expects).until = 'nobody/knows' as StepId),
    says: /expects\[0\]: holds until nobody\/knows/,
  },
  {
    rule: 'order',
    what: 'a critical path through a step that is not there',
    broken: (plan) => plan.estimate.criticalPath.push('nobody/knows' as StepId),
    says: /estimate.criticalPath: names nobody\/knows/,
  },
  {
    rule: 'references',
    what: 'a step about an unknown instance',
    broken: (plan) =>
      (stepOf(plan, 'vmapi/cutover/start', 'zone.start').params.zone.instance = 'vmapi9' as InstanceKey),
    says: /vmapi\/cutover\/start: names the instance vmapi9/,
  },
  {
    rule: 'references',
    what: 'an undo about an unknown instance',
    broken: (plan) => {
      const { undo } = step(plan, 'vmapi/cutover/start');
      if (undo?.action === 'zone.stop') undo.params.zone.instance = 'vmapi9' as InstanceKey;
    },
    says: /vmapi\/cutover\/start undo: names the instance vmapi9/,
  },
  {
    rule: 'references',
    what: 'the old side of an instance that replaces nothing',
    broken: (plan) => {
      for (const instance of plan.instances) if (instance.key === 'vmapi1') instance.replaces = null;
    },
    says: /vmapi\/cutover\/stop-old: is about the zone that vmapi1 replaces, and it replaces none/,
  },
  {
    rule: 'intents',
    what: 'a move from a server to itself',
    broken: (plan) => (plan.intent.to = plan.intent.from),
    says: /intent: moves from headnode0 to itself/,
  },
  {
    rule: 'intents',
    what: 'all services and some at once',
    broken: (plan) => (plan.intent.options.all = true),
    says: /intent: must ask for all services, for some, or for all except some/,
  },
  {
    rule: 'intents',
    what: 'a service nobody asked for',
    broken: (plan) => plan.intent.services.splice(0, 1),
    says: /1: moves \w+, which the intent does not ask for/,
  },
  {
    rule: 'intents',
    what: 'a zone on a third server',
    broken: (plan) => (create(plan, 'vmapi1').server = '3e4a262c-97bb-40f5-9279-7236c9982d87' as ServerUuid),
    says: /vmapi1: is placed on server 3e4a262c/,
  },
  {
    rule: 'intents',
    what: 'a plan with an error',
    broken: (plan) => (first(plan.findings).severity = 'error'),
    says: /findings: holds the error/,
  },
  {
    rule: 'instances',
    what: 'a candidate without a MAC for every NIC',
    broken: (plan) => first(create(plan, 'imgapi1').candidates).macs.pop(),
    says: /imgapi1: the candidate .* has 1 MACs for 2 NICs/,
  },
  {
    rule: 'instances',
    what: 'a MAC used twice',
    broken: (plan) => {
      const [mac = ''] = first(create(plan, 'imgapi1').candidates).macs;
      first(create(plan, 'vmapi1').candidates).macs[0] = mac;
    },
    says: /vmapi1: 90:b8:d0:.* is used twice/,
  },
  {
    rule: 'instances',
    what: "a candidate with the replaced zone's UUID",
    broken: (plan) => {
      const replaced = plan.instances.find(({ key }) => key === 'vmapi1')?.replaces;
      if (replaced) first(create(plan, 'vmapi1').candidates).uuid = replaced.uuid;
    },
    says: /vmapi1: .* is used twice: by the old vmapi0/,
  },
  {
    rule: 'instances',
    what: 'two primary NICs',
    broken: (plan) => {
      for (const nic of create(plan, 'imgapi1').nics) nic.primary = true;
    },
    says: /imgapi1: has 2 primary NICs/,
  },
  {
    rule: 'instances',
    what: 'neither a zone to create nor one that is there',
    broken: (plan) => {
      for (const instance of plan.instances) if (instance.key === 'vmapi1') instance.create = null;
    },
    says: /vmapi1: must have one of create and existing/,
  },
  {
    rule: 'instances',
    what: 'a zone created with another address than planned',
    broken: (plan) =>
      (first(stepOf(plan, 'vmapi/prepare/create', 'zone.create').params.params.networks).ip = '10.99.99.99'),
    says: /vmapi\/prepare\/create: creates the NICs 10.99.99.99 on .*; the instance says/,
  },
  {
    rule: 'instances',
    what: 'a zone created under another alias',
    broken: (plan) => (stepOf(plan, 'vmapi/prepare/create', 'zone.create').params.params.alias = 'vmapi7'),
    says: /vmapi\/prepare\/create: creates vmapi7, the instance says vmapi1/,
  },
  {
    rule: 'instances',
    what: 'a zone created twice',
    broken: (plan) =>
      plan.steps.push({
        ...structuredClone(step(plan, 'vmapi/prepare/create')),
        id: 'vmapi/again' as StepId,
      }),
    says: /vmapi1: is created by 2 zone.create steps/,
  },
  {
    rule: 'addresses',
    what: 'a NIC without a reservation',
    broken: (plan) => (plan.reservations = plan.reservations.filter(({ ip }) => ip !== '10.99.99.51')),
    says: /adminui1: 10.99.99.51 on .* is not in reservations/,
  },
  {
    rule: 'addresses',
    what: 'a reservation without a NIC',
    broken: (plan) => plan.reservations.push({ ...first(plan.reservations), ip: '10.99.99.200' }),
    says: /reservations: 10.99.99.200 on .* is reserved, and no NIC has it/,
  },
  {
    rule: 'addresses',
    what: 'one address for two NICs',
    broken: (plan) => (first(create(plan, 'vmapi1').nics).ip = '10.99.99.51'),
    says: /vmapi1: 10.99.99.51 on .* is given to two NICs/,
  },
  {
    rule: 'addresses',
    what: 'an address that another instance has reserved',
    broken: (plan) => (first(plan.reservations).instance = 'vmapi1' as InstanceKey),
    says: /adminui1: 10.99.99.51 on .* is reserved for vmapi1/,
  },
  {
    rule: 'addresses',
    what: 'an address that no step obtains',
    broken: (plan) => {
      for (const one of plan.reservations) if (one.source === 'takeover') one.source = 'free';
    },
    says: /10.88.88.7 on .* \(free\) is not obtained by a step address.reserve/,
  },
  {
    rule: 'phases',
    what: 'a zone started in prepare',
    broken: (plan) => (step(plan, 'vmapi/cutover/start').phase = 'prepare'),
    says: /vmapi\/cutover\/start: zone.start stands in phase prepare, it belongs to cutover/,
  },
  {
    rule: 'phases',
    what: 'an undo as a step',
    broken: (plan) => {
      const one: Partial<generated.Step> = step(plan, 'vmapi/cutover/settle');
      Object.assign(one, { action: 'zone.delete', params: { instance: 'vmapi1' } });
    },
    says: /vmapi\/cutover\/settle: zone.delete stands in phase cutover, it is no step of its own/,
  },
  {
    rule: 'phases',
    what: 'a prepare step that writes to a zone that serves',
    broken: (plan) => {
      const uuid = plan.instances.find(({ key }) => key === 'imgapi1')?.replaces?.uuid ?? '';
      step(plan, 'imgapi/prepare/create').touches.push({ object: `zone:${uuid}`, mode: 'write' });
    },
    says: /imgapi\/prepare\/create: writes zone:.*, which serves during prepare/,
  },
  {
    rule: 'cutovers',
    what: 'an increment taken while the old zone writes',
    broken: (plan) => {
      drop(plan, 'imgapi/cutover/last-increment', 'imgapi/cutover/stop-old');
    },
    says: /last-increment: does not wait for imgapi\/cutover\/stop-old: what the old zone still writes would be lost/,
  },
  {
    rule: 'cutovers',
    what: 'a start on old data',
    broken: (plan) => {
      drop(plan, 'amonredis/cutover/start', 'amonredis/cutover/last-increment');
    },
    says: /amonredis\/cutover\/start: does not wait for amonredis\/cutover\/last-increment/,
  },
  {
    rule: 'cutovers',
    what: 'an address moved from a running zone',
    broken: (plan) => {
      drop(plan, 'adminui/cutover/move-10.88.88.7', 'adminui/cutover/stop-old');
    },
    says: /move-10.88.88.7: does not wait for adminui\/cutover\/stop-old: two running zones/,
  },
  {
    rule: 'cutovers',
    what: 'a verification while the old zone still answers',
    broken: (plan) => {
      drop(plan, 'vmapi/cutover/verify', 'vmapi/cutover/stop-old');
    },
    says: /vmapi\/cutover\/verify: does not wait for vmapi\/cutover\/stop-old/,
  },
  {
    rule: 'cutovers',
    what: 'a dataset that travels nowhere',
    broken: (plan) => (plan.steps = plan.steps.filter(({ id }) => id !== 'imgapi/prepare/first-copy')),
    says: /datasets\[\d\]: has 0 steps dataset.copy, expected one/,
  },
  {
    rule: 'cutovers',
    what: "another zone's dataset",
    broken: (plan) => (first(plan.datasets).from.dataset = 'zones/0f33f489-a6c7-4273-89ab-3529ad74d5f4/data'),
    says: /datasets\[0\]: .* is no dataset of the zone replaced/,
  },
  {
    rule: 'commits',
    what: 'a delete in the cutover',
    broken: (plan) => (step(plan, 'vmapi/commit/delete-old').phase = 'cutover'),
    says: /vmapi\/commit\/delete-old: is irreversible in phase cutover/,
  },
  {
    rule: 'commits',
    what: 'a delete that claims to be reversible',
    broken: (plan) => (step(plan, 'vmapi/commit/delete-old').irreversible = false),
    says: /instance.delete can't be undone, and the step is not marked irreversible/,
  },
  {
    rule: 'commits',
    what: 'a delete with an undo',
    broken: (plan) => (step(plan, 'vmapi/commit/delete-old').undo = step(plan, 'vmapi/cutover/start').undo),
    says: /delete-old: is irreversible and has an undo/,
  },
  {
    rule: 'commits',
    what: 'a delete before the gate',
    broken: (plan) => {
      drop(plan, 'vmapi/commit/delete-old', GATE);
    },
    says: /vmapi\/commit\/delete-old: is irreversible and waits for no gate/,
  },
  {
    rule: 'commits',
    what: 'a delete of what was not verified',
    broken: (plan) => {
      drop(plan, 'vmapi/commit/delete-old', 'vmapi/cutover/verify');
      drop(plan, GATE, 'vmapi/cutover/verify');
    },
    says: /vmapi\/commit\/delete-old: .* waits for no service.verify of vmapi1/,
  },
  {
    rule: 'commits',
    what: 'a gate that hides a delete',
    broken: (plan) => stepOf(plan, GATE, 'gate.commit').params.deletes.pop(),
    says: /does not say that the zone .* is deleted behind it/,
  },
  {
    rule: 'commits',
    what: 'a gate that names a zone nobody deletes',
    broken: (plan) => (plan.steps = plan.steps.filter(({ id }) => id !== 'vmapi/commit/delete-old')),
    says: /says that the zone .* is deleted, and no step does it/,
  },
  {
    rule: 'commits',
    what: 'addresses freed before their zone is gone',
    broken: (plan) => {
      drop(plan, 'vmapi/commit/sweep-nics', 'vmapi/commit/delete-old');
    },
    says: /vmapi\/commit\/sweep-nics: frees addresses and does not wait for the instance.delete/,
  },
  {
    rule: 'writes',
    what: 'two steps that write one object at the same time',
    broken: (plan) =>
      step(plan, 'vmapi/prepare/create').touches.push(
        ...step(plan, 'imgapi/prepare/create').touches.filter(({ mode }) => mode === 'write'),
      ),
    says: /writes .*, and so does vmapi\/prepare\/create: neither waits for the other/,
  },
  {
    rule: 'writes',
    what: 'a step that writes what a bracket holds',
    broken: (plan) => step(plan, 'vmapi/prepare/create').touches.push(...first(plan.brackets).open.touches),
    says: /vmapi\/prepare\/create.*adminui\/cutover\/hold|adminui\/cutover\/hold.*vmapi\/prepare\/create/,
  },
  {
    rule: 'brackets',
    what: 'a bracket around nothing',
    broken: (plan) => (first(plan.brackets).around = []),
    says: /adminui\/cutover\/hold-10.88.88.7: is a bracket around no steps/,
  },
  {
    rule: 'brackets',
    what: 'a bracket around a step that is not there',
    broken: (plan) => first(plan.brackets).around.push('nobody/knows' as StepId),
    says: /is around nobody\/knows/,
  },
  {
    rule: 'brackets',
    what: 'a bracket closed by what does not close it',
    broken: (plan) => (first(plan.brackets).close = structuredClone(first(plan.brackets).open)),
    says: /is closed by address.hold: expected address.unhold/,
  },
  {
    rule: 'brackets',
    what: 'a bracket that closes something else',
    broken: (plan) => {
      const { close } = first(plan.brackets);
      if (close.action === 'address.unhold') close.params.ip = '10.88.88.99';
    },
    says: /opens 10.88.88.7 on .* and closes 10.88.88.99 on/,
  },
  {
    rule: 'estimates',
    what: 'a range out of order',
    broken: (plan) => (step(plan, 'vmapi/cutover/start').estimateSeconds.low = 10_000),
    says: /vmapi\/cutover\/start: expected low <= typical <= high, found 10000/,
  },
  {
    rule: 'estimates',
    what: 'a critical path that leaps',
    broken: (plan) => plan.estimate.criticalPath.splice(1, 1),
    says: /estimate.criticalPath: leads from .* to .*, which does not need it/,
  },
  {
    rule: 'estimates',
    what: 'a window that ends before it begins',
    broken: (plan) => (first(plan.estimate.windows).fromSeconds = 1e6),
    says: /window of \w+: ends before it begins/,
  },
];

test('real plans are sound', () => {
  assert.deepEqual(lint(sound), []);
  assert.deepEqual(lint(realPlan([])), []);
  for (const service of SERVICES) assert.deepEqual(lint(realPlan([service])), []);
});

for (const { rule, what, broken, says } of CASES) {
  test(`${rule}: ${what}`, () => {
    const draft = structuredClone(sound) as Draft;
    broken(draft);
    const problems = lint(draft);
    const told = problems
      .filter((problem) => problem.rule === rule)
      .map(({ at, message }) => `${at}: ${message}`);
    assert.ok(
      told.some((line) => says.test(line)),
      `expected ${String(says)}, found ${JSON.stringify(problems, null, 2)}`,
    );
  });
}

test('every rule is shown', () => {
  const shown = new Set(CASES.map(({ rule }) => rule));
  const all: Readonly<Record<RuleName, true>> = {
    identifiers: true,
    order: true,
    references: true,
    intents: true,
    instances: true,
    addresses: true,
    phases: true,
    cutovers: true,
    commits: true,
    writes: true,
    brackets: true,
    estimates: true,
  };
  assert.deepEqual([...shown].sort(), Object.keys(all).sort());
});
