/**
 * Why a cutover has each of its steps, in words for the move at hand: a reader who knows Triton is to see
 * for each step why it is there, and what is true of cloudapi is not of dhcpd, which no server finds by name.
 */
import { takeovers, type Leaving, type Move } from '../move.ts';

/** Why the old zone leaves DNS before it stops. */
export function whyUnregister(move: Move): string {
  const { order, old, key, oldAdminIp, newAdminIp, rules } = move;
  const slow = 'a zone that just stops stays in DNS for minutes';
  if (rules.answersDhcp) return `Servers that boot need no name to find it; but ${slow}.`;
  if (order === 'start-first')
    return `Its name leads to ${key} alone from here on, and ${old.alias} still answers those who go on asking it.`;
  if (oldAdminIp === newAdminIp)
    return `Nobody is to be led to ${newAdminIp} while neither zone answers there; ${slow}.`;
  return `Nobody is to be led to a zone that stands still; ${slow}, and leaving by itself takes seconds.`;
}

/** Why the old zone stops. */
export function whyStop(move: Move): string {
  const { order, old, key, data } = move;
  if (order === 'start-first')
    return `From here the datacenter runs on ${key}; ${old.alias} can be started again.`;
  const down = `From here ${old.service.name} is down, until ${key} serves.`;
  if (data) return `Its data must stand still, or what it still writes would be lost. ${down}`;
  const taken = takeovers(move).map(({ ip }) => ip);
  if (taken.length > 0 && move.rules.mayOverlap)
    return `Two running zones must never have ${taken.join(', ')}. ${down}`;
  return `Two of them must never act at once. ${down}`;
}

/** Why the new zone starts now. */
export function whyStart({ order, old, key, data, identity }: Move): string {
  if (data) return `From its first write on, ${key} has the only true copy of the data.`;
  const begins = `It gets its configuration from SAPI, sets itself up${identity.inDns ? ' and registers in DNS' : ''}`;
  return order === 'start-first'
    ? `${begins}, while ${old.alias} goes on serving.`
    : `${begins}; ${old.alias} has stopped.`;
}

/** Why the new zone must be found by its name. @param warmSeconds for which the old one serves on. */
export function whyInDns({ rules, old, key }: Move, warmSeconds: number): string {
  const found = rules.answersDhcp
    ? 'It is in DNS when it has come up as a whole; servers that boot find it without.'
    : `Clients ask for it by name: ${key} serves when that leads to it.`;
  if (warmSeconds === 0) return found;
  return `${found} What it answers from fills in ${String(warmSeconds)} s, and ${old.alias} serves until then.`;
}

/** Why the old zone must be found no more. @param keptSeconds for which clients go on with what they resolved. */
export function whyOutOfDns({ old }: Leaving, keptSeconds: number): string {
  return keptSeconds === 0
    ? `${old.alias} stands still, and binders answer from a cache: nobody may be led to it any more.`
    : `Binders answer from a cache, and clients go on with an answer for ${String(keptSeconds)} s more: until then they need ${old.alias}.`;
}
