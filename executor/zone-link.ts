/** A link in the global zone of a zone's server that leads to the same path below the zone's root. */
import type { ParamsOf } from '../schemas/plan.ts';
import type { StepContext } from './action.ts';

/**
 * Fact of link.set: `yes` where it makes the link itself, `no` where an earlier run had made it. It is
 * journalled before the link is made: killed in between, an undo finds no link to remove, while one that is
 * made and not journalled would pass for the earlier run's.
 */
export const MADE = 'made';

/** Where the link is and where it is to lead. */
export function zoneLink({ zone, path }: ParamsOf<'link.set'>, context: StepContext) {
  const { server, uuid } = context.zone(zone);
  return { server, path, target: `/zones/${uuid}/root${path}` };
}
