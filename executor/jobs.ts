/** Jobs of a zone: what is still under way must end before anything new is asked of the zone. */
import type { ZoneUuid } from '../schemas/ids.ts';
import { failureOf, getJob, isOpen, listJobs } from '../triton/vmapi.ts';
import { OutcomeUnknown, StepFailed, type StepContext } from './action.ts';
import { waitUntil } from './poll.ts';

/** Waits until no job of the zone is open: one of ours whose answer was lost, or another's. */
export async function waitForJobs(context: StepContext, zone: ZoneUuid): Promise<void> {
  await waitUntil(context, async () => {
    const open = (await listJobs(context, zone)).filter(isOpen);
    return open[0] ? `job ${open[0].name} is ${open[0].execution}` : null;
  });
}

/**
 * Waits for the end of one job.
 * @throws {StepFailed} where it failed, with the task and its error.
 * @throws {OutcomeUnknown} where it vanished.
 */
export async function waitForJob(context: StepContext, uuid: string): Promise<void> {
  await waitUntil(context, async () => {
    const job = await getJob(context, uuid);
    if (job === null) throw new OutcomeUnknown(`job ${uuid}: expected its outcome, found no such job`);
    if (isOpen(job)) return `job ${job.name} is ${job.execution}`;
    if (job.execution !== 'succeeded') throw new StepFailed(failureOf(job));
    return null;
  });
}
