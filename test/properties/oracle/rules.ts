/**
 * What must be true of every plan, whatever its datacenter, checked on the document alone. Nothing
 * here is shared with what makes or lints plans.
 */
import assert from 'node:assert/strict';
import type { Plan, Step } from '../../../schemas/plan.ts';

/** The steps a step waits for, directly or through others. */
export function waitsFor(plan: Plan): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const step of plan.steps) {
    const before = new Set<string>();
    for (const need of step.needs) {
      const further = all.get(need.step);
      assert.ok(further, `${step.id} needs ${need.step}, which is not before it`);
      before.add(need.step);
      for (const one of further) before.add(one);
    }
    assert.ok(!all.has(step.id), `${step.id} is there twice`);
    all.set(step.id, before);
  }
  return all;
}

/** Steps are in an order that satisfies their needs, and two that write one object are ordered. */
export function writersAreOrdered(plan: Plan): void {
  const before = waitsFor(plan);
  const writers = new Map<string, Step[]>();
  for (const step of plan.steps) {
    for (const { object, mode } of step.touches) {
      if (mode !== 'write') continue;
      for (const other of writers.get(object) ?? []) {
        const ordered = other.id === step.id || before.get(step.id)?.has(other.id);
        assert.ok(ordered, `${other.id} and ${step.id} both write ${object}, in any order`);
      }
      writers.set(object, [...(writers.get(object) ?? []), step]);
    }
  }
}

/** Actions that can't be taken back, by what they do and not by what the plan says. */
const FINAL = new Set(['instance.delete', 'nic.sweep', 'address.unreserve']);

/** The instance a step is about; null: none. */
function instanceOf({ params }: Step): string | null {
  if ('instance' in params) return params.instance;
  return 'zone' in params ? params.zone.instance : null;
}

/** What can't be undone is commit, behind the gate and behind a verified replacement. */
export function commitsAreGuarded(plan: Plan): void {
  const before = waitsFor(plan);
  const steps = new Map(plan.steps.map((step) => [step.id as string, step]));
  for (const step of plan.steps) {
    if (step.phase !== 'commit') {
      assert.ok(!step.irreversible, `${step.id} is irreversible and not commit`);
      assert.ok(!FINAL.has(step.action), `${step.id} can't be undone and is not commit`);
      continue;
    }
    if (step.action === 'gate.commit' || step.action === 'gate.manual') continue;
    const earlier = [...(before.get(step.id) ?? [])].map((id) => steps.get(id));
    assert.ok(
      earlier.some((one) => one?.action === 'gate.commit'),
      `${step.id} passes no gate`,
    );
    if (step.action === 'hermes.restart') {
      const deletes = plan.steps.filter(({ action }) => action === 'instance.delete');
      assert.ok(
        deletes.every(({ id }) => before.get(step.id)?.has(id)),
        `${step.id} is not behind every delete`,
      );
      continue;
    }
    if (step.action === 'manatee.reap') {
      const { gone } = step.params;
      const key = plan.instances.find(({ replaces }) => replaces?.uuid === gone.uuid)?.key;
      assert.ok(
        earlier.some((one) => one?.action === 'instance.delete' && one.params.instance === key),
        `${step.id} is not behind the delete of ${gone.alias}`,
      );
      continue;
    }
    const instance = instanceOf(step);
    const isVerified = (one: Step | undefined): boolean =>
      one?.action === 'service.verify' || (one?.action === 'members.verify' && one.params.left);
    assert.ok(
      earlier.some((one) => one && isVerified(one) && instanceOf(one) === instance),
      `${step.id} does not wait until ${String(instance)} is verified`,
    );
  }
  for (const step of plan.steps)
    if (step.action === 'instance.delete') assert.ok(step.irreversible, `${step.id} says it can be undone`);
}

/** What a prepare step may be: nothing that a running zone or a client could notice. */
const SILENT = new Set(['image.install', 'address.reserve', 'zone.create', 'dataset.copy']);

/** Nobody notices the prepare phase, and it waits for nothing of a later one. */
export function prepareIsSilent(plan: Plan): void {
  const before = waitsFor(plan);
  const phases = new Map(plan.steps.map((step) => [step.id as string, step.phase]));
  const old = new Set(plan.instances.map((one) => one.replaces?.uuid as string | undefined));
  for (const step of plan.steps) {
    if (step.phase !== 'prepare') continue;
    assert.ok(SILENT.has(step.action), `${step.id} is no silent action`);
    for (const { object, mode } of step.touches) {
      const [kind, name] = [object.slice(0, object.indexOf(':')), object.slice(object.indexOf(':') + 1)];
      assert.notEqual(kind, 'dns', `${step.id} touches DNS`);
      const itsZone = (kind === 'zone' || kind === 'instance') && old.has(name);
      assert.ok(!itsZone || mode === 'read', `${step.id} writes the old zone`);
    }
    for (const id of before.get(step.id) ?? [])
      assert.equal(phases.get(id), 'prepare', `${step.id} waits for ${id} of a later phase`);
  }
}

/** Brackets are around steps that exist, and no step writes what a bracket of others holds. */
export function bracketsHold(plan: Plan): void {
  const ids = new Set<string>(plan.steps.map(({ id }) => id));
  for (const bracket of plan.brackets) {
    assert.ok(!ids.has(bracket.id), `${bracket.id} is a step too`);
    assert.ok(bracket.around.length > 0, `${bracket.id} is around nothing`);
    for (const id of bracket.around)
      assert.ok(ids.has(id), `${bracket.id} is around ${id}, which is no step`);
  }
  for (const { until } of plan.expects)
    assert.ok(until === null || ids.has(until), `nothing is called ${String(until)}`);
  for (const id of plan.estimate.criticalPath)
    assert.ok(ids.has(id), `the critical path has ${id}, which is no step`);
}

/**
 * One zone never acts beside the other where only one may: a new zone with the old one's data or
 * NIC is started only when the old one is stopped and what it needs has arrived.
 */
export function oldStopsBeforeNewStarts(plan: Plan): void {
  const before = waitsFor(plan);
  const stepsOf = (action: Step['action'], key: string): readonly Step[] =>
    plan.steps.filter((step) => step.action === action && instanceOf(step) === key);
  for (const { key, service } of plan.instances) {
    const arriving = [
      ...stepsOf('dataset.increment', key),
      ...stepsOf('nic.move', key),
      ...stepsOf('zone.create', key).filter(({ phase }) => phase === 'cutover'),
    ];
    const stops = stepsOf('zone.stop', key);
    if (service === 'sdc' && stops.length > 0) {
      const [quiet] = stepsOf('services.disable', key);
      assert.ok(quiet, `${key}: hermes is not disabled`);
      for (const stop of stops)
        assert.ok(before.get(stop.id)?.has(quiet.id), `${stop.id} does not wait for ${quiet.id}`);
      for (const start of stepsOf('zone.start', key))
        for (const stop of stops)
          assert.ok(before.get(start.id)?.has(stop.id), `${start.id} does not wait for ${stop.id}`);
    }
    if (arriving.length === 0) continue;
    for (const start of stepsOf('zone.start', key))
      for (const earlier of [...stops, ...arriving])
        assert.ok(before.get(start.id)?.has(earlier.id), `${start.id} does not wait for ${earlier.id}`);
    for (const step of arriving)
      for (const stop of stops)
        assert.ok(before.get(step.id)?.has(stop.id), `${step.id} does not wait for ${stop.id}`);
  }
}

/** A member of a cluster leaves only while others were seen to serve, and is deleted only when they do without it. */
export function removalsRestOnOthers(plan: Plan): void {
  const before = waitsFor(plan);
  for (const { key, create, existing, replaces } of plan.instances) {
    if (create !== null || existing !== null) continue;
    for (const step of plan.steps) {
      if (
        instanceOf(step) !== key ||
        !['zone.stop', 'registrar.disable', 'instance.delete'].includes(step.action)
      )
        continue;
      const looks = plan.steps.flatMap((one) =>
        one.action === 'members.verify' && one.params.instance === key && before.get(step.id)?.has(one.id)
          ? [one.params]
          : [],
      );
      const wanted = looks.find(({ left }) => left === (step.action === 'instance.delete'));
      assert.ok(wanted, `nobody looks at the others before ${step.id}`);
      assert.ok(wanted.members.length > 0, `${step.id} rests on no member`);
      for (const { uuid, server } of wanted.members) {
        assert.notEqual(uuid, replaces?.uuid, `${step.id} rests on ${key} itself`);
        assert.notEqual(server, plan.intent.from.uuid, `${step.id} rests on a member that is on the source`);
      }
    }
  }
}

/** What hnadm's own creates and NIC changes stand on. */
const CHAIN = new Set(['binder', 'cnapi', 'imgapi', 'napi', 'sapi', 'vmapi', 'workflow']);

/** The ground hnadm stands on moves one service at a time, after everything was made that needs it. */
export function chainMovesOneByOne(plan: Plan): void {
  const before = waitsFor(plan);
  const cutoverOf = (key: string): readonly Step[] =>
    plan.steps.filter(
      ({ phase, params }) =>
        phase === 'cutover' &&
        (('instance' in params && params.instance === key) ||
          ('zone' in params && params.zone.instance === key)),
    );
  const links = plan.instances.filter(({ service }) => CHAIN.has(service)).map(({ key }) => cutoverOf(key));
  const isAfter = (later: readonly Step[], earlier: readonly Step[]): boolean => {
    const verified = earlier.find(({ action }) => action === 'service.verify')?.id ?? '';
    return later.every(({ id }) => before.get(id)?.has(verified) === true);
  };
  links.forEach((one, n) => {
    for (const other of links.slice(n + 1))
      assert.ok(
        isAfter(one, other) || isAfter(other, one),
        `${String(one[0]?.id)} and ${String(other[0]?.id)} in any order`,
      );
    // A binder is made in its cutover, when everything else of the chain but moray has moved.
    for (const { id, action, unit } of plan.steps)
      if (action === 'zone.create' && !unit.startsWith('binder'))
        for (const step of one)
          assert.ok(
            before.get(step.id)?.has(id),
            `${step.id} does not wait for ${id}, which goes through it`,
          );
  });
}
