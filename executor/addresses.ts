/** What address actions ask of a plan, and how they tell people what NAPI says of an address. */
import type { Plan } from '../schemas/plan.ts';
import type { NapiAddress } from '../triton/napi.ts';
import type { Probe } from './action.ts';
import { conflict } from './answers.ts';

/** UUIDs that the plan's new zones may have. */
export function candidateUuids(plan: Plan): ReadonlySet<string> {
  return new Set(
    plan.instances.flatMap(({ create, existing }) => [
      ...(create?.candidates.map(({ uuid }) => uuid) ?? []),
      ...(existing ? [existing.uuid] : []),
    ]),
  );
}

/** UUIDs of every zone the plan moves or makes. */
export function planZones(plan: Plan): ReadonlySet<string> {
  const old = plan.instances.flatMap(({ replaces }) => (replaces ? [replaces.uuid] : []));
  return new Set([...candidateUuids(plan), ...old]);
}

/** Owners of the zones the plan creates. */
export function coreOwners(plan: Plan): ReadonlySet<string> {
  return new Set(plan.steps.flatMap((step) => (step.action === 'zone.create' ? [step.params.owner] : [])));
}

/** An address in a few words. */
export function describeAddress(address: NapiAddress): string {
  if (address.belongs_to_uuid !== undefined) {
    const held = `held by ${address.belongs_to_type ?? 'something'} ${address.belongs_to_uuid}`;
    return address.reserved ? `${held}, reserved` : held;
  }
  if (address.free) return 'free';
  const owner = address.owner_uuid === undefined ? 'nobody' : address.owner_uuid;
  return address.reserved ? `reserved for ${owner}` : `not reserved, owned by ${owner}`;
}

/** A conflict over an address. */
export function addressTaken(ip: string, expected: string, found: string): Probe {
  return conflict(`address:${ip}`, expected, found);
}
