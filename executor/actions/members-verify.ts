/**
 * Verifies that the other members of a cluster serve: before one is taken out, because it may be the
 * last that works, and after, because its delete rests on them. Each is asked at its own address: by
 * name one of them would answer for all.
 */
import type { ParamsOf, PlacedZone } from '../../schemas/plan.ts';
import { getZone } from '../../triton/global-zone/vmadm.ts';
import type { Action, StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';
import { ailment } from '../health.ts';
import { misresolved } from '../names.ts';
import { waitUntil } from '../poll.ts';
import { adminAddress, stateOf, wrongState } from '../zone-facts.ts';

type Params = ParamsOf<'members.verify'>;

export const membersVerify: Action<'members.verify'> = {
  name: 'members.verify',
  version: 1,
  async probe(params, context) {
    if (params.left) {
      const old = { instance: params.instance, side: 'old' } as const;
      const state = await stateOf(context, old);
      if (state !== 'stopped' && state !== 'absent') return wrongState(context, old, 'stopped', state);
    }
    return (await wrong(params, context)) === null ? done : ready;
  },
  async apply(params, context) {
    await waitUntil(context, () => wrong(params, context));
  },
};

/** What is wrong with some member, or with the name; null: nothing. */
async function wrong(params: Params, context: StepContext): Promise<string | null> {
  for (const member of params.members) {
    const sick = await sickness(params, member, context);
    if (sick !== null) return sick;
  }
  const { name, left, ip, server, resolvers } = params;
  if (name === null || !left) return null;
  return misresolved(context, { name, server, resolvers, present: null, absent: ip });
}

async function sickness(
  { name, server, resolvers, checks }: Params,
  member: PlacedZone,
  context: StepContext,
): Promise<string | null> {
  const zone = await getZone(context, member.server, member.uuid);
  if (zone?.state !== 'running') return `${member.alias} is ${zone?.state ?? 'absent'}`;
  const sick = await ailment(context, member, zone, checks);
  if (sick !== null || name === null) return sick;
  return misresolved(context, { name, server, resolvers, present: adminAddress(zone), absent: null });
}
