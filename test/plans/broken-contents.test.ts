/** What a plan names must be there, once, and agree with itself: each rule shown by a plan that breaks it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from '../../plans/lint.ts';
import type { InstanceKey, ServerUuid, StepId } from '../../schemas/ids.ts';
import { GATE, create, first, step, stepOf, sound, testBroken } from './breaking.ts';
import { SERVICES, realPlan } from './real-plan.ts';

test('real plans are sound', () => {
  assert.deepEqual(lint(sound), []);
  assert.deepEqual(lint(realPlan([])), []);
  for (const service of SERVICES) assert.deepEqual(lint(realPlan([service])), []);
});

testBroken(
  ['identifiers', 'order', 'references', 'intents', 'instances', 'addresses'],
  [
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
      broken: (plan) =>
        (first(step(plan, 'vmapi/cutover/start').needs).step = 'vmapi/cutover/pray' as StepId),
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
      broken: (plan) =>
        (create(plan, 'vmapi1').server = '3e4a262c-97bb-40f5-9279-7236c9982d87' as ServerUuid),
      says: /vmapi1: is placed on server 3e4a262c/,
    },
    {
      rule: 'intents',
      what: 'a plan with an error',
      broken: (plan) => (first(plan.findings).severity = 'error'),
      says: /findings: holds the error/,
    },
    {
      rule: 'intents',
      what: 'members of clusters that go where they come from',
      broken: (plan) => (plan.intent.options.haTo = structuredClone(plan.intent.from)),
      says: /intent: moves members of clusters from headnode0 to itself/,
    },
    {
      rule: 'intents',
      what: 'members of clusters that go to TO anyway',
      broken: (plan) => (plan.intent.options.haTo = structuredClone(plan.intent.to)),
      says: /intent: names headnode1 as TO and for members of clusters besides/,
    },
    {
      rule: 'intents',
      what: 'what is no member of a cluster on the server that takes those',
      broken: (plan) => {
        const uuid = '11111111-1111-4111-8111-111111111111' as ServerUuid;
        plan.intent.options.haTo = { uuid, hostname: 'cn1' };
        create(plan, 'vmapi1').server = uuid;
      },
      says: /vmapi1: is placed on server 1.*, which takes members of clusters alone/,
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
      what: 'a zone to create, and one that is there',
      broken: (plan) => {
        for (const instance of plan.instances)
          if (instance.key === 'vmapi1') instance.existing = structuredClone(instance.replaces);
      },
      says: /vmapi1: must not have both of create and existing/,
    },
    {
      rule: 'instances',
      what: 'a zone created with another address than planned',
      broken: (plan) =>
        (first(stepOf(plan, 'vmapi/prepare/create', 'zone.create').params.params.networks).ip =
          '10.99.99.99'),
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
      says: /amonredis1: 10.99.99.52 on .* is reserved for vmapi1/,
    },
    {
      rule: 'addresses',
      what: 'an address that no step obtains',
      broken: (plan) => {
        for (const one of plan.reservations) if (one.source === 'takeover') one.source = 'free';
      },
      says: /10.88.88.7 on .* \(free\) is not obtained by a step address.reserve/,
    },
  ],
);
