/** Every instance key leads to a member of `instances` that has the zone asked for. */
import { instanceOf, sideOf } from '../calls.ts';
import type { Complaint, Subject } from './rule.ts';
import type { InstanceKey } from '../../schemas/ids.ts';
import type { ActionCall } from '../../schemas/plan.ts';

/** Complains of keys that lead nowhere, in steps, undos, brackets, reservations and datasets. */
export function* references({ plan, instances }: Subject): Iterable<Complaint> {
  const named: [at: string, key: InstanceKey][] = [];
  const calls: [at: string, call: ActionCall][] = [];
  for (const step of plan.steps) {
    calls.push([step.id, step]);
    if (step.undo) calls.push([`${step.id} undo`, step.undo]);
  }
  for (const bracket of plan.brackets) {
    calls.push([`${bracket.id} open`, bracket.open], [`${bracket.id} close`, bracket.close]);
  }
  for (const [at, call] of calls) {
    const key = instanceOf(call);
    if (key === null) continue;
    named.push([at, key]);
    const instance = instances.get(key);
    if (instance && sideOf(call) === 'old' && !instance.replaces) {
      yield { at, message: `is about the zone that ${key} replaces, and it replaces none` };
    }
  }
  for (const [at, { instance }] of plan.reservations.entries())
    named.push([`reservations[${String(at)}]`, instance]);
  for (const [at, { to }] of plan.datasets.entries()) named.push([`datasets[${String(at)}]`, to.instance]);
  for (const [at, key] of named) {
    if (!instances.has(key))
      yield { at, message: `names the instance ${key}, and instances has no such key` };
  }
}
