/**
 * What this version's steps don't do yet and a person must: a maintenance of his own, and each service's own
 * cautions. Told where they matter, never in general.
 */
import type { Finding } from '../../schemas/plan.ts';
import { note, warning } from '../findings.ts';
import type { Leaving, Move } from '../move.ts';
import type { Removal } from '../removal.ts';
import { isFelt, isInMaintenance, maintainingRun } from '../units/maintenance.ts';
import type { World } from '../world.ts';

/** Findings about manual work around the plan. */
export function checkLater(
  world: World,
  leaving: readonly (Move | Removal)[],
  resolvers: readonly string[],
): readonly Finding[] {
  return [...maintenance(world, leaving), ...unseenDns(leaving, resolvers), ...leaving.flatMap(cautions)];
}

/**
 * Somebody's own maintenance is left alone: he began it before, and he ends it. One that a killed run of
 * hnadm left open nobody will end, and customers wait in it.
 */
function maintenance(world: World, leaving: readonly (Move | Removal)[]): readonly Finding[] {
  if (!leaving.some(isFelt) || !isInMaintenance(world)) return [];
  const run = maintainingRun(world);
  if (run !== null) {
    return [
      warning(
        'maintenance-left-open',
        'maintenance',
        `Run ${run} of hnadm has left the datacenter in maintenance, and customers wait in it: close it with \`hnadm runs PLAN --close\`, PLAN being the plan whose digest begins so, record a new snapshot and plan again. This plan opens none and closes none.`,
      ),
    ];
  }
  return [
    note(
      'in-maintenance',
      'maintenance',
      'The datacenter is in maintenance already, so the plan opens none: end it with `sdcadm dc-maint stop` when the plan is carried out.',
    ),
  ];
}

/** Without a name or a binder to ask, nobody can see whether clients have found the new zone. */
function unseenDns(leaving: readonly Leaving[], resolvers: readonly string[]): readonly Finding[] {
  const unseen = leaving.filter(
    ({ identity, dnsName }) => identity.inDns && (dnsName === null || resolvers.length === 0),
  );
  if (unseen.length === 0) return [];
  const why =
    resolvers.length === 0 ? 'no running binder is known' : "dns_domain is not in the application's metadata";
  const names = unseen.map(({ old }) => old.service.name).join(', ');
  return [
    warning(
      'dns-unseen',
      'dns',
      `The plan cannot look into DNS, because ${why}: the old zones of ${names} stop without waiting until clients have let go of them, and a person must see with dig that the names lead to the new ones.`,
    ),
  ];
}

function cautions({ rules, old }: Leaving): readonly Finding[] {
  return rules.cautions.map(({ code, message }) => warning(code, old.service.name, message));
}
