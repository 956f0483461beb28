/**
 * Every step can be taken back by its own undo: the action that reverses it, on what the step was
 * about. A rollback carries undos out as they are written; one that is missing leaves a service down,
 * and one that is about something else destroys what the step never made.
 */
import { canonical } from '../../schemas/canonical.ts';
import type { ActionName, Step } from '../../schemas/plan.ts';
import type { Complaint, Subject } from './rule.ts';

/** What takes an action back; null: nothing does, or nothing need. */
const UNDONE_BY: Readonly<Record<ActionName, ActionName | null>> = {
  'image.install': null,
  'address.reserve': 'address.release',
  'zone.create': 'zone.delete',
  'dataset.copy': 'dataset.forget',
  'zone.start': 'zone.stop',
  'zone.stop': 'zone.revive',
  // The zone leaves DNS before it is stopped: what it registered once it was healthy is taken back.
  'zone.await': 'registrar.disable',
  'instance.settle': null,
  'registrar.disable': 'registrar.enable',
  'registrar.enable': 'registrar.disable',
  'services.disable': 'services.enable',
  'link.set': 'link.remove',
  // A wait has no effect; its undo waits for the way back.
  'dns.await': 'dns.await',
  'nic.move': 'nic.move',
  'dataset.increment': 'dataset.return',
  'manatee.await': null,
  'manatee.promote': 'manatee.restore',
  'manatee.restore': null,
  'manatee.reap': null,
  'manatee.freeze': null,
  'manatee.unfreeze': null,
  'sapi.compare': null,
  'service.verify': null,
  // Looks alone; its undo waits for the way back.
  'members.verify': 'dns.await',
  // Looks alone; the way back ends with all of them there.
  'ensemble.await': 'ensemble.await',
  'sapi.substitute': 'sapi.substitute',
  'file.substitute': 'file.substitute',
  'gate.manual': null,
  'gate.commit': null,
  'hermes.restart': null,
  'instance.delete': null,
  'nic.sweep': null,
  'address.unreserve': null,
  'dataset.forget': null,
  'address.release': null,
  'address.hold': null,
  'maintenance.start': null,
  'maintenance.stop': null,
  'address.unhold': null,
  'services.enable': null,
  'link.remove': null,
  'zone.delete': null,
  'zone.revive': null,
  'dataset.return': null,
};

/** Complains of undos that are missing, that undo something else, or that are about something else. */
export function* undos(subject: Subject): Iterable<Complaint> {
  for (const step of subject.plan.steps) {
    const by = UNDONE_BY[step.action];
    if (step.undo === null) {
      if (by !== null && isDue(step, subject)) yield { at: step.id, message: `has no undo, expected ${by}` };
    } else if (by === null) {
      yield {
        at: step.id,
        message: `has the undo ${step.undo.action}, and nothing takes ${step.action} back`,
      };
    } else if (step.undo.action === by) {
      yield* elsewhere(step, step.undo.params);
      yield* kept(step);
    } else {
      yield { at: step.id, message: `has the undo ${step.undo.action}, ${step.action} is undone by ${by}` };
    }
  }
}

/** Whether a rollback without the undo would leave something behind. */
function isDue(step: Step, { plan }: Subject): boolean {
  switch (step.action) {
    case 'zone.create':
    case 'dataset.copy':
    case 'dataset.increment':
    case 'nic.move':
    case 'services.disable':
    case 'link.set':
    case 'manatee.promote':
    case 'sapi.substitute':
    case 'file.substitute':
      return true;
    case 'zone.start':
      return step.params.zone.side === 'new';
    case 'zone.stop':
    case 'registrar.disable':
      return step.params.zone.side === 'old';
    case 'address.reserve': {
      // What was reserved for us before is as before when it stays reserved.
      const { ip, network } = step.params;
      const reservation = plan.reservations.find((one) => one.ip === ip && one.network === network);
      return reservation?.source !== 'reserved';
    }
    default:
      return false;
  }
}

/** NICs that a create took and its undo doesn't give back would leave the replaced zone without an address. */
function* kept(step: Step): Iterable<Complaint> {
  if (step.action !== 'zone.create' || step.undo?.action !== 'zone.delete') return;
  const given = new Set(step.undo.params.takes?.map(({ mac }) => mac));
  for (const { mac } of step.params.takes ?? []) {
    if (!given.has(mac))
      yield { at: step.id, message: `takes the NIC ${mac}, and its undo does not give it back` };
  }
}

function* elsewhere(step: Step, found: object): Iterable<Complaint> {
  const expected = new Map<string, unknown>(Object.entries(target(step)));
  for (const [field, value] of Object.entries(found)) {
    if (!expected.has(field)) continue;
    const [is, wanted] = [value, expected.get(field)].map(text);
    if (is === wanted) continue;
    yield { at: step.id, message: `has an undo with the ${field} ${String(is)}, expected ${String(wanted)}` };
  }
}

/** What an undo must be about: of these fields, those that it has. */
function target(step: Step): object {
  switch (step.action) {
    case 'nic.move':
      return { ...step.params, to: step.params.to === 'new' ? 'old' : 'new' };
    case 'sapi.substitute':
    case 'file.substitute': {
      const changes = step.params.changes.map((one) => ({ ...one, old: one.new, new: one.old }));
      return { ...step.params, changes };
    }
    case 'dataset.copy':
      return { ...step.params, snapshots: [step.params.snapshot], sides: ['new', 'old'] };
    case 'dns.await':
      // The way back leads to another address.
      return { name: step.params.name };
    case 'members.verify':
      // The way back leads to the one that was taken out.
      return { ...step.params, present: true };
    default:
      return step.params;
  }
}

/** Lists in a plan's undos are sets: their order means nothing. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return canonical(Array.isArray(value) ? value.map(text).sort() : value);
}
