/** Whether zones are what SAPI's records would make of them: image, size, firewall, networks. */
import type { Finding } from '../../schemas/plan.ts';
import { note, warning } from '../findings.ts';
import type { CoreZone } from '../world.ts';
import { listed, type Survey } from './survey.ts';

type Params = Readonly<Record<string, unknown>>;

/** Findings about zones and their params. */
export function checkParams(survey: Survey): readonly Finding[] {
  return [
    ...imageChanges(survey),
    ...imageDiffers(survey),
    ...sizes(survey),
    ...leftParams(survey),
    ...unplugged(survey),
  ];
}

function imageChanges({ moves }: Survey): readonly Finding[] {
  return moves.flatMap(({ old, planned, image }) => {
    const runs = old.vm?.image_uuid;
    if (!planned.create || !runs || runs === image) return [];
    return [
      warning(
        'image-changes',
        old.alias,
        `${old.alias} runs the image ${runs}, and its replacement is made from the service's ${image}: the move is an update too. Update ${old.service.name} first, or set its params.image_uuid to what runs.`,
      ),
    ];
  });
}

function imageDiffers({ zones, leaving }: Survey): readonly Finding[] {
  const others = zones.filter((zone) => {
    const wanted = zone.service.params?.image_uuid;
    const runs = zone.vm?.image_uuid;
    return !leaving.has(zone.uuid) && wanted !== undefined && runs && runs !== wanted;
  });
  if (others.length === 0) return [];
  return [
    note(
      'image-differs',
      'sapi',
      `These zones run other images than their services name: ${listed(others.map((zone) => zone.alias))}. \`sdcadm update\` makes them alike.`,
    ),
  ];
}

/** What operators change by hand; the rest differs from release to release. */
const SIZES = ['max_physical_memory', 'quota'] as const;

function sizes({ world, zones }: Survey): readonly Finding[] {
  const differences = zones.flatMap((zone) => {
    const recorded: Params = { ...world.sdc?.params, ...zone.service.params, ...zone.instance.params };
    const vm: Params = zone.vm ?? {};
    const numbers = SIZES.flatMap((name) => {
      const live = vm[name];
      const wanted = recorded[name];
      const told = Number(wanted);
      if (typeof live !== 'number' || wanted === undefined || told === live) return [];
      return [`${name} ${String(live)}, SAPI says ${Number.isNaN(told) ? 'no number' : String(told)}`];
    });
    const [live, wanted] = [vm['firewall_enabled'], recorded['firewall_enabled']];
    const firewall =
      typeof live === 'boolean' && typeof wanted === 'boolean' && live !== wanted
        ? [`firewall ${live ? 'on' : 'off'}, SAPI says ${wanted ? 'on' : 'off'}`]
        : [];
    return [...numbers, ...firewall].map((difference) => `${zone.alias} (${difference})`);
  });
  if (differences.length === 0) return [];
  return [
    note(
      'differs-from-service',
      'sapi',
      `These zones are other than SAPI's params say, and replacements are made as the zones are: ${listed(differences)}. Bring SAPI up to date.`,
    ),
  ];
}

function leftParams({ zones, leaving }: Survey): readonly Finding[] {
  const left = zones.filter((zone) => !leaving.has(zone.uuid) && hasCreateParams(zone));
  if (left.length === 0) return [];
  return [
    note(
      'params-left',
      'sapi',
      `These instances keep params that only their creation needed (autoboot off, or fixed addresses), which the next zone made from the record would get: ${listed(left.map((zone) => zone.alias))}. Remove them with sapiadm.`,
    ),
  ];
}

function hasCreateParams({ instance }: CoreZone): boolean {
  const { autoboot, networks } = (instance.params ?? {}) as Params;
  return autoboot === false || entries(networks).some((one) => one['ip'] !== undefined);
}

/**
 * Networks that NAPI does not have are not missed, nor NICs where nothing tells of any, nor those that an
 * unfinished move took over.
 */
function unplugged({ world, zones, moves }: Survey): readonly Finding[] {
  const replaced = new Set(moves.filter((move) => move.planned.existing).map((move) => move.old.uuid));
  const byName = new Map([...world.networks.values()].map((network) => [network.name, network.uuid]));
  const lacking = zones.flatMap((zone) => {
    if (zone.nics.length === 0 || replaced.has(zone.uuid)) return [];
    const plugged = new Set<unknown>(zone.nics.map((nic) => nic.network));
    const wanted = entries((zone.service.params as Params | undefined)?.['networks']);
    return wanted.flatMap(({ name }) => {
      const network = typeof name === 'string' ? byName.get(name) : undefined;
      return network === undefined || plugged.has(network) ? [] : [`${zone.alias} (${String(name)})`];
    });
  });
  if (lacking.length === 0) return [];
  return [
    note(
      'network-not-plugged',
      'sapi',
      `These zones have no NIC on a network that their service names, and replacements get the NICs that the zones have: ${listed(lacking)}. Add the NIC, or take the network out of the service.`,
    ),
  ];
}

/** Elements of SAPI's `networks`; a bare text is a name. */
function entries(networks: unknown): readonly Params[] {
  if (!Array.isArray(networks)) return [];
  return networks.flatMap((one: unknown): readonly Params[] => {
    if (typeof one === 'string') return [{ name: one }];
    return typeof one === 'object' && one !== null ? [one as Params] : [];
  });
}
