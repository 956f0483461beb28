/**
 * A bracket surrounds steps that exist, and its close takes back what its open did. An address that
 * moves is held meanwhile: between its two zones it belongs to no NIC, and NAPI would give it away.
 */
import { passing } from '../calls.ts';
import type { Complaint, Subject } from './rule.ts';
import type { ActionCall, ActionName, Plan } from '../../schemas/plan.ts';

/** Which action closes what; everything else opens nothing. */
const CLOSES: Readonly<Partial<Record<ActionName, ActionName>>> = {
  'address.hold': 'address.unhold',
  'maintenance.start': 'maintenance.stop',
  'manatee.freeze': 'manatee.unfreeze',
};

/** Complains of brackets around nothing, and of ends that don't belong together. */
export function* brackets({ plan, steps }: Subject): Iterable<Complaint> {
  for (const bracket of plan.brackets) {
    if (bracket.around.length === 0) yield { at: bracket.id, message: 'is a bracket around no steps' };
    for (const id of bracket.around) {
      if (!steps.has(id)) yield { at: bracket.id, message: `is around ${id}, and there is no such step` };
    }
    const closes = CLOSES[bracket.open.action];
    if (closes !== bracket.close.action) {
      const expected = closes ? `expected ${closes}` : `${bracket.open.action} opens no bracket`;
      yield { at: bracket.id, message: `is closed by ${bracket.close.action}: ${expected}` };
    } else if (target(bracket.open) !== target(bracket.close)) {
      yield { at: bracket.id, message: `opens ${target(bracket.open)} and closes ${target(bracket.close)}` };
    }
  }
  yield* unheld(plan);
}

function* unheld({ steps, brackets }: Plan): Iterable<Complaint> {
  for (const step of steps) {
    for (const { ip, network } of passing(step)) {
      const address = `${ip} on ${network}`;
      const isHeld = brackets.some(
        ({ open, around }) =>
          open.action === 'address.hold' && target(open) === address && around.includes(step.id),
      );
      if (!isHeld) {
        yield { at: step.id, message: `moves ${address}, and no bracket address.hold of it is around` };
      }
    }
  }
}

function target({ params }: ActionCall): string {
  if ('flags' in params) {
    const flags = params.flags.map(({ service, key }) => `${key} of service ${service}`);
    return `a maintenance "${params.message}" of ${params.application} with ${flags.join(', ')}`;
  }
  if ('ask' in params) return `manatee, asked in ${JSON.stringify(params.ask)}`;
  return 'ip' in params && 'network' in params ? `${params.ip} on ${params.network}` : 'nothing';
}
