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

/** What a step with this fact disables, and what each was before: `online`, `maintenance`, … */
export function disabledBy(earlier: string | undefined): ReadonlyMap<string, string> {
  const states = (earlier ?? '').split(' ').map((one) => one.split('='));
  return new Map(
    states.flatMap(([name = '', state = 'disabled']) => (state === 'disabled' ? [] : [[name, state]])),
  );
}

/**
 * Those that the step disabled and that are not as they were: online, or no longer disabled where they were
 * not online either. Waiting for one that was in maintenance to be online could last for ever.
 */
export async function stillDown(params: Params, context: StepContext): Promise<readonly string[]> {
  const states = await statesNow(params, context);
  return [...disabledBy(context.fact(EARLIER))].flatMap(([name, was]) => {
    const now = states.get(name);
    return (was === 'online' ? now === 'online' : now !== 'disabled') ? [] : [name];
  });
}

/** Enables them. One that does not come up keeps none of the others down. @throws what the first of those threw. */
export async function enableAgain(params: Params, context: StepContext): Promise<void> {
  const { server, uuid } = context.zone(params.zone);
  const before = disabledBy(context.fact(EARLIER));
  const failures: unknown[] = [];
  for (const name of await stillDown(params, context)) {
    try {
      await enableService(context, server, uuid, name, before.get(name) === 'online');
    } catch (error) {
      if (context.signal.aborted) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
