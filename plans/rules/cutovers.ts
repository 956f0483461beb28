/**
 * The order that data and addresses can't do without, whatever else a procedure does: the old zone
 * is stopped before its last increment and before its NIC moves, both are done before the new zone
 * starts, the new zone is waited for before its service is verified, and the old one is stopped by then.
 */
import { isAction, passing } from '../calls.ts';
import type { Complaint, Rule, Subject } from './rule.ts';
import type { InstanceKey } from '../../schemas/ids.ts';
import type { PlannedInstance, Step } from '../../schemas/plan.ts';

/** Complains of moves whose steps don't wait for what they rest on. */
export function* cutovers(subject: Subject): Iterable<Complaint> {
  for (const instance of subject.plan.instances) yield* cutover(instance, subject);
  yield* company(subject);
  yield* copies(subject);
  yield* origins(subject);
}

function* cutover(
  { key, service, replaces }: PlannedInstance,
  { plan, needsOf }: Subject,
): Iterable<Complaint> {
  const find = (action: Step['action'], side?: 'new' | 'old') =>
    plan.steps.filter((step) => isAction(step, action, key, side));
  const arrivals = [...find('nic.move'), ...find('zone.create')].filter((step) => passing(step).length > 0);
  const must = function* (late: readonly Step[], early: readonly Step[], why: string): Iterable<Complaint> {
    for (const step of late) {
      const before = new Set(needsOf(step));
      for (const one of early) {
        if (!before.has(one)) yield { at: step.id, message: `does not wait for ${one.id}: ${why}` };
      }
    }
  };
  const stops = find('zone.stop', 'old');
  const starts = find('zone.start', 'new');
  const quiets = find('services.disable', 'old');
  yield* must(starts, find('zone.create'), 'the zone must be there');
  yield* must(find('dataset.copy'), find('zone.create'), 'it is received into the new zone');
  yield* must(find('dataset.increment'), find('dataset.copy'), 'an increment goes on top of the copy');
  yield* must(find('dataset.increment'), stops, 'what the old zone still writes would be lost');
  yield* must(arrivals, stops, 'two running zones would have one address');
  yield* must(stops, quiets, 'what it does must have ended in order');
  if (quiets.length > 0) yield* must(starts, stops, 'two of them would act');
  yield* must(starts, find('dataset.increment'), 'it would start on old data');
  yield* must(starts, arrivals, 'it would start without the address');
  yield* must(find('service.verify'), find('zone.await', 'new'), 'it must be healthy');
  yield* must(find('service.verify'), stops, 'it must answer from the new zone alone');
  for (const stop of service === 'sdc' && quiets.length === 0 ? stops : []) {
    yield { at: stop.id, message: 'stops hermes and its cron lines, and no services.disable has ended them' };
  }
  for (const step of service === 'workflow' && stops.length > 0 ? [...stops, ...starts] : []) {
    const stop = step.action === 'zone.stop' ? step : step.undo;
    if (stop?.action === 'zone.stop' && !stop.params.drain) {
      yield { at: step.id, message: `stops a zone in which jobs run, and does not wait for their end` };
    }
  }
  if (replaces && starts.length > 0 && find('service.verify').length === 0) {
    yield { at: key, message: 'is started, and no step service.verify looks whether it serves' };
  }
}

/** A new zone that starts after the old one was stopped insists on that when it starts; one that starts beside it can't. */
const company: Rule = function* ({ plan, needsOf }) {
  for (const step of plan.steps) {
    if (step.action !== 'zone.start') continue;
    const stops = plan.steps.filter((one) => isAction(one, 'zone.stop', step.params.zone.instance, 'old'));
    const isAfter = stops.some((stop) => needsOf(step).includes(stop));
    if (stops.length === 0 || isAfter === step.params.alone) continue;
    const how = isAfter ? 'after the stop of' : 'beside';
    yield { at: step.id, message: `starts ${how} the old zone, expected alone: ${String(isAfter)}` };
  }
};

/** A dataset that is said to travel does: a copy and an increment each, from the zone that is replaced. */
const copies: Rule = function* ({ plan, instances }) {
  for (const [at, dataset] of plan.datasets.entries()) {
    const where = `datasets[${String(at)}]`;
    const key: InstanceKey = dataset.to.instance;
    const replaced = instances.get(key)?.replaces;
    if (replaced && !dataset.from.dataset.split('/').includes(replaced.uuid)) {
      yield {
        at: where,
        message: `${dataset.from.dataset} is no dataset of the zone replaced, ${replaced.uuid}`,
      };
    }
    if (dataset.method !== 'send-increment') continue;
    for (const action of ['dataset.copy', 'dataset.increment'] as const) {
      const found = plan.steps.filter((step) => isAction(step, action, key)).length;
      if (found !== 1) yield { at: where, message: `has ${String(found)} steps ${action}, expected one` };
    }
  }
};

/** What is sent, and compared before the old zone is deleted, is what `datasets` says: a person has read that. */
const origins: Rule = function* ({ plan }) {
  for (const step of plan.steps) {
    if (!('from' in step.params)) continue;
    const { instance, from } = step.params;
    const said = plan.datasets.find(({ to }) => to.instance === instance)?.from;
    if (from.dataset === said?.dataset && from.server === said.server) continue;
    const expected = said ? `${said.dataset} on ${said.server}` : 'no dataset';
    yield {
      at: step.id,
      message: `is about ${from.dataset} on ${from.server}, datasets has ${expected} for ${instance}`,
    };
  }
};
