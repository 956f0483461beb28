/**
 * A maintenance around the cutovers that customers would feel: CloudAPI and docker answer reads and
 * refuse changes meanwhile, so that nobody's job runs into a service that is down. One bracket for all
 * of them: each time it opens, the datacenter's jobs are waited for. Nothing in it waits for what could
 * have been done before it: their cutovers follow each other (planner/turns.ts), and the first of them
 * begins when all that any of them needs is there.
 */
import type { ParamsOf, Step } from '../../schemas/plan.ts';
import type { RunId, StepId } from '../../schemas/ids.ts';
import { runOfMaintenance } from '../../schemas/maintenance-message.ts';
import type { Unit } from '../between.ts';
import { writes, type Draft } from '../draft.ts';
import * as object from '../objects.ts';
import type { Route } from '../servers.ts';
import type { World } from '../world.ts';

/** Which key of a service's metadata makes it read-only (sdcadm lib/dc-maint). */
const READ_ONLY = { cloudapi: 'CLOUDAPI_READONLY', docker: 'DOCKER_READONLY' } as const;

/** Whether customers would notice the cutover of a move, or what a cluster does when a member leaves. */
export function isFelt(leaving: Unit['leaving']): boolean {
  if (leaving.rules.impact === null) return false;
  if (leaving.rules.cluster !== null) return true;
  return leaving.kind === 'move' && leaving.order === 'stop-first' && leaving.progress !== 'started';
}

/** Whether somebody has put the datacenter into maintenance already: then it is his to end. */
export function isInMaintenance(world: World): boolean {
  const isOn = (flag: unknown): boolean => flag === true || flag === 'true';
  return (
    world.sdc?.metadata?.['DC_MAINT_MESSAGE'] !== undefined ||
    customersServices(world).some(({ service, key }) => isOn(service.metadata?.[key]))
  );
}

/** The run of hnadm that opened the maintenance, as its message says; null where it is a person's, or there is none. */
export function maintainingRun({ sdc }: World): RunId | null {
  const message: unknown = sdc?.metadata?.['DC_MAINT_MESSAGE'];
  return typeof message === 'string' ? runOfMaintenance(message) : null;
}

/** Adds the bracket, where there are cutovers that customers feel and something that they use. */
export function maintenance(draft: Draft, world: World, { from, to }: Route, units: readonly Unit[]): void {
  const felt = new Set(units.filter(({ leaving }) => isFelt(leaving)).map(({ leaving }) => leaving.unit));
  const steps = draft.steps.filter(({ unit, phase }) => phase === 'cutover' && felt.has(unit));
  const around = steps.map(({ id }) => id);
  const used = customersServices(world);
  if (around.length === 0 || used.length === 0 || !world.sdc || isInMaintenance(world)) return;
  const params: ParamsOf<'maintenance.start'> = {
    application: world.sdc.uuid,
    message: `Core services move from ${from.hostname} to ${to.hostname}`,
    flags: used.map(({ service, key }) => ({
      service: service.uuid,
      key,
      wasThere: service.metadata?.[key] !== undefined,
    })),
  };
  const touches = [writes(object.maintenance(world.snapshot.datacenter))];
  draft.bracket({
    id: 'maintenance/cutover/read-only' as StepId,
    open: { action: 'maintenance.start', params, touches },
    close: { action: 'maintenance.stop', params, touches },
    around,
  });
  waitBefore(draft, steps);
}

/** What steps of the maintenance need from outside is waited for by its first one. */
function waitBefore(draft: Draft, steps: readonly Step[]): void {
  const [first] = steps;
  const inside = new Set(steps.map(({ id }) => id));
  const outside = new Set(steps.flatMap(({ needs }) => needs.map(({ step }) => step)));
  for (const step of outside) {
    if (!first || inside.has(step) || draft.waitsFor(first.id, step)) continue;
    draft.need(first.id, { step, because: 'maintenance' });
  }
}

function customersServices(world: World) {
  const services = [...world.services.values()];
  return (['cloudapi', 'docker'] as const).flatMap((name) => {
    const service = services.find((one) => one.name === name);
    return service ? [{ service, key: READ_ONLY[name] }] : [];
  });
}
