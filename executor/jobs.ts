/**
 * Jobs of a zone: what is still under way must end before anything new is asked of the zone. A job has
 * a time-out of its own, at which workflow ends it: until then each minute that it is open counts as
 * progress. A step that gave up sooner would leave a slow job behind to act after it.
 */
import type { ZoneUuid } from '../schemas/ids.ts';
import { failureOf, getJob, isOpen, listJobs, type VmJob } from '../triton/vmapi.ts';
import { OutcomeUnknown, StepFailed, type StepContext } from './action.ts';
import { waitUntil } from './poll.ts';

/** Waits until no job of the zone is open: one of ours whose answer was lost, or another's. */
export async function waitForJobs(context: StepContext, zone: ZoneUuid): Promise<void> {
  const since = context.clock.now();
  await waitUntil(context, async () => {
    const open = (await listJobs(context, zone)).find(isOpen);
    return open ? describe(open, context.clock.now() - since) : null;
  });
}

/**
 * Waits for the end of one job.
 * @throws {StepFailed} where it failed, with the task and its error.
 * @throws {OutcomeUnknown} where it vanished.
 */
export async function waitForJob(context: StepContext, uuid: string): Promise<void> {
  const since = context.clock.now();
  await waitUntil(context, async () => {
    const job = await getJob(context, uuid);
    if (job === null) throw new OutcomeUnknown(`job ${uuid}: expected its outcome, found no such job`);
    if (isOpen(job)) return describe(job, context.clock.now() - since);
    if (job.execution !== 'succeeded') throw new StepFailed(failureOf(job));
    return null;
  });
}

/** An open job in words, other ones each minute until its time-out. @param waited milliseconds. */
function describe({ name, execution, timeout = 0 }: VmJob, waited: number): string {
  const minutes = Math.floor(Math.min(waited / 1000, timeout) / 60);
  const long = minutes === 0 ? '' : ` since ${String(minutes)} min`;
  return `job ${name} is ${execution}${long}`;
}
