/** What was read in the global zones of a generated datacenter's headnodes, and its clusters' state. */
import { dotted } from './address-book.ts';
import { withOrigins } from './ground.ts';
import { numberOf } from './names.ts';
import { canary } from './population.ts';
import { adminLists } from './sapi.ts';
import type { Server, Site, Zone } from './site.ts';

type Json = Readonly<Record<string, unknown>>;

/** The global zones of the headnodes that the recipe has recorded or unreachable. */
export function globalZones(site: Site): Json {
  const read = site.servers.filter((server) => server.headnode && server.recipe.globalZone !== 'absent');
  return Object.fromEntries(read.map((server) => [server.uuid, globalZone(site, server)]));
}

function globalZone(site: Site, server: Server): Json {
  const { hostname } = server.recipe;
  if (server.recipe.globalZone === 'unreachable') return { hostname, reachable: false };
  const zones = site.zones.filter((zone) => zone.server === server && zone.state === 'running');
  const datasets = zones.flatMap((zone) => {
    if (zone.dataset === null) return [];
    const extra = numberOf(1024 ** 2, zone.uuid, 'used');
    return [
      {
        name: `zones/${zone.uuid}/data`,
        usedBytes: zone.dataset + extra,
        referencedBytes: zone.dataset,
        guid: String(1_000_000_000_000 + numberOf(2 ** 31, zone.uuid, 'guid')),
      },
    ];
  });
  const images = installed(site, server, zones);
  const isRead = numberOf(2, site.recipe.salt, hostname, 'usbkey') === 0;
  return { hostname, reachable: true, datasets, images, ...(isRead ? { usbkey: config(site) } : {}) };
}

/** What headnode set-up wrote into the USB key's config. */
function config(site: Site): Json {
  const lists = adminLists(site);
  const ufds = lists.find(([key]) => key === 'ufds_admin_ips')?.[1] ?? '';
  const secret = canary(site, 'config');
  return {
    ...Object.fromEntries(lists),
    datacenter_name: site.recipe.datacenter,
    capi_client_url: `http://${ufds.split(',')[0] ?? ''}:8080`,
    ldap_root_pw: secret,
    rabbitmq: `guest:${secret}:${lists.find(([key]) => key === 'rabbitmq_admin_ips')?.[1] ?? ''}:5672`,
  };
}

function installed(site: Site, server: Server, zones: readonly Zone[]): readonly string[] {
  const wanted =
    server.recipe.images === 'all'
      ? site.images.filter((image) => image.present)
      : site.images.filter((image) => zones.some((zone) => zone.image === image.uuid));
  return [...new Set(wanted.flatMap(withOrigins))];
}

/** State of manatee and binder, where the datacenter has them. */
export function clusters(site: Site): Json {
  const members = (role: string): readonly { readonly zone: string; readonly ip: string }[] =>
    site.zones.flatMap((zone) => {
      const nic = zone.nics.find((one) => one.network === site.admin);
      if (zone.tags['smartdc_role'] !== role || zone.state !== 'running' || nic === undefined) return [];
      return [{ zone: zone.uuid, ip: dotted(nic.network, nic.offset) }];
    });
  const peer = ({ zone, ip }: { readonly zone: string; readonly ip: string }): Json => ({
    id: `${ip}:5432:12345`,
    ip,
    pgUrl: `tcp://postgres@${ip}:5432/postgres`,
    zoneId: zone,
    backupUrl: `http://${ip}:12345`,
  });
  const [primary, sync, ...rest] = members('manatee').map(peer);
  const shard = {
    generation: 3,
    initWal: '0/16C2E30',
    primary,
    sync: sync ?? null,
    async: rest,
    deposed: [],
    freeze: null,
    oneNodeWriteMode: sync === undefined,
  };
  return {
    manatee: primary === undefined ? null : shard,
    binder: members('binder').map((member, n) => ({ ...member, mode: n === 1 ? 'leader' : 'follower' })),
  };
}
