/**
 * A new zone is fully decided: candidates with a MAC for every NIC, identities that nothing else in
 * the plan has, one primary NIC, and a creating step that says the same as the instance.
 */
import { isAction, passing } from '../calls.ts';
import type { Complaint, Subject } from './rule.ts';
import type { ParamsOf, Plan, PlannedCreate, PlannedInstance } from '../../schemas/plan.ts';

/** Complains of instances that are not one new zone each, decided to the last MAC. */
export function* instances(subject: Subject): Iterable<Complaint> {
  for (const instance of subject.plan.instances) {
    if (instance.create !== null && instance.existing !== null) {
      yield { at: instance.key, message: 'must not have both of create and existing' };
    }
    if (instance.create) {
      yield* candidates(instance.key, instance.create);
      yield* creation(instance, instance.create, subject);
    }
  }
  yield* identities(subject.plan);
}

function* candidates(key: string, create: PlannedCreate): Iterable<Complaint> {
  if (create.candidates.length === 0) yield { at: key, message: 'has no candidate' };
  for (const { uuid, macs } of create.candidates) {
    if (macs.length !== create.nics.length) {
      const found = `${String(macs.length)} MACs for ${String(create.nics.length)} NICs`;
      yield { at: key, message: `the candidate ${uuid} has ${found}` };
    }
  }
  const primaries = create.nics.filter((nic) => nic.primary).length;
  if (primaries !== 1) yield { at: key, message: `has ${String(primaries)} primary NICs, expected one` };
}

/** The zone's UUIDs and MACs are its own; a MAC that comes with a moved NIC is the same in all its candidates. */
function* identities(plan: Plan): Iterable<Complaint> {
  const owners = new Map<string, string>();
  for (const { replaces } of plan.instances)
    if (replaces) owners.set(replaces.uuid, `the old ${replaces.alias}`);
  for (const { key, create } of plan.instances) {
    for (const { uuid, macs } of create?.candidates ?? []) {
      for (const [at, identity] of [uuid, ...macs].entries()) {
        const nic = at > 0 ? create?.nics[at - 1] : undefined;
        const moved = nic !== undefined && isTakeover(plan, nic);
        const owner = moved ? `${key} ${nic.ip}` : `${key} ${uuid}`;
        const other = owners.get(identity);
        if (other !== undefined && !(moved && other === owner)) {
          yield { at: key, message: `${identity} is used twice: by ${other} and by ${owner}` };
        }
        owners.set(identity, owner);
      }
    }
  }
}

function isTakeover(plan: Plan, nic: { readonly network: string; readonly ip: string }): boolean {
  return plan.reservations.some(
    ({ source, network, ip }) => source === 'takeover' && network === nic.network && ip === nic.ip,
  );
}

function* creation({ key }: PlannedInstance, create: PlannedCreate, { plan }: Subject): Iterable<Complaint> {
  const steps = plan.steps.filter((step) => isAction(step, 'zone.create', key));
  if (steps.length !== 1) {
    yield { at: key, message: `is created by ${String(steps.length)} zone.create steps, expected one` };
  }
  for (const step of steps) {
    if (step.action === 'zone.create') yield* agreement(step.id, step.params, create, plan);
  }
}

function* agreement(
  at: string,
  { params }: ParamsOf<'zone.create'>,
  create: PlannedCreate,
  plan: Plan,
): Iterable<Complaint> {
  if (params.alias !== create.alias) {
    yield { at, message: `creates ${params.alias}, the instance says ${create.alias}` };
  }
  if (params.server_uuid !== create.server) {
    yield { at, message: `creates on server ${params.server_uuid}, the instance says ${create.server}` };
  }
  const made = params.networks.map(({ uuid, ip }) => `${ip} on ${uuid}`);
  const moved = plan.steps.filter(({ action }) => action === 'nic.move').flatMap(passing);
  const planned = create.nics
    .filter(({ network, ip }) => !moved.some((one) => one.network === network && one.ip === ip))
    .map(({ network, ip }) => `${ip} on ${network}`);
  if (made.join() !== planned.join()) {
    const [has, wants] = [made, planned].map((list) => list.join(', ') || 'none');
    yield { at, message: `creates the NICs ${String(has)}; the instance says ${String(wants)}` };
  }
}
