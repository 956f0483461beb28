/**
 * Waits until two instances of SAPI say the same, each asked at its own address. Both stand on one moray
 * and agree at once. That a new one answers pings is not enough: in proto mode its store is a folder of
 * its own, with nothing in it, and whenever moray fails it reads from there in full mode too.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { getHoldings, type SapiHoldings } from '../../triton/sapi.ts';
import type { Action, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';
import { waitUntil } from '../poll.ts';

type Params = ParamsOf<'sapi.compare'>;

export const sapiCompare: Action<'sapi.compare'> = {
  name: 'sapi.compare',
  version: 1,
  async probe(params, context) {
    const { newIp, oldIp } = params;
    for (const ip of [newIp, oldIp]) {
      const { mode } = await getHoldings(context, ip);
      if (mode !== 'full') return conflict('service:sapi', `full mode at ${ip}`, `${mode} mode`);
    }
    return (await difference(params, context)) === null ? done : ready;
  },
  async apply(params, context) {
    await waitUntil(context, () => difference(params, context));
  },
};

async function difference({ newIp, oldIp }: Params, context: StepContext): Promise<string | null> {
  const fresh = await getHoldings(context, newIp);
  const old = await getHoldings(context, oldIp);
  for (const kind of ['services', 'instances'] as const) {
    const [missing, surplus] = [without(old, fresh, kind), without(fresh, old, kind)];
    if (missing + surplus === 0) continue;
    const counts = `${String(old[kind].size)} ${kind} at ${oldIp}, ${String(fresh[kind].size)} at ${newIp}`;
    return `SAPI lists ${counts}: ${String(missing)} are missing there and ${String(surplus)} too many`;
  }
  return null;
}

/** How many of the one's are not among the other's. */
function without(one: SapiHoldings, other: SapiHoldings, kind: 'services' | 'instances'): number {
  return [...one[kind]].filter((uuid) => !other[kind].has(uuid)).length;
}
