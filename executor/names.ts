/** Whether a name resolves as it must, at every binder: one that lags would still send clients astray. */
import type { ParamsOf } from '../schemas/plan.ts';
import { resolve } from '../triton/global-zone/network.ts';
import type { StepContext } from './action.ts';

type Question = Pick<ParamsOf<'service.verify'>, 'server' | 'resolvers'> & {
  readonly name: string;
  /** Must be among the addresses; null: not asked for. */
  readonly present: string | null;
  /** Must not be among them. */
  readonly absent: string | null;
};

/** What is wrong with the name at some binder, or null. A binder that doesn't answer is wrong too. */
export async function misresolved(context: StepContext, question: Question): Promise<string | null> {
  const { name, server, present, absent } = question;
  for (const resolver of question.resolvers) {
    const found = await resolve(context, server, resolver, name);
    if (found === null) return `binder ${resolver} does not answer`;
    if (present !== null && !found.includes(present))
      return `${name} does not resolve to ${present} at ${resolver}`;
    if (absent !== null && found.includes(absent))
      return `${name} still resolves to ${absent} at ${resolver}`;
  }
  return null;
}
