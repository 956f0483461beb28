/** Verifies that a service answers from its new instance alone: what every irreversible step rests on. */
import type { ParamsOf } from '../../schemas/plan.ts';
import type { Action, StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';
import { ailment } from '../health.ts';
import { misresolved } from '../names.ts';
import { waitUntil } from '../poll.ts';
import { localZone, stateOf, wrongState } from '../zone-facts.ts';

type Params = ParamsOf<'service.verify'>;

export const serviceVerify: Action<'service.verify'> = {
  name: 'service.verify',
  version: 1,
  async probe(params, context) {
    const replaced = context.plan.instances.find(({ key }) => key === params.instance)?.replaces ?? null;
    if (replaced !== null) {
      const old = { instance: params.instance, side: 'old' } as const;
      const state = await stateOf(context, old);
      if (state !== 'stopped' && state !== 'absent') return wrongState(context, old, 'stopped', state);
    }
    const fresh = { instance: params.instance, side: 'new' } as const;
    const state = await stateOf(context, fresh);
    if (state !== 'running') return wrongState(context, fresh, 'running', state);
    return (await wrong(params, context)) === null ? done : ready;
  },
  async apply(params, context) {
    await waitUntil(context, () => wrong(params, context));
  },
};

async function wrong(params: Params, context: StepContext): Promise<string | null> {
  const { name, present, absent, server, resolvers, checks, instance } = params;
  const ref = { instance, side: 'new' } as const;
  const zone = await localZone(context, ref);
  if (zone?.state !== 'running') return `zone of ${instance} is ${zone?.state ?? 'absent'}`;
  const sick = await ailment(context, context.zone(ref), zone, checks);
  if (sick !== null || name === null) return sick;
  return misresolved(context, { name, server, resolvers, present, absent });
}
