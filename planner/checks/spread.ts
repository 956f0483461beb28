/** Whether a move puts two instances of one service on one server: its loss would then take both. */
import type { Finding } from '../../schemas/plan.ts';
import { note } from '../findings.ts';
import type { Move } from '../move.ts';
import { isGone, type World } from '../world.ts';

/** Findings about instances that end up side by side. */
export function checkSpread(world: World, moves: readonly Move[]): readonly Finding[] {
  return moves.flatMap((move) => {
    const beside = world.zones.filter(
      (zone) =>
        zone.service.uuid === move.old.service.uuid &&
        zone.server === move.to.uuid &&
        zone.uuid !== move.planned.existing?.uuid &&
        !isGone(zone.state),
    );
    const [first] = beside;
    if (!first) return [];
    const { name } = move.old.service;
    return [
      note(
        'side-by-side',
        name,
        `${move.key} joins ${beside.map((zone) => zone.alias).join(', ')} on ${move.to.hostname}: a loss of that server takes every one of them. Move ${name} to another headnode if there is one.`,
      ),
    ];
  });
}
