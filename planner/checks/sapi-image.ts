/**
 * Whether SAPI's image can be set up beside the SAPI that serves. Older ones need a third instance for
 * a while (sdcadm's sapi0tmp), which hnadm does not make.
 */
import type { Finding } from '../../schemas/plan.ts';
import { error, warning } from '../findings.ts';
import type { Move } from '../move.ts';
import type { World } from '../world.ts';

/** Build stamp of the first image of which two instances work side by side (sdcadm lib/procedures/index.js). */
const FIRST = '20180622T144529Z';

/** Findings about the image of a SAPI that is yet to be created. */
export function checkSapiImage(world: World, moves: readonly Move[]): readonly Finding[] {
  return moves.flatMap((move) => {
    if (move.rules.name !== 'sapi' || move.planned.create === null) return [];
    const version = world.images?.get(move.image)?.version;
    const stamp = /\d{8}T\d{6}Z/.exec(String(version))?.[0];
    if (stamp === undefined) {
      const found = version === undefined ? 'is not recorded' : `is "${version}"`;
      return [
        warning(
          'sapi-image-unknown',
          'sapi',
          `SAPI's image must be of ${FIRST} or later, and the version of ${move.image} ${found}. Look at it with \`sdc-imgadm get\` before the plan is applied.`,
        ),
      ];
    }
    if (stamp >= FIRST) return [];
    return [
      error(
        'sapi-image-too-old',
        'sapi',
        `SAPI's image ${move.image} is of ${stamp}, expected ${FIRST} or later: an older one cannot be set up beside the SAPI that serves. Update SAPI with \`sdcadm update sapi\` first, or leave it out with --except sapi.`,
      ),
    ];
  });
}
