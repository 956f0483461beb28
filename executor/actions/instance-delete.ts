/**
 * Deletes the replaced instance through SAPI: zone, delegated dataset, record. It looks at everything
 * that this could take along and refuses then: the replacement must run (where nothing replaces a member
 * of a cluster, the others), the copy of the data must be there by guid with nothing written since, and
 * the old row must name no NIC that is another zone's by now, because the destroy job deletes the MACs of
 * its row whoever owns them (sdc-vmapi lib/workflows/destroy.js).
 */
import { isRemoval } from '../../plans/calls.ts';
import type { ZoneUuid } from '../../schemas/ids.ts';
import type { ParamsOf } from '../../schemas/plan.ts';
import { getZone } from '../../triton/global-zone/vmadm.ts';
import { guids, writtenSince } from '../../triton/global-zone/zfs.ts';
import { getNic } from '../../triton/napi.ts';
import { deleteInstance, getInstance, getService } from '../../triton/sapi.ts';
import { getVm, isOpen, listJobs } from '../../triton/vmapi.ts';
import { OutcomeUnknown, StepFailed, type Action, type Probe, type StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { newSide } from '../sides.ts';
import { awaitDestroyedRow } from '../sweep-zone.ts';
import { stateOf, wrongState } from '../zone-facts.ts';

type Params = ParamsOf<'instance.delete'>;

export const instanceDelete: Action<'instance.delete'> = {
  name: 'instance.delete',
  version: 2,
  async probe(params, context) {
    const old = { instance: params.instance, side: 'old' } as const;
    const { uuid } = context.zone(old);
    await insistOnRest(context, uuid);
    const record = await getInstance(context, uuid);
    const state = await stateOf(context, old);
    if (state === 'absent') {
      const row = await getVm(context, uuid);
      return record === null && (row === null || row.state === 'destroyed') ? done : ready;
    }
    if (record === null) return conflict(`instance:${uuid}`, 'a SAPI record of the zone', 'none');
    const planned = context.plan.instances.find(({ key }) => key === params.instance);
    const service = await getService(context, record.service_uuid);
    if (service?.name !== planned?.service) {
      return conflict(
        `instance:${uuid}`,
        `an instance of ${planned?.service ?? 'none'}`,
        `one of ${service?.name ?? 'nothing'}`,
      );
    }
    if (state !== 'stopped') return wrongState(context, old, 'stopped', state);
    return (await unready(params, context)) ?? ready;
  },
  async apply({ instance }, context) {
    const { uuid } = context.zone({ instance, side: 'old' });
    await deleteInstance(context, uuid);
    await awaitDestroyedRow(context, uuid);
  },
  /** A delete can't be swept: it has failed only where zone and record are whole, and nothing is under way. */
  async sweep({ instance }, context) {
    const old = { instance, side: 'old' } as const;
    const { uuid } = context.zone(old);
    await insistOnRest(context, uuid);
    const isWhole = (await stateOf(context, old)) !== 'absent' && (await getInstance(context, uuid)) !== null;
    if (!isWhole) throw new OutcomeUnknown(`instance ${uuid}: its delete has begun, and not ended`);
  },
};

/**
 * A delete of an earlier invocation may be under way, and takes the zone from under each look at it.
 * @throws {StepFailed} transient, while a job of the zone is open.
 */
async function insistOnRest(context: StepContext, zone: ZoneUuid): Promise<void> {
  const open = (await listJobs(context, zone)).find(isOpen);
  if (open === undefined) return;
  throw new StepFailed(`zone ${zone}: job ${open.name} is ${open.execution}`, { transient: true });
}

/** What forbids the deletion, or null. */
async function unready(params: Params, context: StepContext): Promise<Probe | null> {
  const planned = context.plan.instances.find(({ key }) => key === params.instance);
  if (planned && isRemoval(planned)) {
    return (await lacking(params, context)) ?? (await strayNic(params, context));
  }
  const fresh = { instance: params.instance, side: 'new' } as const;
  const state = await stateOf(context, fresh);
  if (state !== 'running') return wrongState(context, fresh, 'running in its place', state);
  return (await strayNic(params, context)) ?? (await uncopied(params, context));
}

/** Another member that has been verified to serve without this one, and does not run any more. */
async function lacking({ instance }: Params, context: StepContext): Promise<Probe | null> {
  const members = context.plan.steps.flatMap((step) =>
    step.action === 'members.verify' && step.params.instance === instance ? step.params.members : [],
  );
  for (const { uuid, alias, server } of members) {
    const state = (await getZone(context, server, uuid))?.state ?? 'absent';
    if (state !== 'running') {
      return conflict(
        `zone:${uuid}`,
        `${alias} running on server ${server}: nothing replaces ${instance}`,
        state,
      );
    }
  }
  return null;
}

/** A NIC that the old zone's row names and that belongs to another zone. */
async function strayNic({ instance }: Params, context: StepContext): Promise<Probe | null> {
  const { uuid } = context.zone({ instance, side: 'old' });
  const row = await getVm(context, uuid);
  for (const { mac } of row?.nics ?? []) {
    const nic = await getNic(context, mac);
    if (nic === null || nic.belongs_to_uuid === uuid) continue;
    const found = `NAPI has it for ${nic.belongs_to_uuid}; deleting the old zone would delete it`;
    return conflict(`nic:${mac}`, `of zone ${uuid}, whose VMAPI row names it`, found);
  }
  return null;
}

/** A dataset whose last increment is not on the new zone with the same guid, or that the plan knows nothing of. */
async function uncopied({ instance }: Params, context: StepContext): Promise<Probe | null> {
  const { uuid } = context.zone({ instance, side: 'old' });
  const row = await getVm(context, uuid);
  const planned = context.plan.datasets.find(({ to }) => to.instance === instance);
  const isPlanned = planned !== undefined;
  if (!isPlanned && (row?.datasets ?? []).length > 0) {
    return conflict(`zone:${uuid}`, 'no delegated dataset, as planned', (row?.datasets ?? []).join(', '));
  }
  if (!isPlanned || planned.method === 'create-empty') return null;
  // The step that forgets them names the snapshots that both sides have.
  const forgets = context.plan.steps.flatMap((step) =>
    step.action === 'dataset.forget' && step.params.instance === instance ? [step] : [],
  );
  if (forgets.length === 0)
    return conflict(
      `dataset:${planned.from.dataset}`,
      'a snapshot to compare with its copy',
      'none in the plan',
    );
  for (const step of forgets) {
    const { from, snapshots } = step.params;
    const snapshot = snapshots.at(-1);
    if (snapshot === undefined) continue;
    const source = (await guids(context, from, 'snapshot'))?.get(snapshot);
    const copy = (await guids(context, newSide(context, step.params), 'snapshot'))?.get(snapshot);
    if (source !== undefined && source === copy) {
      const written = await writtenSince(context, from, snapshot);
      if (written === 0) continue;
      const found = `${String(written)} bytes, which deleting it would lose`;
      return conflict(`dataset:${from.dataset}`, `nothing written since ${snapshot}`, found);
    }
    const found = `guid ${source ?? 'none'} there, ${copy ?? 'none'} on the new zone`;
    return conflict(`dataset:${from.dataset}`, `snapshot ${snapshot} with one guid on both zones`, found);
  }
  return null;
}
