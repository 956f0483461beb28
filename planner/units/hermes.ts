/**
 * hermes is restarted once, behind all deletes, in the sdc zone that is there by then: it knows from
 * which zones to fetch logs since it started. Not before the gate: what a replaced zone has logged can
 * be fetched as long as it is there.
 */
import type { StepId, UnitId } from '../../schemas/ids.ts';
import { writes, type Draft } from '../draft.ts';
import type { Move } from '../move.ts';
import * as object from '../objects.ts';
import { runs, type World } from '../world.ts';

/** Adds the restart; where nobody knows of an sdc zone that runs there is none. */
export function restartHermes(
  draft: Draft,
  world: World,
  moves: readonly Move[],
  deletes: readonly StepId[],
): void {
  const place = placeOf(world, moves);
  if (!place) return;
  draft.add({
    unit: 'hermes' as UnitId,
    phase: 'commit',
    slug: 'restart',
    action: 'hermes.restart',
    params: place.params,
    title: `Restart hermes in ${place.name}`,
    why: 'It fetches logs from the zones that there were when it started.',
    needs: deletes.map((step) => ({ step, because: 'deleted' as const })),
    touches: [writes(place.zone)],
  });
}

/** The sdc zone that is there by then: the one that the plan makes, or the one that stays. */
function placeOf(world: World, moves: readonly Move[]) {
  const moved = moves.find(({ rules }) => rules.name === 'sdc');
  if (moved) {
    return {
      params: { instance: moved.key, existing: null },
      name: moved.key,
      zone: object.newZone(moved),
    };
  }
  for (const { service, state, uuid, alias, server } of world.zones) {
    if (service.name !== 'sdc' || !runs(state) || server === null) continue;
    const existing = { uuid, alias, server };
    return { params: { instance: null, existing }, name: alias, zone: object.zone(existing) };
  }
  return null;
}
