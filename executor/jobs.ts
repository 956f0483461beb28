/**
 * Jobs of a zone, and jobs that run in one: what is still under way must end before anything new is asked of the zone. A job has
 * a time-out of its own, at which workflow ends it: until then each minute that it is open counts as
 * progress. A step that gave up sooner would leave a slow job behind to act after it.
 */
import type { ZoneUuid } from '../schemas/ids.ts';
import { failureOf, getJob, isOpen, listJobs, type VmJob } from '../triton/vmapi.ts';
import { listRunningJobs } from '../triton/workflow.ts';
import { OutcomeUnknown, StepFailed, type StepContext } from './action.ts';
import { waitUntil } from './poll.ts';

/** Waits until no job of the zone is open: one of ours whose answer was lost, or another's. */
export async function waitForJobs(context: StepContext, zone: ZoneUuid): Promise<void> {
  await waitUntil(context, async () => {
    const open = (await listJobs(context, zone)).find(isOpen);
    return open ? describeOpen(open, context.clock.now()) : null;
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
    if (isOpen(job)) return describeOpen(job, context.clock.now());
    if (job.execution !== 'succeeded') throw new StepFailed(failureOf(job));
    return null;
  });
}

/**
 * Waits for a moment in which no job runs in a workflow zone. Disabling its wf-runner first, so that it
 * takes no more of them, would seem surer, and cuts off what it waits for: SMF kills a runner that
 * hasn't ended after 30 s, and another one cancels its jobs (sdc-workflow, node-workflow lib/runner.js).
 * Only the jobs of the first look count as progress: under a steady load each end is another's beginning.
 */
export async function waitForRunner(context: StepContext, zone: ZoneUuid): Promise<void> {
  let first: ReadonlySet<string> | null = null;
  let newer: string | null = null;
  await waitUntil(context, async () => {
    const jobs = (await listRunningJobs(context)).filter(({ runner_id: runner }) => runner === zone);
    const seen = (first ??= new Set(jobs.map(({ uuid }) => uuid)));
    const [job] = jobs;
    if (job === undefined) return null;
    const early = jobs.find(({ uuid }) => seen.has(uuid));
    if (early !== undefined) return describeOpen(early, context.clock.now());
    return (newer ??= `zone ${zone} has begun other jobs since, as ${job.name} ${job.uuid}`);
  });
}

/** An open job in words: other ones each minute until its time-out, which make it progress. */
export function describeOpen(
  { uuid, name, execution, created_at: created, timeout = 0 }: VmJob,
  now: number,
): string {
  const seconds = created === undefined ? 0 : Math.min((now - Date.parse(created)) / 1000, timeout);
  const minutes = Math.floor(seconds / 60);
  return `job ${name} ${uuid} is ${execution}${minutes > 0 ? ` for ${String(minutes)} min` : ''}`;
}
