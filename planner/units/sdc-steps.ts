/**
 * What the sdc zone's move has besides the ordinary steps. Only one may act: two hermes would fetch and
 * upload the same logs, two napi-ufds-watchers make the same networks, two crons dump and upload twice.
 *
 * So it stops first, and before that its doing is disabled: services that end in order finish what they
 * upload, and a zone that somebody boots again stays quiet. The order that an operator would take by hand
 * keeps both zones up (make the new one, quiet it at once, quiet the old, wake the new): it spares a
 * minute of nobody acting, which nobody notices, for a moment in which the new one acts beside the old,
 * because a zone's first boot starts everything in it. Cron goes as a whole for the same reason: its
 * lines could only be taken out one by one, and all that is left in a quiet zone is log rotation.
 *
 * The tools on the old headnode work as long as the old zone is there, running or not: what leads to
 * them goes with the zone, behind the gate, so that before it there is nothing to be taken back.
 */
import type { StepId } from '../../schemas/ids.ts';
import { needs, reads, writes, type Draft, type DraftNeed } from '../draft.ts';
import type { Move } from '../move.ts';
import * as object from '../objects.ts';
import { runs } from '../world.ts';

/** Disables what must not act twice; null where nothing of it acts. */
export function quiet(draft: Draft, move: Move, waits: readonly DraftNeed[]): StepId | null {
  const { acting } = move.rules;
  if (acting.length === 0 || !runs(move.old.state)) return null;
  const params = { zone: { instance: move.key, side: 'old' as const }, services: [...acting] };
  return draft.add({
    unit: move.unit,
    phase: 'cutover',
    slug: 'quiet',
    action: 'services.disable',
    params,
    title: `Disable ${acting.join(', ')} in ${move.old.alias}`,
    why: `Two must never act at once, and a service that ends in order finishes what it has begun.`,
    needs: waits,
    touches: [writes(object.oldZone(move))],
    undo: { action: 'services.enable', params },
  });
}

/** Makes the tools of the new headnode lead into the new zone; null where nothing leads into it. */
export function link(draft: Draft, move: Move, waits: readonly DraftNeed[]): StepId | null {
  const path = move.rules.toolsLink;
  if (path === null) return null;
  const params = { zone: { instance: move.key, side: 'new' as const }, path };
  return draft.add({
    unit: move.unit,
    phase: 'cutover',
    slug: 'link',
    action: 'link.set',
    params,
    title: `Link ${path} on ${move.to.hostname} into ${move.key}`,
    why: `The tools of its global zone lie in the zone: without the link ${move.to.hostname} has none.`,
    needs: waits,
    touches: [writes(object.link(move.to.uuid, path)), reads(object.newZone(move))],
    undo: { action: 'link.remove', params },
  });
}

/** Removes the link that leads nowhere once the old zone is deleted. */
export function unlink(draft: Draft, move: Move, deleted: StepId): void {
  const path = move.rules.toolsLink;
  if (path === null) return;
  draft.add({
    unit: move.unit,
    phase: 'commit',
    slug: 'unlink',
    action: 'link.remove',
    params: { zone: { instance: move.key, side: 'old' }, path },
    title: `Remove the link ${path} on ${move.from.hostname}`,
    why: `It led into ${move.old.alias}, which is gone.`,
    needs: needs([deleted, 'deleted']),
    touches: [writes(object.link(move.from.uuid, path))],
  });
}
