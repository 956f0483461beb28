/**
 * Makes what customers use read-only and waits until the jobs that they have started are over, as
 * `sdcadm dc-maint start` does; opens the bracket around the cutovers that they would feel. The run's
 * own jobs, which may go on meanwhile, are not waited for.
 */
import { setMetadata } from '../../triton/sapi.ts';
import { listOpenJobs } from '../../triton/workflow.ts';
import type { Action, StepContext } from '../action.ts';
import { planZones } from '../addresses.ts';
import { conflict, done, ready } from '../answers.ts';
import { insistOnGoingOn, maintenanceNow, MESSAGE, messageOf, spread } from '../maintenance.ts';
import { waitUntil } from '../poll.ts';

/** Minutes in which waiting counts as progress, as many as sdcadm waits. */
const PATIENCE = 5;

export const maintenanceStart: Action<'maintenance.start'> = {
  name: 'maintenance.start',
  version: 1,
  async probe(params, context) {
    const { set, message } = await maintenanceNow(params, context);
    const own = messageOf(params, context);
    if (message !== null && message !== own) {
      return conflict('maintenance', "none but this run's", `"${message}": see sdcadm dc-maint status`);
    }
    // This run writes its message first and takes it away last: flags alone are somebody else's.
    if (message === null && set > 0) {
      return conflict(
        'maintenance',
        "none but this run's",
        'read-only flags without a message: see sdcadm dc-maint status',
      );
    }
    const isOn = set === params.flags.length && message === own;
    return isOn && (await underWay(context)) === null ? done : ready;
  },
  async apply(params, context) {
    // First the message: from then on everybody, this run's next invocation too, knows whose it is.
    const message = messageOf(params, context);
    await setMetadata(context, 'applications', params.application, { [MESSAGE]: message });
    for (const { service, key } of params.flags)
      await setMetadata(context, 'services', service, { [key]: true });
    await spread(params, context);
    const since = context.clock.now();
    await waitUntil(context, async () => {
      insistOnGoingOn(context);
      const job = await underWay(context);
      // Customers wait meanwhile: a job may have an hour, and they have not.
      const minutes = Math.min(PATIENCE, Math.floor((context.clock.now() - since) / 60_000));
      return job === null ? null : `${job}, waited for ${String(minutes)} min`;
    });
  },
};

/** A job of somebody else that has not ended, in words, or null. */
async function underWay(context: StepContext): Promise<string | null> {
  const own = planZones(context.plan);
  const open = (await listOpenJobs(context)).filter(({ vm_uuid: vm }) => vm === undefined || !own.has(vm));
  const [first] = open;
  if (first === undefined) return null;
  return `${String(open.length)} open ${open.length === 1 ? 'job' : 'jobs'}, among them ${first.name} ${first.uuid}`;
}
