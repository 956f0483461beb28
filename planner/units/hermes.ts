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
  const moved = moves.find(({ rules }) => rules.name === 'sdc');
  const zone = moved
    ? undefined
    : world.zones.find(({ service, state }) => service.name === 'sdc' && runs(state));
  const { server } = zone ?? {};
  const existing = zone && server ? { uuid: zone.uuid, alias: zone.alias, server } : null;
  if (!moved && !existing) return;
  draft.add({
    unit: 'hermes' as UnitId,
    phase: 'commit',
    slug: 'restart',
    action: 'hermes.restart',
    params: { instance: moved?.key ?? null, existing },
    title: `Restart hermes in ${moved?.key ?? existing?.alias ?? ''}`,
    why: 'It fetches logs from the zones that there were when it started.',
    needs: deletes.map((step) => ({ step, because: 'deleted' as const })),
    touches: [writes(moved ? object.newZone(moved) : `zone:${existing?.uuid ?? ''}`)],
  });
}
