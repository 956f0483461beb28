/**
 * Removes a zone of ours with everything that names it: NICs, SAPI record, the zone itself. What a
 * failed create leaves isn't removed by a SAPI delete alone: its row names no NIC, so that the NIC
 * stays with its address (sdc-vmapi lib/workflows/destroy.js takes the MACs from the row).
 */
import type { ZoneUuid } from '../schemas/ids.ts';
import { deleteNic, listNicsOf } from '../triton/napi.ts';
import { deleteInstance } from '../triton/sapi.ts';
import { destroyVm, getVm, syncVm } from '../triton/vmapi.ts';
import { OutcomeUnknown, type StepContext } from './action.ts';
import { sight, type Sighting } from './candidates.ts';
import { waitForJobs } from './jobs.ts';
import { waitUntil } from './poll.ts';

/** Looks after which a row that the server's agent hasn't brought up to date is asked for. */
const LOOKS_FOR_AGENT = 5;

/**
 * Sweeps one zone; nothing there: nothing to do.
 * @throws {OutcomeUnknown} where a create of it is still under way and can't be told to end.
 */
export async function sweepZone(context: StepContext, uuid: ZoneUuid): Promise<void> {
  const seen = await settled(context, uuid);
  const isAlive = seen.row !== null && !isOver(seen.row.state);
  // NICs of a living zone go with it; those of a failed one would be forgotten by its destroy job.
  if (!isAlive) await deleteNics(context, uuid);
  if (seen.record !== null) await deleteInstance(context, uuid);
  else if (isAlive) {
    await destroyVm(context, uuid);
    await waitForJobs(context, uuid);
  }
  await deleteNics(context, uuid);
  if (seen.row !== null) await awaitDestroyedRow(context, uuid);
}

/** Whether nothing but a row of the past is left of the zone. */
export async function isSwept(context: StepContext, uuid: ZoneUuid): Promise<boolean> {
  const { record, row, openJob } = await sight(context, uuid);
  if (record !== null || openJob !== null || (row !== null && row.state !== 'destroyed')) return false;
  return (await listNicsOf(context, uuid)).length === 0;
}

/**
 * Waits until VMAPI's row says `destroyed`. The destroy job doesn't write that, the server's agent
 * does; where it stays silent, VMAPI is told to ask the server.
 */
export async function awaitDestroyedRow(context: StepContext, uuid: ZoneUuid): Promise<void> {
  let looks = 0;
  await waitUntil(context, async () => {
    const row = await getVm(context, uuid);
    if (row === null || row.state === 'destroyed') return null;
    looks += 1;
    if (row.state === 'failed' || looks >= LOOKS_FOR_AGENT) await syncVm(context, uuid);
    return `VMAPI says ${row.state} of zone ${uuid}`;
  });
}

async function settled(context: StepContext, uuid: ZoneUuid): Promise<Sighting> {
  await waitForJobs(context, uuid);
  const seen = await sight(context, uuid);
  if (seen.record !== null && seen.row === null) {
    throw new OutcomeUnknown(
      `instance ${uuid}: SAPI has a record and VMAPI no zone: a create may still be under way; ` +
        `look at GET /vms/${uuid} of VMAPI and GET /jobs?vm_uuid=${uuid}`,
    );
  }
  return seen;
}

async function deleteNics(context: StepContext, uuid: ZoneUuid): Promise<void> {
  for (const nic of await listNicsOf(context, uuid)) await deleteNic(context, nic.mac);
}

function isOver(state: string): boolean {
  return state === 'destroyed' || state === 'failed' || state === 'incomplete';
}
