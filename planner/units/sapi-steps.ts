/**
 * What SAPI's move has besides the ordinary steps. A new instance in proto mode answers pings out of an
 * empty store of its own, so that health alone says little: what both list is compared, each asked at
 * its own address, while the old one still serves.
 */
import type { StepId } from '../../schemas/ids.ts';
import { reads, type Draft, type DraftNeed } from '../draft.ts';
import type { Move } from '../move.ts';
import * as object from '../objects.ts';
import { runs } from '../world.ts';

/** The comparison; null for other services, and where there is no old one to compare with. */
export function compareSapi(draft: Draft, move: Move, needs: readonly DraftNeed[]): StepId | null {
  const { key, rules, old, newAdminIp: newIp, oldAdminIp: oldIp } = move;
  if (rules.name !== 'sapi' || oldIp === null || !runs(old.state)) return null;
  return draft.add({
    unit: move.unit,
    phase: 'cutover',
    slug: 'compare',
    action: 'sapi.compare',
    params: { instance: key, newIp, oldIp },
    title: `Compare what ${key} (${newIp}) and ${old.alias} (${oldIp}) list, each at its own address`,
    why: `Everything is configured from SAPI: ${old.alias} may leave only when ${key} knows all that it knows.`,
    needs,
    touches: [reads(object.newZone(move)), reads(object.oldZone(move))],
  });
}
