/**
 * What both ends of a maintenance share: whose it is, and how the zones that customers use learn of it.
 * The datacenter's own metadata are asked and never a file of one headnode, which sdcadm keeps besides.
 */
import { maintenanceMessage } from '../schemas/maintenance-message.ts';
import type { ParamsOf } from '../schemas/plan.ts';
import { refreshService } from '../triton/global-zone/smf.ts';
import { getMetadata, listInstances } from '../triton/sapi.ts';
import { getVm } from '../triton/vmapi.ts';
import { StepFailed, type StepContext } from './action.ts';
import { runIdOf } from './run-id.ts';

type Params = ParamsOf<'maintenance.start'>;

/** Key of the application's metadata that says why, and whose maintenance it is. */
export const MESSAGE = 'DC_MAINT_MESSAGE';

/** Seconds within which a config-agent that nobody told looks by itself: 120 ± 50 %. */
const POLL = 180;

/** Seconds within which a config-agent that was told has written the configuration. */
const TOLD = 10;

/** What is written there by this run. */
export function messageOf({ message }: Params, { plan }: StepContext): string {
  return maintenanceMessage(message, runIdOf(plan));
}

/** How many of the flags are set, and what the message is; null: none. */
export async function maintenanceNow({ application, flags }: Params, context: StepContext) {
  const { [MESSAGE]: found } = await getMetadata(context, 'applications', application);
  // sapiadm takes any JSON value.
  const message = found === undefined ? null : typeof found === 'string' ? found : JSON.stringify(found);
  let set = 0;
  for (const { service, key } of flags) {
    if (isSet((await getMetadata(context, 'services', service))[key])) set += 1;
  }
  return { set, message };
}

/** sapiadm and sdcadm write booleans; by hand it is often text. */
function isSet(flag: unknown): boolean {
  return flag === true || flag === 'true';
}

/**
 * Called while a maintenance is opened and customers begin to wait: that ends when the operator wants the run
 * to end, instead of minutes later, and the end of the invocation takes it back.
 * @throws {StepFailed} when he does.
 */
export function insistOnGoingOn({ ending }: StepContext): void {
  if (ending?.aborted === true) throw new StepFailed('it was interrupted');
}

/**
 * Makes every running zone of the services read its configuration, and gives them the seconds to do so.
 * A zone that can't be told finds out by itself, which is waited for. Failing instead, as sdcadm does,
 * would let one zone on a dead server keep a whole datacenter from maintenance, or in it.
 */
export async function spread({ flags }: Params, context: StepContext): Promise<void> {
  let isToldToAll = true;
  for (const { service } of flags) {
    for (const { uuid } of await listInstances(context, service)) {
      const row = await getVm(context, uuid);
      if (row?.state !== 'running' || row.server_uuid === null) continue;
      try {
        await refreshService(context, row.server_uuid, uuid, 'config-agent');
      } catch (error) {
        if (context.signal.aborted) throw error;
        context.progress({ note: `zone ${uuid} will read its configuration by itself` });
        isToldToAll = false;
      }
    }
  }
  for (let left = isToldToAll ? TOLD : POLL; left > 0; left -= 60) {
    context.progress({ note: `zones read their configuration, ${String(left)} s left` });
    await context.clock.sleep(Math.min(left, 60) * 1000, context.signal);
    insistOnGoingOn(context);
  }
}
