/** Whether the core zones that SAPI and VMAPI tell of are there, once, and will be there after a reboot. */
import { rules } from '../../catalogue/rules.ts';
import type { Finding } from '../../schemas/plan.ts';
import type { VmapiVm } from '../../schemas/snapshot.ts';
import { note, warning } from '../findings.ts';
import { isGone } from '../world.ts';
import { listed, type Survey } from './survey.ts';

/** Findings about zones that the plan does not move. */
export function checkZones(survey: Survey): readonly Finding[] {
  return [
    ...twice(survey),
    ...down(survey),
    ...autobootOff(survey),
    ...temporary(survey),
    ...orphans(survey),
    ...strays(survey),
    ...failed(survey),
    ...aliases(survey),
    ...locations(survey),
  ];
}

/** Of services that move, a second one is an error, and there is no plan. */
function twice({ zones }: Survey): readonly Finding[] {
  const names = new Set(zones.map((zone) => zone.service.name));
  return [...names].flatMap((name) => {
    const several = zones.filter((zone) => zone.service.name === name);
    if (several.length < 2 || rules.get(name)?.singleton !== true) return [];
    return [
      warning(
        'second-instance',
        name,
        `${name} must exist once, and ${String(several.length)} instances of it exist: ${listed(several.map((zone) => zone.alias))}. Remove the one that is not needed.`,
      ),
    ];
  });
}

/** Those on FROM are told of where it is decided what moves. */
function down({ zones, route }: Survey): readonly Finding[] {
  return zones
    .filter((zone) => zone.state !== null && zone.state !== 'running' && zone.server !== route.from.uuid)
    .map((zone) =>
      warning(
        'zone-down',
        zone.alias,
        `${zone.alias} (${zone.uuid}) of ${zone.service.name} is ${zone.state ?? ''}, expected running. Start it, or find out why it stopped, before anything is moved.`,
      ),
    );
}

/** A zone that moves is started by the plan, which sets autoboot. */
function autobootOff({ zones, leaving }: Survey): readonly Finding[] {
  return zones
    .filter((zone) => zone.state === 'running' && zone.vm?.['autoboot'] === false && !leaving.has(zone.uuid))
    .map((zone) =>
      warning(
        'autoboot-off',
        zone.alias,
        `${zone.alias} runs with autoboot off: it would not start with its server. Run \`vmadm update ${zone.uuid} autoboot=true\` there.`,
      ),
    );
}

function temporary({ zones }: Survey): readonly Finding[] {
  return zones
    .filter((zone) => /\dtmp$/.test(zone.alias))
    .map((zone) =>
      warning(
        'temporary-instance',
        zone.alias,
        `${zone.alias} (${zone.uuid}) is left of an update of ${zone.service.name} that died half-way, and blocks the next one. Remove it once ${zone.service.name} is well without it.`,
      ),
    );
}

/** Those on FROM are told of where it is decided what moves. */
function orphans({ world, route }: Survey): readonly Finding[] {
  return world.zones
    .filter((zone) => isGone(zone.state) && zone.server !== route.from.uuid)
    .map((zone) =>
      warning(
        'orphan-record',
        zone.alias,
        `SAPI has an instance ${zone.uuid} of ${zone.service.name} whose zone is ${zone.state ?? 'unknown'}. Remove the record when you know that it is not needed.`,
      ),
    );
}

/** On FROM the plan lists them as left. nat zones have no instance in SAPI, and assets' may have none. */
function strays({ world, owned, route }: Survey): readonly Finding[] {
  const known = new Set<string>((world.snapshot.sapi?.instances ?? []).map((instance) => instance.uuid));
  const services = new Set([...world.services.values()].map((service) => service.name));
  return (owned ?? []).flatMap((vm) => {
    const role = roleOf(vm);
    if (role === null || role === 'nat' || (role === 'assets' && !services.has(role))) return [];
    if (isGone(vm.state) || known.has(vm.uuid) || vm.server_uuid === route.from.uuid) return [];
    return [
      warning(
        'zone-without-instance',
        vm.alias ?? vm.uuid,
        `${vm.alias ?? 'A zone'} (${vm.uuid}) of ${role} is ${vm.state}, and SAPI has no instance for it: nothing configures it, and a server that came back may have brought it along. Remove it, or have SAPI adopt it.`,
      ),
    ];
  });
}

/** On FROM the plan lists them as left. */
function failed({ owned, route }: Survey): readonly Finding[] {
  const rows = (owned ?? []).filter(
    (vm) => vm.state === 'failed' && vm.server_uuid !== route.from.uuid && roleOf(vm) !== null,
  );
  if (rows.length === 0) return [];
  return [
    note(
      'failed-zone',
      'vmapi',
      `The creation of these core zones failed, and only VMAPI has rows of them: ${listed(rows.map((vm) => vm.alias ?? vm.uuid))}. See that no NIC or address of theirs is left.`,
    ),
  ];
}

function roleOf(vm: VmapiVm): string | null {
  const role = vm.tags?.['smartdc_role'];
  return typeof role === 'string' ? role : null;
}

function aliases({ zones, owned }: Survey): readonly Finding[] {
  const holders = new Map<string, Set<string>>();
  const hold = (alias: string, uuid: string): void => {
    const known = holders.get(alias);
    if (known) known.add(uuid);
    else holders.set(alias, new Set([uuid]));
  };
  for (const zone of zones) hold(zone.alias, zone.uuid);
  for (const vm of owned ?? []) if (vm.alias && !isGone(vm.state)) hold(vm.alias, vm.uuid);
  return [...holders]
    .filter(([, uuids]) => uuids.size > 1)
    .map(([alias, uuids]) =>
      warning(
        'alias-twice',
        alias,
        `${String(uuids.size)} active zones are called ${alias}: ${listed(uuids)}. Rename all but one of them.`,
      ),
    );
}

function locations({ zones, world }: Survey): readonly Finding[] {
  const hostnames = new Map(world.servers.map((server) => [server.uuid, server.hostname]));
  const astray = zones.flatMap((zone) => {
    const recorded = zone.instance.params?.server_uuid;
    const real = zone.vm?.server_uuid;
    if (!recorded || !real || recorded === real) return [];
    return [
      `${zone.alias} is on ${hostnames.get(real) ?? real}, SAPI says ${hostnames.get(recorded) ?? recorded}`,
    ];
  });
  if (astray.length === 0) return [];
  return [
    note(
      'location-differs',
      'sapi',
      `SAPI has instances on other servers than they are, and VMAPI is believed: ${listed(astray)}. Correct params.server_uuid of these instances.`,
    ),
  ];
}
