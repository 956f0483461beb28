/**
 * What a step rests on is expected beforehand: without its expectation a plan would go on after the
 * datacenter has changed. Checks and questions that ask nothing are caught here too.
 */
import { instanceOf, passing } from '../calls.ts';
import type { Fact, Step } from '../../schemas/plan.ts';
import type { Complaint, Subject } from './rule.ts';

/** Complains of steps without the expectation they rest on, and of waits that wait for nothing. */
export function* expects({ plan, instances }: Subject): Iterable<Complaint> {
  const facts = plan.expects.map(({ fact }) => fact);
  for (const step of plan.steps) {
    const key = instanceOf(step);
    const replaced = key === null ? undefined : instances.get(key)?.replaces?.uuid;
    for (const { what, isIt } of restsOn(step, replaced ?? null)) {
      if (!facts.some(isIt)) yield { at: step.id, message: `rests on ${what}, which expects does not hold` };
    }
    yield* vacuous(step);
  }
}

interface Wanted {
  readonly what: string;
  readonly isIt: (fact: Fact) => boolean;
}

function restsOn(step: Step, replaced: string | null): readonly Wanted[] {
  switch (step.action) {
    case 'address.reserve': {
      const { ip, network } = step.params;
      return [
        {
          what: `the address ${ip} being free`,
          isIt: (fact) => fact.kind === 'address-free' && fact.ip === ip && fact.network === network,
        },
      ];
    }
    case 'nic.move':
    case 'zone.create':
      return passing(step).map(({ mac }) => ({
        what: `the NIC ${mac}`,
        isIt: (fact) => fact.kind === 'nic-held' && fact.mac === mac,
      }));
    case 'instance.delete':
      return [
        {
          what: `the instance ${String(replaced)}`,
          isIt: (fact) => fact.kind === 'instance-present' && fact.uuid === replaced,
        },
      ];
    case 'zone.stop':
      if (step.params.zone.side === 'new') return [];
      return [
        {
          what: `the state of the zone ${String(replaced)}`,
          isIt: (fact) => fact.kind === 'zone-state' && fact.zone === replaced,
        },
      ];
    default:
      return [];
  }
}

function* vacuous(step: Step): Iterable<Complaint> {
  const asksHealth = step.action === 'zone.await' || step.action === 'service.verify';
  if (asksHealth && step.params.checks.length === 0) {
    yield { at: step.id, message: 'asks for health without a single check' };
  }
  if (step.action === 'dns.await' && step.params.resolvers.length === 0) {
    yield { at: step.id, message: 'waits for DNS and asks no binder' };
  }
}
