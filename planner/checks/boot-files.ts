/**
 * What assets and dhcpd hand out lies on their headnode's /usbkey, not in the zone: platforms that servers
 * boot, and the files that they are set up with. Zones mount it from their own headnode, so that on one
 * which lacks something a server boots or sets itself up no more.
 */
import type { Finding } from '../../schemas/plan.ts';
import { error, warning } from '../findings.ts';
import type { Move } from '../move.ts';
import { compare, type World } from '../world.ts';

/** Below /usbkey/extra: what CNAPI's server-setup and the agents' set-up fetch (sdc-headnode, joysetup). */
const EXTRA = [
  'agents/latest',
  'joysetup/agentsetup.sh',
  'joysetup/cn_tools.tar.gz',
  'joysetup/joysetup.sh',
  'joysetup/node.config',
] as const;

/** Checks that the target has what the moved services hand out. */
export function checkBootFiles(world: World, moves: readonly Move[]): readonly Finding[] {
  const serving = moves.filter(({ rules }) => rules.servesUsbkey);
  const [first] = serving;
  if (!first) return [];
  const { uuid, hostname } = first.to;
  const names = [...new Set(serving.map(({ rules }) => rules.name))].join(' and ');
  const usbkey = world.snapshot.globalZones?.[uuid]?.usbkey;
  const has = { platforms: namesIn(usbkey?.['platforms']), extra: namesIn(usbkey?.['extra']) };
  const unknown = Object.entries(has).flatMap(([part, list]) => (list === null ? [part] : []));
  const missing = [
    ...lacking(has.platforms, bootPlatforms(world)).map((platform) => `/usbkey/os/${platform}`),
    ...lacking(has.extra, EXTRA).map((path) => `/usbkey/extra/${path}`),
  ];
  return [
    ...(unknown.length > 0
      ? [
          warning(
            'boot-files-unknown',
            hostname,
            `The snapshot does not tell which ${unknown.join(' and ')} are on ${hostname}, and ${names} hand out what is there: see that /usbkey/os has every server's boot platform and /usbkey/extra has ${EXTRA.join(', ')}.`,
          ),
        ]
      : []),
    ...(missing.length > 0
      ? [
          error(
            'boot-files-missing',
            hostname,
            `${hostname} lacks ${missing.join(', ')}, and servers would boot or be set up from there by ${names}. Copy what is missing from another headnode, or leave ${names} out with --except.`,
          ),
        ]
      : []),
  ];
}

/** Names in a list; null where it was not recorded. */
function namesIn(list: unknown): ReadonlySet<string> | null {
  return Array.isArray(list) ? new Set(list.filter((one) => typeof one === 'string')) : null;
}

function lacking(has: ReadonlySet<string> | null, wanted: readonly string[]): readonly string[] {
  return has === null ? [] : wanted.filter((one) => !has.has(one));
}

/** Platforms that some server boots next. */
function bootPlatforms(world: World): readonly string[] {
  const platforms = world.servers.flatMap(({ boot_platform: platform }) =>
    typeof platform === 'string' && /^[0-9]{8}T[0-9]{6}Z$/.test(platform) ? [platform] : [],
  );
  return [...new Set(platforms)].sort(compare);
}
