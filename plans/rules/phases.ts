/**
 * Nobody notices a step of phase `prepare`: only actions that are silent stand in it, and none of
 * them writes to a zone that serves. What only takes things back is never a step by itself.
 */
import type { Complaint, Subject } from './rule.ts';
import type { ActionName, Phase } from '../../schemas/plan.ts';

/** In which phases an action may stand as a step; none: as an undo or in a bracket only. */
const PHASES: Readonly<Record<ActionName, readonly Phase[]>> = {
  'image.install': ['prepare'],
  'address.reserve': ['prepare'],
  // A zone whose only NIC is a kept one can be created in the cutover alone.
  'zone.create': ['prepare', 'cutover'],
  'dataset.copy': ['prepare'],
  'zone.start': ['cutover'],
  'zone.stop': ['cutover'],
  'zone.await': ['cutover'],
  'instance.settle': ['cutover'],
  'registrar.disable': ['cutover'],
  'registrar.enable': ['cutover'],
  'services.disable': ['cutover'],
  'link.set': ['cutover'],
  'dns.await': ['cutover'],
  'nic.move': ['cutover'],
  'dataset.increment': ['cutover'],
  'sapi.compare': ['cutover'],
  'manatee.await': ['cutover', 'commit'],
  'manatee.promote': ['cutover'],
  'manatee.reap': ['commit'],
  'service.verify': ['cutover'],
  'members.verify': ['cutover'],
  'ensemble.await': ['cutover'],
  'sapi.substitute': ['cutover'],
  'file.substitute': ['cutover'],
  'gate.manual': ['commit'],
  'gate.commit': ['commit'],
  'instance.delete': ['commit'],
  'nic.sweep': ['commit'],
  'address.unreserve': ['commit'],
  'dataset.forget': ['commit'],
  'hermes.restart': ['commit'],
  'link.remove': ['commit'],
  'manatee.restore': [],
  'manatee.freeze': [],
  'manatee.unfreeze': [],
  'services.enable': [],
  'address.release': [],
  'address.hold': [],
  'maintenance.start': [],
  'maintenance.stop': [],
  'address.unhold': [],
  'zone.delete': [],
  'zone.revive': [],
  'dataset.return': [],
};

/** Complains of actions in the wrong phase, and of prepare steps that write to a zone to be replaced. */
export function* phases({ plan }: Subject): Iterable<Complaint> {
  const old = new Set(
    plan.instances.flatMap(({ replaces }) => (replaces ? [replaces.uuid, replaces.alias] : [])),
  );
  for (const step of plan.steps) {
    const allowed = PHASES[step.action];
    if (!allowed.includes(step.phase)) {
      const where = allowed.length > 0 ? `belongs to ${allowed.join(' or ')}` : 'is no step of its own';
      yield { at: step.id, message: `${step.action} stands in phase ${step.phase}, it ${where}` };
    }
    if (step.phase !== 'prepare') continue;
    for (const { object, mode } of step.touches) {
      const [kind, name = ''] = split(object);
      if (mode === 'write' && (kind === 'zone' || kind === 'instance') && old.has(name)) {
        yield { at: step.id, message: `writes ${object}, which serves during prepare` };
      }
    }
  }
}

function split(object: string): readonly string[] {
  const colon = object.indexOf(':');
  return [object.slice(0, colon), object.slice(colon + 1)];
}
