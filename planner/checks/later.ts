/**
 * What this version's steps don't do yet and a person must: a maintenance of his own, addresses written down as
 * numbers, and each service's own cautions. Told where they matter, never in general.
 */
import type { Finding } from '../../schemas/plan.ts';
import { note, warning } from '../findings.ts';
import type { Leaving, Move } from '../move.ts';
import type { Removal } from '../removal.ts';
import { isFelt, isInMaintenance, maintainingRun } from '../units/maintenance.ts';
import { compare, isGone, type World } from '../world.ts';

/** Findings about manual work around the plan. */
export function checkLater(
  world: World,
  leaving: readonly (Move | Removal)[],
  resolvers: readonly string[],
): readonly Finding[] {
  return [
    ...maintenance(world, leaving),
    ...unseenDns(leaving, resolvers),
    ...leaving.flatMap(cautions),
    ...literals(world, leaving),
  ];
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

/** `<service>_admin_ips` is read at set-up only, so all of them are one note; the rest is each a warning. */
function literals(world: World, leaving: readonly (Move | Removal)[]): readonly Finding[] {
  const changes = leaving.flatMap((one) => {
    const was = one.oldAdminIp;
    const is = one.kind === 'move' ? one.newAdminIp : null;
    if (was === null || was === is) return [];
    const keys = keysWith(world.sdc?.metadata, was);
    const becomes = is === null ? `${was} goes` : `${was} becomes ${is}`;
    const own = `${one.old.service.name}_admin_ips`;
    return [{ one, was, becomes, own, keys }];
  });
  const findings = changes.flatMap(({ one, was, becomes, own, keys }) => {
    const places = [
      ...keys.filter((key) => key !== own).map((key) => `SAPI application metadata ${key}`),
      ...otherMetadata(world, one, was),
      ...one.rules.literals,
    ];
    if (places.length === 0) return [];
    const { name } = one.old.service;
    return [
      warning(
        'address-written-down',
        name,
        `${name}'s address ${becomes}, and is or may be written down in: ${places.join('; ')}. Change it there after the cutover.`,
      ),
    ];
  });
  const listed = changes.filter(({ own, keys }) => keys.includes(own));
  if (listed.length === 0) return findings;
  const list = listed.map(({ own, becomes }) => `${own}: ${becomes}`);
  return [
    ...findings,
    note(
      'admin-ips-written-down',
      'sapi',
      `Only zone set-up reads these keys of SAPI's application metadata, but \`sdcadm check-config\` complains until they are changed: ${list.join('; ')}.`,
    ),
  ];
}

/** Keys of services and instances that hold the address, such as the sapi-url of headnode set-up. */
function otherMetadata(world: World, { old }: Leaving, ip: string): readonly string[] {
  const services = [...world.services.values()].sort((a, b) => compare(a.name, b.name));
  const staying = world.zones.filter((zone) => zone.uuid !== old.uuid && !isGone(zone.state));
  return [
    ...services.flatMap(({ name, metadata }) =>
      keysWith(metadata, ip).map((key) => `metadata ${key} of the SAPI service ${name}`),
    ),
    ...staying.flatMap(({ alias, instance }) =>
      keysWith(instance.metadata, ip).map((key) => `metadata ${key} of the SAPI instance ${alias}`),
    ),
  ];
}

/** Keys whose text holds the address; values stay out, some are secret. */
function keysWith(metadata: Readonly<Record<string, unknown>> | undefined, ip: string): readonly string[] {
  const whole = new RegExp(`(^|[^0-9.])${ip.replaceAll('.', '\\.')}($|[^0-9.])`);
  return Object.entries(metadata ?? {})
    .filter(([, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      // Whole scripts are among the values: most are passed over by the cheaper look.
      return text.includes(ip) && whole.test(text);
    })
    .map(([key]) => key)
    .sort(compare);
}
