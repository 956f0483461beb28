/** A finished site as NAPI would list it: networks, address records, NICs. */
import { broadcast, dotted, netmask, type AddressRecord, type Network } from './address-book.ts';
import { shuffled, uuidOf } from './names.ts';
import type { Nic, Site } from './site.ts';

type Json = Readonly<Record<string, unknown>>;

const STAMP = '2026-08-19T17:46:40.000Z';

/** NAPI's objects. */
export function napi(site: Site): Json {
  const { salt } = site.recipe;
  const networks = [site.admin, ...site.others];
  const tags = [...new Set(networks.map((network) => network.nicTag))];
  return {
    nicTags: tags.map((name) => ({ name, uuid: uuidOf(salt, 'tag', name), mtu: 1500 })),
    networks: shuffled(
      networks.map((network) => networkRecord(site, network)),
      salt,
      'networks',
    ),
    networkPools: [],
    ips: Object.fromEntries(networks.map((network) => [network.uuid, addressRecords(network)])),
    nics: shuffled(nicRecords(site), salt, 'nics'),
  };
}

function networkRecord(site: Site, network: Network): Json {
  return {
    family: 'ipv4',
    mtu: 1500,
    nic_tag: network.nicTag,
    name: network.name,
    owner_uuids: [site.administrator],
    provision_start_ip: dotted(network, network.start),
    provision_end_ip: dotted(network, network.end),
    resolvers: network.resolvers,
    ...(network.gateway === null ? {} : { gateway: dotted(network, network.gateway) }),
    subnet: `${dotted(network, 0)}/${String(network.prefix)}`,
    uuid: network.uuid,
    vlan_id: network.vlan,
    netmask: netmask(network.prefix),
  };
}

function addressRecords(network: Network): readonly Json[] {
  const free = (record: AddressRecord): boolean =>
    !record.reserved && record.belongs_to_uuid === undefined && record.owner_uuid === undefined;
  return [...network.records]
    .filter(([offset]) => offset > 0 && offset <= broadcast(network.prefix))
    .sort(([a], [b]) => a - b)
    .map(([offset, record]) => ({
      ip: dotted(network, offset),
      network_uuid: network.uuid,
      ...record,
      free: free(record),
    }));
}

function nicRecords(site: Site): readonly Json[] {
  const servers = site.servers.flatMap((server) => {
    const base = { type: 'server', uuid: server.uuid, owner: site.administrator, server: server.uuid };
    const outer = server.tags.filter((tag) => tag !== 'admin');
    return [
      ...server.nics.map((nic) => ({ ...nicRecord(nic, base), nic_tags_provided: ['admin'] })),
      ...outer.map((tag) => ({
        mac: `00:25:90${uuidOf(server.uuid, tag).slice(0, 6).replaceAll(/../g, ':$&')}`,
        belongs_to_type: 'server',
        belongs_to_uuid: server.uuid,
        owner_uuid: site.administrator,
        primary: false,
        state: 'running',
        nic_tags_provided: [tag],
      })),
    ];
  });
  // NAPI was never told of the NICs whose addresses have no record and whose zone is a row alone.
  const zones = site.zones.flatMap((zone) =>
    zone.nics
      .filter((nic) => nic.network.records.has(nic.offset))
      .map((nic) =>
        nicRecord(nic, { type: 'zone', uuid: zone.uuid, owner: zone.owner, server: zone.server.uuid }),
      ),
  );
  const strays = site.strayNics.map(({ nic, ...holder }) => nicRecord(nic, { ...holder, server: null }));
  return [...servers, ...zones, ...strays];
}

function nicRecord(
  { mac, network, offset, primary }: Nic,
  holder: {
    readonly type: string;
    readonly uuid: string;
    readonly owner: string;
    readonly server: string | null;
  },
): Json {
  return {
    mac,
    belongs_to_type: holder.type,
    belongs_to_uuid: holder.uuid,
    owner_uuid: holder.owner,
    primary,
    state: 'running',
    ip: dotted(network, offset),
    mtu: 1500,
    netmask: netmask(network.prefix),
    nic_tag: network.nicTag,
    ...(network.gateway === null ? {} : { gateway: dotted(network, network.gateway) }),
    resolvers: network.resolvers,
    vlan_id: network.vlan,
    network_uuid: network.uuid,
    ...(holder.server === null ? {} : { cn_uuid: holder.server }),
    created_timestamp: STAMP,
    modified_timestamp: STAMP,
  };
}
