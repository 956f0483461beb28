/** What is said of a zone on FROM that stays there, besides that it does. */
import type { Finding, Left } from '../../schemas/plan.ts';
import { error, warning } from '../findings.ts';
import type { MigrateRequest } from '../request.ts';
import type { CoreZone } from '../world.ts';

/** Findings about one that is left: of what was asked for by name, that is an error, and no plan without it. */
export function checkLeft(zone: CoreZone, { code, why }: Left, request: MigrateRequest): readonly Finding[] {
  const { alias, service, state, uuid } = zone;
  const isAsked = request.services.includes(service.name);
  switch (code) {
    case 'orphan-record':
      return [
        warning(
          'orphan-record',
          alias,
          `SAPI has an instance ${uuid} of ${service.name} whose zone is ${state ?? 'unknown'}. Remove the record when you know that it is not needed.`,
        ),
      ];
    case 'not-running': {
      const told = `${alias} is ${state ?? 'in no known state'}, not running: it is left. Start it, or delete it, and plan again.`;
      return [isAsked ? error('asked-not-running', alias, told) : warning('not-running', alias, told)];
    }
    default:
      if (!isAsked) return [];
      return [
        error(
          'asked-not-moved',
          alias,
          `${alias} was asked for and stays where it is: ${why}. Leave ${service.name} out.`,
        ),
      ];
  }
}
