/** A link in the global zone of a zone's server that leads to the same path below the zone's root. */
import type { ParamsOf } from '../schemas/plan.ts';
import type { StepContext } from './action.ts';

/** Where the link is and where it is to lead. */
export function zoneLink({ zone, path }: ParamsOf<'link.set'>, context: StepContext) {
  const { server, uuid } = context.zone(zone);
  return { server, path, target: `/zones/${uuid}/root${path}` };
}
