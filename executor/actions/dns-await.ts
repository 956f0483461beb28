/**
 * Waits until a name does, or does not, resolve to an address at every binder, and then as long as
 * clients may keep what they were told before. That wait is journalled when it is over: a look at DNS
 * alone can't tell whether it was kept.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import type { Action, StepContext } from '../action.ts';
import { done, ready } from '../answers.ts';
import { misresolved } from '../names.ts';
import { waitUntil } from '../poll.ts';

export const dnsAwait: Action<'dns.await'> = {
  name: 'dns.await',
  version: 1,
  async probe(params, context) {
    const isSettled = params.settleSeconds === 0 || context.fact('settled') !== undefined;
    return isSettled && (await wrong(params, context)) === null ? done : ready;
  },
  async apply(params, context) {
    await waitUntil(context, () => wrong(params, context));
    if (params.settleSeconds === 0) return;
    const note = `waiting ${String(params.settleSeconds)} s for caches`;
    for (let left = params.settleSeconds; left > 0; left -= 10) {
      context.progress({ note });
      await context.clock.sleep(Math.min(left, 10) * 1000, context.signal);
    }
    await context.setFact('settled', 'yes');
  },
};

function wrong(params: ParamsOf<'dns.await'>, context: StepContext): Promise<string | null> {
  const { name, ip, present, server, resolvers } = params;
  const question = { name, server, resolvers };
  return misresolved(context, { ...question, present: present ? ip : null, absent: present ? null : ip });
}
