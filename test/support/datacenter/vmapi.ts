/** A finished site as VMAPI would list it: zones in every state, customers' and core ones. */
import { dotted, netmask } from './address-book.ts';
import { numberOf, shuffled, uuidOf } from './names.ts';
import { canary } from './population.ts';
import type { Nic, Site, Zone } from './site.ts';

type Json = Readonly<Record<string, unknown>>;

const STAMP = '2026-08-19T17:46:40.000Z';

/** VMAPI's rows. */
export function vmapi(site: Site): Json {
  const rows = site.zones.filter((zone) => zone.row).map((zone) => vmRecord(site, zone));
  return { vms: shuffled(rows, site.recipe.salt, 'vms') };
}

function vmRecord(site: Site, zone: Zone): Json {
  const gone = zone.state === 'destroyed';
  return {
    uuid: zone.uuid,
    alias: zone.alias,
    autoboot: true,
    brand: 'joyent-minimal',
    billing_id: uuidOf(site.recipe.salt, 'package', zone.ram),
    cpu_cap: 400,
    cpu_shares: 100,
    create_timestamp: STAMP,
    destroyed: gone ? '2026-08-31T07:33:20.000Z' : null,
    customer_metadata: {
      'sapi-url': `http://sapi.${site.recipe.datacenter}.triton.zone`,
      pw: canary(site, zone.uuid),
    },
    internal_metadata: { root_pw: canary(site, zone.uuid, 'internal') },
    datasets: zone.dataset === null || gone ? [] : [`zones/${zone.uuid}/data`],
    firewall_enabled: numberOf(2, zone.uuid) === 0,
    image_uuid: zone.image,
    last_modified: '2026-11-19T07:00:00.000Z',
    limit_priv: 'default',
    max_locked_memory: zone.ram,
    max_lwps: 1000,
    max_physical_memory: zone.ram,
    max_swap: zone.ram * 2,
    nics: gone ? [] : zone.nics.map(vmNic),
    owner_uuid: zone.owner,
    quota: zone.quota,
    ram: zone.ram,
    resolvers: site.admin.resolvers,
    server_uuid: zone.server.uuid,
    snapshots: [],
    state: zone.state,
    tags: zone.tags,
    zfs_filesystem: `zones/${zone.uuid}`,
    zfs_io_priority: 10,
    zone_state: zone.state === 'running' ? 'running' : 'installed',
    zonepath: `/zones/${zone.uuid}`,
    zpool: 'zones',
  };
}

function vmNic({ mac, network, offset, primary }: Nic, index: number): Json {
  const gateway = network.gateway === null ? {} : { gateway: dotted(network, network.gateway) };
  return {
    interface: `net${String(index)}`,
    mac,
    vlan_id: network.vlan,
    nic_tag: network.nicTag,
    ip: dotted(network, offset),
    netmask: netmask(network.prefix),
    network_uuid: network.uuid,
    primary,
    mtu: 1500,
    ...gateway,
  };
}
