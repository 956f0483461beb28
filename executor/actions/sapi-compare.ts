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
    const { fresh, old } = await both(params, context);
    for (const [{ mode }, ip] of [[fresh, params.newIp] as const, [old, params.oldIp] as const]) {
      if (mode !== 'full') return conflict('service:sapi', `full mode at ${ip}`, `${mode} mode`);
    }
    return difference(params, fresh, old) === null ? done : ready;
  },
  async apply(params, context) {
    await waitUntil(context, async () => {
      const { fresh, old } = await both(params, context);
      return difference(params, fresh, old);
    });
  },
};

async function both({ newIp, oldIp }: Params, context: StepContext) {
  return { fresh: await getHoldings(context, newIp), old: await getHoldings(context, oldIp) };
}

function difference({ newIp, oldIp }: Params, fresh: SapiHoldings, old: SapiHoldings): string | null {
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
