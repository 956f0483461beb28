/**
 * NICs three times: NAPI's records, the configuration on the zone's server, and what a VM's row names.
 * They agree most of the time; everything that turns one into another is here.
 */
import { text } from './rows.ts';
import type { Row, World, Zone, ZoneNic } from './world.ts';

/** Puts a NIC into the index by who it belongs to. */
export function indexNic(world: World, nic: Row): void {
  const owner = String(nic['belongs_to_uuid']);
  const macs = world.nicsOf.get(owner) ?? new Set();
  macs.add(String(nic['mac']));
  world.nicsOf.set(owner, macs);
}

/** NAPI's NICs that belong to a zone or server. */
export function nicsOwnedBy(world: World, owner: string): readonly Row[] {
  const macs = [...(world.nicsOf.get(owner) ?? [])];
  return macs.map((mac) => world.nics.get(mac)).filter((nic) => nic !== undefined);
}

/** A zone's NICs as NAPI has them, in the shape of a VM's `nics`. */
export function nicsAsVmapiHasThem(world: World, zone: string): readonly Row[] {
  const nics = nicsOwnedBy(world, zone);
  const inOrder = nics.toSorted((a, b) => Number(b['primary'] === true) - Number(a['primary'] === true));
  return inOrder.map((nic, index) => ({
    interface: `net${String(index)}`,
    mac: nic['mac'],
    vlan_id: nic['vlan_id'] ?? 0,
    nic_tag: nic['nic_tag'],
    ...pick(nic, 'ip', 'netmask', 'gateway', 'network_uuid', 'mtu', 'allow_dhcp_spoofing'),
    ...(nic['primary'] === true ? { primary: true } : {}),
  }));
}

function pick(row: Row, ...keys: readonly string[]): Row {
  return Object.fromEntries(
    keys.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]] as const])),
  );
}

/** A NIC of a VM row, as the zone's configuration has it. */
export function zoneNic(nic: Row): ZoneNic {
  return {
    mac: String(nic['mac']),
    nicTag: text(nic, 'nic_tag') ?? '',
    ip: text(nic, 'ip') ?? null,
    primary: nic['primary'] === true,
  };
}

/** A zone's address on the admin network; of a zone without one, its primary address. */
export function adminIp(zone: Zone): string | null {
  const nic =
    zone.nics.find(({ nicTag }) => nicTag === 'admin' || nicTag.startsWith('admin_rack')) ??
    zone.nics.find(({ primary }) => primary) ??
    zone.nics[0];
  return nic?.ip ?? null;
}
