/** Whether compute nodes boot, with what they need: dhcpd, and the broker's address that they are given. */
import type { Finding } from '../../schemas/plan.ts';
import { note, warning } from '../findings.ts';
import { isAdminTag, type CoreZone } from '../world.ts';
import { adminIps, headnodes, listed, zonesOf, type Survey } from './survey.ts';

/** Findings about booting. */
export function checkBoot(survey: Survey): readonly Finding[] {
  return [...missing(survey), ...mute(survey), ...broker(survey)];
}

/** A datacenter without any is told of as lacking the service. */
function missing(survey: Survey): readonly Finding[] {
  const coming = survey.moves.filter(({ rules }) => rules.name === 'dhcpd').map(({ to }) => to.uuid);
  const holders = new Set([...coming, ...zonesOf(survey, 'dhcpd').map((zone) => zone.server)]);
  const without = headnodes(survey).filter((server) => !holders.has(server.uuid));
  if (holders.size === 0 || without.length === 0) return [];
  return [
    note(
      'dhcpd-missing',
      'dhcpd',
      `There is no dhcpd on ${listed(without.map((server) => server.hostname))}: while the others are down, no compute node boots. Create one there with \`sdcadm create dhcpd -s SERVER --dev-allow-multiple-instances\`.`,
    ),
  ];
}

/** VMAPI calls the flag by either name; NAPI's record of the NIC has it as well. */
function mute(survey: Survey): readonly Finding[] {
  const napi = new Map(survey.nics.map((nic) => [nic.mac.toLowerCase(), nic['allow_dhcp_spoofing']]));
  const allowed = (zone: CoreZone): boolean =>
    zone.nics
      .filter((nic) => isAdminTag(nic.nicTag))
      .some(({ mac }) => {
        const row = zone.vm?.nics?.find((nic) => nic.mac.toLowerCase() === mac);
        return [row?.['allow_dhcp_spoofing'], row?.['dhcp_server'], napi.get(mac)].includes(true);
      });
  return zonesOf(survey, 'dhcpd')
    .filter((zone) => zone.nics.length > 0 && !allowed(zone))
    .map((zone) =>
      warning(
        'dhcp-spoofing-off',
        zone.alias,
        `The admin NIC of ${zone.alias} has no allow_dhcp_spoofing: its answers are dropped, and no compute node boots from it. Set it with \`vmadm update ${zone.uuid}\` (update_nics).`,
      ),
    );
}

/** Ur alone uses it; a name instead of a number is CNAPI's to resolve. Headnodes boot from their own key. */
function broker(survey: Survey): readonly Finding[] {
  const live = adminIps(zonesOf(survey, 'rabbitmq'));
  if (live.size === 0) return [];
  const { cnapi } = survey.world.snapshot;
  const given = [
    ...Object.entries(cnapi?.bootParams ?? {}).map(([name, params]) => ({ name, params })),
    ...(cnapi?.servers ?? [])
      .filter((server) => server.headnode !== true)
      .map((server) => ({ name: server.hostname, params: { kernel_args: server['boot_params'] } })),
  ];
  const stale = given.flatMap(({ name, params }) => {
    const address = brokerIn(params);
    return address === null || live.has(address) ? [] : [{ name, address }];
  });
  if (stale.length === 0) return [];
  return [
    warning(
      'broker-address-stale',
      'rabbitmq',
      `Compute nodes are told to boot with the broker ${listed(stale.map(({ address }) => address))}, and rabbitmq is at ${listed(live)}: Ur is deaf on them. Correct rabbitmq in CNAPI's boot parameters of ${listed(stale.map(({ name }) => name))}.`,
    ),
  ];
}

/** The address in `user:password:address:port`; null where it is none, or there is no such parameter. */
function brokerIn(params: unknown): string | null {
  const args = (params as { readonly kernel_args?: { readonly rabbitmq?: unknown } | null } | null)
    ?.kernel_args;
  const value = args?.rabbitmq;
  if (typeof value !== 'string') return null;
  return /^[^:]*:[^:]*:(\d+\.\d+\.\d+\.\d+):\d+$/.exec(value)?.[1] ?? null;
}
