/** Whether zones, servers that boot, and clients of DNS are led to the binders and instances that there are. */
import { identities } from '../../catalogue/identity.ts';
import type { Finding } from '../../schemas/plan.ts';
import { isInSubnet } from '../addresses.ts';
import { dnsName } from '../dns-name.ts';
import { note, warning } from '../findings.ts';
import { isAdminTag, type CoreZone } from '../world.ts';
import { adminIps, listed, sameSet, zonesOf, type Survey } from './survey.ts';

/** Findings about names. */
export function checkResolvers(survey: Survey): readonly Finding[] {
  const binders = adminIps(zonesOf(survey, 'binder'));
  return [
    ...(binders.size === 0 ? [] : [...networks(survey, binders), ...zones(survey, binders)]),
    ...answers(survey),
  ];
}

function networks({ world }: Survey, binders: ReadonlySet<string>): readonly Finding[] {
  return [...world.networks.values()].flatMap(({ name, nic_tag, resolvers }) => {
    if (!isAdminTag(nic_tag) || resolvers === undefined || sameSet(new Set(resolvers), binders)) return [];
    return [
      warning(
        'network-resolvers-stale',
        name,
        `The resolvers of network ${name} are ${listed(resolvers)}, and the binders are at ${listed(binders)}: zones and servers that boot would ask the wrong ones. Set them in NAPI.`,
      ),
    ];
  });
}

/** Binders ask themselves; zones with outside NICs have their networks' resolvers too. */
function zones(survey: Survey, binders: ReadonlySet<string>): readonly Finding[] {
  const admin = [...survey.world.networks.values()].filter((network) => isAdminTag(network.nic_tag));
  const astray = survey.zones.filter((zone) => {
    const resolvers = resolversOf(zone);
    if (resolvers === null || zone.service.name === 'binder') return false;
    const inner = resolvers.filter((ip) => admin.some((network) => isInSubnet(network, ip)));
    return !sameSet(new Set(inner), binders);
  });
  if (astray.length === 0) return [];
  return [
    note(
      'zone-resolvers-stale',
      'binder',
      `These zones do not ask the binders (${listed(binders)}) and them alone: ${listed(astray.map((zone) => zone.alias))}. Run \`sdcadm experimental fix-core-vm-resolvers\`.`,
    ),
  ];
}

function resolversOf({ vm }: CoreZone): readonly string[] | null {
  const resolvers = vm?.['resolvers'];
  if (!Array.isArray(resolvers)) return null;
  return resolvers.filter((one): one is string => typeof one === 'string');
}

/** A name that a binder was not asked for says nothing. */
function answers(survey: Survey): readonly Finding[] {
  const { world } = survey;
  const running = world.zones.filter((zone) => zone.state === 'running');
  const services = new Set(running.map((zone) => zone.service.name));
  return Object.entries(world.snapshot.dns ?? {}).flatMap(([binder, names]) =>
    [...services].flatMap((service) => {
      if (identities.get(service)?.inDns !== true) return [];
      const name = dnsName(world, service);
      const told = name === null ? undefined : names[name];
      const live = adminIps(running.filter((zone) => zone.service.name === service));
      if (told === undefined || live.size === 0 || sameSet(new Set(told), live)) return [];
      return [
        warning(
          'dns-differs',
          service,
          `The binder at ${binder} answers ${listed(told)} for ${name ?? service}, and the running instances are at ${listed(live)}. Look at \`svcs registrar\` in its zones.`,
        ),
      ];
    }),
  );
}
