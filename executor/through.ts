/**
 * Calls to one service sent to the one instance that a step names: while SAPI moves, its name in DNS may
 * lead to either of two, or to one that is about to stop. A wrapper of the transport, because the
 * clients and actions that make the calls do the same whichever instance answers.
 */
import type { Step } from '../schemas/plan.ts';
import type { Transport } from '../triton/transport.ts';

/** The transport, with calls by the service's name sent to the instance; those by address stay as they are. */
export function goingThrough(transport: Transport, through: Step['through']): Transport {
  if (through === undefined) return transport;
  const { service, ip } = through;
  return {
    run: (...args) => transport.run(...args),
    pipe: (...args) => transport.pipe(...args),
    put: (...args) => transport.put(...args),
    request: (to, request) =>
      transport.request(to.service === service ? { instance: ip, ...to } : to, request),
  };
}
