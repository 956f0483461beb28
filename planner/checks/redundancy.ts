/** Whether the clusters, and what customers' traffic needs, would stand the loss of one member. */
import type { Finding } from '../../schemas/plan.ts';
import { note } from '../findings.ts';
import { listed, zonesOf, type Survey } from './survey.ts';

/** Members wanted, of services that are there at all. portolan counts where there are fabrics to serve. */
function wanted({ world }: Survey): readonly (readonly [string, number])[] {
  const fabrics = world.snapshot.napi?.networks.some((network) => network['fabric'] === true) ?? false;
  return [['binder', 3], ['manatee', 3], ['moray', 2], ...(fabrics ? [['portolan', 2] as const] : [])];
}

/** Findings about the number of members, and where they are. */
export function checkRedundancy(survey: Survey): readonly Finding[] {
  return [...few(survey), ...even(survey), ...together(survey)];
}

function few(survey: Survey): readonly Finding[] {
  const lacking = wanted(survey).flatMap(([name, want]) => {
    const have = zonesOf(survey, name).length;
    return have === 0 || have >= want ? [] : [`${name} has ${String(have)} of ${String(want)}`];
  });
  if (lacking.length === 0) return [];
  return [
    note(
      'few-members',
      'clusters',
      `These would not stand the loss of a member: ${listed(lacking)}. Create the missing ones on other headnodes.`,
    ),
  ];
}

/** Two are told of as too few. */
function even(survey: Survey): readonly Finding[] {
  const have = zonesOf(survey, 'binder').length;
  if (have < 4 || have % 2 === 1) return [];
  return [
    note(
      'even-ensemble',
      'binder',
      `binder has ${String(have)} members, which stand no more losses than ${String(have - 1)} do. Add or remove one.`,
    ),
  ];
}

function together(survey: Survey): readonly Finding[] {
  const { world } = survey;
  const shared = ['binder', 'manatee', 'moray'].flatMap((name) => {
    const zones = zonesOf(survey, name);
    return world.servers.flatMap((server) => {
      const here = zones.filter((zone) => zone.server === server.uuid).map((zone) => zone.alias);
      return here.length < 2 ? [] : [`${here.join(' and ')} on ${server.hostname}`];
    });
  });
  if (shared.length === 0) return [];
  return [
    note(
      'members-together',
      'clusters',
      `Members of one cluster share a server, whose loss takes all of them: ${listed(shared)}. Move one of them to another headnode.`,
    ),
  ];
}
