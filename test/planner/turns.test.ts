/**
 * The order in which services change over. What must come before what is typed here from what operators
 * know (waves of a migration), and how long customers wait is found by trying every order that this allows.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Plan, Step } from '../../schemas/plan.ts';
import { rehearse } from '../../simulator/rehearsal/rehearse.ts';
import { planOf, recorded } from '../executor/support/simulated.ts';
import { waitsFor } from '../properties/oracle/rules.ts';

const EXAMPLES = ['three-headnodes', 'recorded', 'no-ha', 'optional-services'] as const;

const BOOT = ['dhcpd', 'assets'];
/** What customers feel of those made for two, and of those that nothing in the chain needs; and the others. */
const PAIRS = { felt: ['adminui', 'cloudapi', 'mahi', 'cmon'], unfelt: ['papi', 'portolan'] };
const LEAVES = {
  felt: ['cns', 'docker', 'volapi'],
  unfelt: ['amonredis', 'amon', 'kbmapi', 'grafana', 'prometheus', 'manta'],
};
const CHAIN = ['ufds', 'fwapi', 'napi', 'imgapi', 'cnapi', 'vmapi', 'workflow'];

/** Each of the first changes over before each of the second. */
const BEFORE: readonly (readonly [readonly string[], readonly string[]])[] = [
  [BOOT, [...PAIRS.felt, ...PAIRS.unfelt, ...LEAVES.felt, ...LEAVES.unfelt]],
  [PAIRS.unfelt, LEAVES.unfelt],
  [PAIRS.felt, LEAVES.felt],
  [['amonredis'], ['amon']],
  [[...PAIRS.felt, ...PAIRS.unfelt, ...LEAVES.felt, ...LEAVES.unfelt, 'rabbitmq'], CHAIN],
  [
    ['ufds', 'fwapi', 'napi', 'imgapi'],
    ['cnapi', 'vmapi', 'workflow'],
  ],
  [['cnapi'], ['vmapi']],
  [['vmapi'], ['workflow']],
  [CHAIN, ['sapi']],
  [['sapi'], ['sdc']],
  [['sdc'], ['moray']],
];

/** The service of a step's unit: in these plans each has one. */
const serviceOf = ({ unit }: Step): string => unit;

/** Services in the order in which their cutovers are written. */
function written({ steps }: Plan): readonly string[] {
  return [...new Set(steps.filter(({ phase }) => phase === 'cutover').map(serviceOf))];
}

function maintenanceOf({ brackets }: Plan): ReadonlySet<string> {
  const bracket = brackets.find(({ open }) => open.action === 'maintenance.start');
  return new Set<string>(bracket?.around);
}

describe('the order of cutovers', () => {
  for (const name of EXAMPLES) {
    const plan = planOf(recorded(name), []);

    it(`is one that operators would choose: ${name}`, () => {
      const before = waitsFor(plan);
      const cutover = (service: string) =>
        plan.steps.filter((step) => step.phase === 'cutover' && serviceOf(step) === service);
      let pairs = 0;
      for (const [first, second] of BEFORE) {
        for (const [early, late] of first.flatMap((one) => second.map((other) => [one, other] as const))) {
          for (const begin of cutover(late).slice(0, 1)) {
            pairs += cutover(early).length > 0 ? 1 : 0;
            // What an address was written in is changed afterwards, and keeps nobody waiting.
            for (const { id } of cutover(early).filter(({ action }) => !action.endsWith('.substitute')))
              assert.ok(before.get(begin.id)?.has(id), `${begin.id} does not wait for ${id}`);
          }
        }
      }
      assert.ok(pairs > 70, `only ${String(pairs)} pairs`);
    });

    it(`is the one that is written, and customers wait for nothing else: ${name}`, async () => {
      const around = maintenanceOf(plan);
      for (const seed of [1, 2, 3]) {
        const begun: string[] = [];
        const felt = new Map<string, { from: number; to: number }>();
        const steps = new Map(plan.steps.map((step) => [step.id, step]));
        const { end, message, maintenanceSeconds } = await rehearse(plan, recorded(name), {
          seed,
          onNews: (news, at) => {
            if (news.kind !== 'step-started' && news.kind !== 'step-ended') return;
            const step = steps.get(news.step);
            if (step?.phase !== 'cutover') return;
            const service = serviceOf(step);
            if (!begun.includes(service)) begun.push(service);
            if (!around.has(step.id)) return;
            felt.set(service, { from: felt.get(service)?.from ?? at, to: at });
          },
        });
        assert.equal(end, 'done', message);
        assert.deepEqual(begun, written(plan));
        const seconds = [...felt.values()].reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
        // Opening and closing it: zones read their configuration, and jobs of customers end.
        const most = seconds + (around.size > 0 ? 75 : 0);
        assert.ok(
          maintenanceSeconds <= most,
          `${String(maintenanceSeconds)} s of maintenance for cutovers of ${String(seconds)} s`,
        );
        assert.equal(maintenanceSeconds > 0, around.size > 0, 'it is seen by the rehearsal');
      }
    });
  }
});

/** When each step starts and ends where each starts as soon as its needs are done. */
function times(
  steps: readonly Step[],
): ReadonlyMap<string, { readonly start: number; readonly end: number }> {
  const found = new Map<string, { start: number; end: number }>();
  const timeOf = (step: Step): { start: number; end: number } => {
    const known = found.get(step.id);
    if (known) return known;
    const needed = steps.filter(({ id }) => step.needs.some((need) => need.step === id));
    const start = Math.max(0, ...needs(needed));
    const time = { start, end: start + step.estimateSeconds.typical };
    found.set(step.id, time);
    return time;
  };
  const needs = (all: readonly Step[]): readonly number[] => all.map((step) => timeOf(step).end);
  steps.forEach(timeOf);
  return found;
}

/** Seconds for which services that stop first are at work on it, and for which customers are in maintenance. */
function cost(plan: Plan, steps: readonly Step[]): number {
  const at = times(steps);
  const lengthOf = (own: readonly Step[]): number => {
    if (own.length === 0) return 0;
    const spans = own.map(({ id }) => at.get(id) ?? { start: NaN, end: NaN });
    return Math.max(...spans.map(({ end }) => end)) - Math.min(...spans.map(({ start }) => start));
  };
  const around = maintenanceOf(plan);
  const down = written(plan).filter((service) =>
    steps.some((step) => serviceOf(step) === service && step.action === 'zone.start' && step.params.alone),
  );
  return [
    steps.filter(({ id }) => around.has(id)),
    ...down.map((service) => steps.filter((step) => step.phase === 'cutover' && serviceOf(step) === service)),
  ].reduce((sum, own) => sum + lengthOf(own), 0);
}

/** The plan's steps with their cutovers in another order: each waits for the one before, as planned ones do. */
function reordered(plan: Plan, order: readonly string[]): readonly Step[] {
  const units = new Map(plan.steps.map((step) => [step.id, step]));
  const verify = (service: string | undefined) =>
    plan.steps.find((step) => step.action === 'service.verify' && serviceOf(step) === service);
  return plan.steps
    .filter(({ phase }) => phase !== 'commit')
    .map((step) => {
      if (step.phase !== 'cutover') return step;
      const own = step.needs.filter(({ step: id }) => {
        const needed = units.get(id);
        return needed !== undefined && (serviceOf(needed) === serviceOf(step) || needed.phase === 'prepare');
      });
      const before = verify(order[order.indexOf(serviceOf(step)) - 1]);
      // What only the maintenance made it wait for is the order's doing.
      const kept = own.filter(({ because }) => because !== 'maintenance');
      const turn = before ? [{ step: before.id, because: 'in-turn' as const }] : [];
      // It begins when it can run through: all of its steps wait for all that any of them waits for.
      const outside = plan.steps
        .filter((one) => one.phase === 'cutover' && serviceOf(one) === serviceOf(step))
        .flatMap((one) => one.needs)
        .filter(({ step: id, because }) => because !== 'maintenance' && units.get(id)?.phase === 'prepare');
      return { ...step, needs: [...kept, ...outside, ...turn] };
    });
}

/** Every order of the services that BEFORE allows. */
function permitted(services: readonly string[]): readonly (readonly string[])[] {
  if (services.length === 0) return [[]];
  const isForced = (one: string, others: readonly string[]) =>
    BEFORE.some(([first, second]) => second.includes(one) && first.some((early) => others.includes(early)));
  return services.flatMap((one) => {
    const others = services.filter((other) => other !== one);
    return isForced(one, others) ? [] : permitted(others).map((rest) => [one, ...rest]);
  });
}

describe('no other order that is allowed has less downtime', () => {
  const cases = [
    ['mahi', 'amonredis', 'papi', 'docker'],
    ['cloudapi', 'amon', 'rabbitmq', 'cns', 'imgapi'],
    ['ufds', 'imgapi', 'fwapi', 'napi', 'mahi'],
    ['dhcpd', 'assets', 'adminui', 'ufds', 'cnapi', 'sapi', 'sdc'],
    ['cmon', 'docker', 'papi', 'amonredis', 'imgapi', 'vmapi'],
  ];
  for (const services of cases) {
    it(services.join(', '), () => {
      const plan = planOf(recorded('three-headnodes'), services);
      const orders = permitted(written(plan));
      assert.ok(orders.length > 1, 'there is something to choose');
      const planned = cost(
        plan,
        plan.steps.filter(({ phase }) => phase !== 'commit'),
      );
      const costs = orders.map((order) => cost(plan, reordered(plan, order)));
      const best = Math.min(...costs);
      assert.ok(planned <= best + 0.001, `${String(planned)} s, and ${String(best)} s are possible`);
    });
  }
});
