/** Whether the addresses that SAPI's application metadata has written down are those of the instances. */
import type { Finding } from '../../schemas/plan.ts';
import { note, warning } from '../findings.ts';
import { isAdminTag, isGone } from '../world.ts';
import { adminIps, listed, sameSet, zonesOf, type Survey } from './survey.ts';

/** Findings about written-down addresses. Of an unfinished move the lists may name either zone. */
export function checkWrittenAddresses(survey: Survey): readonly Finding[] {
  return [...lists(survey), ...assets(survey)];
}

function lists({ world, zones, moves }: Survey): readonly Finding[] {
  const replaced = new Map(moves.map((move) => [move.newAdminIp, move.oldAdminIp ?? move.newAdminIp]));
  const names = new Set(zones.map((zone) => zone.service.name));
  const stale = [...names].flatMap((name) => {
    const found = writtenIn(world.sdc?.metadata?.[`${name}_admin_ips`]);
    const written = found && new Set([...found].map((ip) => replaced.get(ip) ?? ip));
    const live = adminIps(zones.filter((zone) => zone.service.name === name));
    if (name === 'assets' || written === null || live.size === 0 || sameSet(written, live)) return [];
    return [`${name}_admin_ips has ${listed(written)}, and the instances ${listed(live)}`];
  });
  if (stale.length === 0) return [];
  return [
    note(
      'admin-ips-stale',
      'sapi',
      `Only zone set-up and \`sdcadm check-config\` read these keys of SAPI's application metadata, and they are not true: ${listed(stale)}. Change them with sapiadm.`,
    ),
  ];
}

/** One address alone may stand there: CNAPI makes one URL of it. assets may have no service in SAPI. */
function assets(survey: Survey): readonly Finding[] {
  const { world, owned } = survey;
  const bare = (owned ?? []).filter((vm) => vm.tags?.['smartdc_role'] === 'assets' && !isGone(vm.state));
  const live = new Set([
    ...adminIps(zonesOf(survey, 'assets')),
    ...bare.flatMap((vm) =>
      (vm.nics ?? []).flatMap((nic) => (isAdminTag(String(nic.nic_tag)) ? (nic.ip ?? []) : [])),
    ),
  ]);
  const written = writtenIn(world.sdc?.metadata?.['assets_admin_ips']);
  if (written === null || live.size === 0) return [];
  if (written.size === 1 && [...written].every((ip) => live.has(ip))) return [];
  return [
    warning(
      'assets-address-stale',
      'assets',
      `assets_admin_ips in SAPI's application metadata has ${listed(written)}, expected one of ${listed(live)}: server set-up fetches from it. Change it with sapiadm, and restart cnapi.`,
    ),
  ];
}

/** Null where there is no such key. */
function writtenIn(value: unknown): ReadonlySet<string> | null {
  if (typeof value !== 'string') return null;
  return new Set(
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}
