/**
 * What can't be undone comes last: in phase commit, behind a gate, behind the verified replacement
 * of the very instance, and, where its data travelled, behind the last increment.
 */
import { instanceOf, isAction, isRemoval } from '../calls.ts';
import type { Complaint, Subject } from './rule.ts';
import type { ActionName, Plan, Step } from '../../schemas/plan.ts';

/** Destroys zone and data, whatever a plan says about it. The other commit actions only tidy up behind it. */
const DESTRUCTIVE = 'instance.delete' satisfies ActionName;

/** Complains of irreversible steps that are not safe to take, and of gates that don't say what they open. */
export function* commits(subject: Subject): Iterable<Complaint> {
  for (const step of subject.plan.steps) {
    if (step.action === DESTRUCTIVE && !step.irreversible) {
      yield {
        at: step.id,
        message: `${step.action} can't be undone, and the step is not marked irreversible`,
      };
    }
    if (step.irreversible) yield* irreversible(step, subject);
    if (step.action === 'nic.sweep' && !needsDelete(step, subject)) {
      yield {
        at: step.id,
        message: `frees addresses and does not wait for the instance.delete of their zone`,
      };
    }
    if (step.action === 'dataset.forget' && !needsDelete(step, subject)) {
      yield {
        at: step.id,
        message: 'destroys snapshots and does not wait for the instance.delete of their zone',
      };
    }
    if (step.action === 'link.remove' && !needsDelete(step, subject)) {
      yield { at: step.id, message: 'removes a link and does not wait for the instance.delete of its zone' };
    }
    if (step.action === 'hermes.restart') yield* tooEarly(step, subject);
    if (step.action === DESTRUCTIVE) yield* uncompared(step, subject);
    if (step.action === 'gate.commit') {
      yield* gate(step, subject);
      yield* unnumbered(step, subject);
    }
  }
}

function* irreversible(step: Step, { plan, instances, needsOf }: Subject): Iterable<Complaint> {
  if (step.phase !== 'commit') {
    yield { at: step.id, message: `is irreversible in phase ${step.phase}, it belongs to commit` };
  }
  if (step.undo) yield { at: step.id, message: 'is irreversible and has an undo' };
  const before = needsOf(step);
  if (!before.some((need) => need.action === 'gate.commit')) {
    yield { at: step.id, message: 'is irreversible and waits for no gate' };
  }
  const key = instanceOf(step);
  const instance = key === null ? undefined : instances.get(key);
  // Of a member that is taken out the rule on removals knows what must be seen first.
  const isRest = instance !== undefined && isRemoval(instance);
  if (!isRest && !before.some((need) => isAction(need, 'service.verify', key))) {
    yield {
      at: step.id,
      message: `is irreversible and waits for no service.verify of ${key ?? 'its instance'}`,
    };
  }
  const travels = plan.datasets.some(({ to, method }) => to.instance === key && method === 'send-increment');
  if (travels && !before.some((need) => isAction(need, 'dataset.increment', key))) {
    yield { at: step.id, message: `destroys what ${String(key)} has no verified copy of yet` };
  }
}

/**
 * Before it deletes data, instance.delete compares both sides at the last snapshot that dataset.forget
 * names; without that it has nothing to compare.
 */
function* uncompared(
  { id, params: { instance } }: Extract<Step, { action: typeof DESTRUCTIVE }>,
  { plan }: Subject,
): Iterable<Complaint> {
  if (!plan.datasets.some(({ to, method }) => to.instance === instance && method !== 'create-empty')) return;
  const forgets = plan.steps.flatMap((step) =>
    step.action === 'dataset.forget' && step.params.instance === instance ? [step] : [],
  );
  if (forgets.length === 0) {
    yield { at: id, message: `deletes data, and no dataset.forget of ${instance} names its snapshots` };
  }
  for (const forget of forgets) {
    const { snapshots } = forget.params;
    if (snapshots.length === 0) yield { at: forget.id, message: 'names no snapshot of the data deleted' };
    for (const step of plan.steps) {
      if (step.action !== 'dataset.increment' || step.params.instance !== instance) continue;
      const { base, snapshot } = step.params;
      if (snapshots.includes(base) && snapshots.at(-1) === snapshot) continue;
      const found = snapshots.join(', ');
      yield {
        at: forget.id,
        message: `names the snapshots ${found}, expected ${base} and at last ${snapshot}`,
      };
    }
  }
}

/** A gate's list of what is deleted behind it is what a person consents to: it must be complete. */
function* gate(
  step: Extract<Step, { action: 'gate.commit' }>,
  { plan, graph, reach }: Subject,
): Iterable<Complaint> {
  const told = new Set(step.params.deletes.map(({ uuid }) => uuid));
  const here = graph.position.get(step.id) ?? 0;
  const behind = plan.steps.filter((_, at) => reach.waitsFor(at, here));
  const deleted = new Set(behind.flatMap((other) => deletedBy(other, plan)));
  for (const zone of deleted) {
    if (!told.has(zone))
      yield { at: step.id, message: `does not say that the zone ${zone} is deleted behind it` };
  }
  for (const { uuid, alias, server } of step.params.deletes) {
    const { replaces } = plan.instances.find((one) => one.replaces?.uuid === uuid) ?? {};
    if (!replaces) continue;
    const hostname = replaces.server === plan.intent.from.uuid ? plan.intent.from.hostname : replaces.server;
    if (alias !== replaces.alias || server !== hostname) {
      yield {
        at: step.id,
        message: `says that ${alias} on ${server} is deleted, and it is ${replaces.alias} on ${hostname}`,
      };
    }
  }
  for (const zone of told) {
    if (!deleted.has(zone))
      yield { at: step.id, message: `says that the zone ${zone} is deleted, and no step does it` };
  }
}

/** Once the gate is open, units can be committed one by one: what of them goes back with them must be done. */
function* unnumbered(step: Step, { plan, needsOf }: Subject): Iterable<Complaint> {
  const before = new Set(needsOf(step));
  for (const other of plan.steps) {
    const isLate = other.action === 'sapi.substitute' || other.action === 'file.substitute';
    if (isLate && !before.has(other)) yield { at: step.id, message: `does not wait for ${other.id}` };
  }
}

function deletedBy(step: Step, plan: Plan) {
  if (step.action !== 'instance.delete') return [];
  return plan.instances.flatMap(({ key, replaces }) =>
    key === step.params.instance && replaces ? [replaces.uuid] : [],
  );
}

/** hermes learns which zones there are when it starts: a delete after that goes unnoticed. */
function* tooEarly(step: Step, { plan, needsOf }: Subject): Iterable<Complaint> {
  const before = new Set(needsOf(step));
  for (const other of plan.steps) {
    if (other.action !== DESTRUCTIVE || before.has(other)) continue;
    yield { at: step.id, message: `does not wait for ${other.id}` };
  }
}

function needsDelete(step: Step, { needsOf }: Subject): boolean {
  return needsOf(step).some((need) => isAction(need, 'instance.delete', instanceOf(step)));
}
