/**
 * What the services of a zone were before a step disabled them, as it journalled it before it did: whoever
 * takes the step back enables those that it disabled and no others, because one may have been down for a
 * reason, or by the doing of an earlier run. Journalled afterwards, a kill in between would leave a service
 * disabled that nobody knows of; journalled before, it costs a look at one that was never disabled.
 */
import type { ParamsOf } from '../schemas/plan.ts';
import { enableService, serviceState } from '../triton/global-zone/smf.ts';
import type { StepContext } from './action.ts';

type Params = ParamsOf<'services.disable'>;

/** Fact of the step: `name=state`, with blanks between; a service that the zone has not is not named. */
export const EARLIER = 'earlier';

/** The state of each of the services that the zone has. */
export async function statesNow(
  { zone, services }: Params,
  context: StepContext,
): Promise<ReadonlyMap<string, string>> {
  const { server, uuid } = context.zone(zone);
  const states = new Map<string, string>();
  for (const name of services) {
    const state = await serviceState(context, server, uuid, name);
    if (state !== null) states.set(name, state);
  }
  return states;
}

/** Journals the states, once: what a later look finds is the step's own doing. */
export async function noteEarlier(context: StepContext, states: ReadonlyMap<string, string>): Promise<void> {
  if (context.fact(EARLIER) !== undefined) return;
  await context.setFact(EARLIER, [...states].map(([name, state]) => `${name}=${state}`).join(' '));
}

/** Names of the services that a step with this fact disables: those that were not so before. */
export function disabledBy(earlier: string | undefined): readonly string[] {
  const states = (earlier ?? '').split(' ').map((one) => one.split('='));
  return states.flatMap(([name = '', state]) => (state === undefined || state === 'disabled' ? [] : [name]));
}

/** Those that the step disabled and that are not up again. */
export async function stillDown(params: Params, context: StepContext): Promise<readonly string[]> {
  const states = await statesNow(params, context);
  return disabledBy(context.fact(EARLIER)).filter((name) => states.get(name) !== 'online');
}

/** Enables them. */
export async function enableAgain(params: Params, context: StepContext): Promise<void> {
  const { server, uuid } = context.zone(params.zone);
  for (const name of await stillDown(params, context)) await enableService(context, server, uuid, name);
}
