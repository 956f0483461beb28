/**
 * Every address the plan takes is accounted for: one reservation, one NIC, and the step that gets
 * it (a reservation made, or a NIC that moves over).
 */
import { passing } from '../calls.ts';
import type { Complaint, Subject } from './rule.ts';
import type { Plan, Reservation } from '../../schemas/plan.ts';

/** Complains of addresses used twice, used without a reservation, or reserved for nobody. */
export function* addresses({ plan }: Subject): Iterable<Complaint> {
  const reserved = new Map<string, Reservation>();
  for (const reservation of plan.reservations) {
    const address = name(reservation);
    if (reserved.has(address)) yield { at: 'reservations', message: `${address} is reserved twice` };
    reserved.set(address, reservation);
  }
  const used = new Set<string>();
  for (const { key, create } of plan.instances) {
    for (const nic of create?.nics ?? []) {
      const address = name(nic);
      if (used.has(address)) yield { at: key, message: `${address} is given to two NICs` };
      used.add(address);
      const reservation = reserved.get(address);
      if (!reservation) yield { at: key, message: `${address} is not in reservations` };
      else if (reservation.instance !== key) {
        yield { at: key, message: `${address} is reserved for ${reservation.instance}` };
      }
    }
  }
  // A zone that is there already has its NICs; only those that are yet to move are in the plan.
  const there = new Set(plan.instances.flatMap(({ key, existing }) => (existing ? [key] : [])));
  const obtained = obtainedBy(plan);
  for (const [address, { source, instance }] of reserved) {
    if (!used.has(address) && !there.has(instance))
      yield { at: 'reservations', message: `${address} is reserved, and no NIC has it` };
    if (obtained.get(address) === (source === 'takeover' ? 'passes' : 'reserved')) continue;
    const by = source === 'takeover' ? 'nic.move or zone.create' : 'address.reserve';
    yield { at: 'reservations', message: `${address} (${source}) is not obtained by a step ${by}` };
  }
}

function name({ ip, network }: { readonly ip: string; readonly network: string }): string {
  return `${ip} on ${network}`;
}

function obtainedBy(plan: Plan): ReadonlyMap<string, 'reserved' | 'passes'> {
  const by = new Map<string, 'reserved' | 'passes'>();
  for (const step of plan.steps) {
    if (step.action === 'address.reserve') by.set(name(step.params), 'reserved');
    for (const nic of passing(step)) by.set(name(nic), 'passes');
  }
  return by;
}
