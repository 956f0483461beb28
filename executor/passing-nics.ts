/**
 * How a NIC passes from one zone to another with its MAC and address: out of the giver by remove_nics,
 * so that its row names it no more; new in NAPI for the taker; into the taker by add_nics. Re-labelling
 * the NIC in NAPI alone would be shorter, and deleting the old zone would then take the new one's NIC away.
 */
import type { ServerUuid, ZoneUuid } from '../schemas/ids.ts';
import type { TakenNic } from '../schemas/plan.ts';
import { createNic, deleteNic, getNic } from '../triton/napi.ts';
import { addNics, getVm, removeNics } from '../triton/vmapi.ts';
import { StepFailed, type StepContext } from './action.ts';
import { waitForJob, waitForJobs } from './jobs.ts';

/** Whether VMAPI's row of the zone names the MAC. */
export async function names(context: StepContext, zone: ZoneUuid, mac: string): Promise<boolean> {
  const row = await getVm(context, zone);
  return row?.nics?.some((nic) => nic.mac === mac) === true;
}

/** Takes the NIC off a zone that is stopped; not there: nothing to do. */
export async function takeOff(context: StepContext, zone: ZoneUuid, mac: string): Promise<void> {
  await waitForJobs(context, zone);
  if (await names(context, zone, mac)) await waitForJob(context, await removeNics(context, zone, [mac]));
  if ((await getNic(context, mac))?.belongs_to_uuid === zone) await deleteNic(context, mac);
}

/**
 * Puts the NIC, which no zone has, on a zone that is stopped.
 * @throws {StepFailed} where another zone has it.
 */
export async function putOn(
  context: StepContext,
  zone: { readonly uuid: ZoneUuid; readonly server: ServerUuid },
  nic: TakenNic,
): Promise<void> {
  await waitForJobs(context, zone.uuid);
  const found = await getNic(context, nic.mac);
  if (found === null) {
    await createNic(context, {
      mac: nic.mac,
      ip: nic.ip,
      network_uuid: nic.network,
      nic_tag: nic.nicTag,
      belongs_to_uuid: zone.uuid,
      owner_uuid: nic.owner,
      primary: nic.primary,
      cn_uuid: zone.server,
    });
  } else if (found.belongs_to_uuid !== zone.uuid) {
    throw new StepFailed(`NIC ${nic.mac}: expected of zone ${zone.uuid}, found of ${found.belongs_to_uuid}`);
  }
  if (!(await names(context, zone.uuid, nic.mac))) {
    await waitForJob(context, await addNics(context, zone.uuid, [nic.mac]));
  }
}
