/**
 * How reality reaches VMAPI: vm-agent PUTs what a zone is like on its server, some seconds after it
 * changed (sdc-vm-agent). Until then VMAPI says what it was told last. A zone that is gone becomes
 * `destroyed` here and nowhere else: no job marks it.
 */
import { draw } from './durations.ts';
import { isoNow, schedule } from './schedule.ts';
import { isServing } from './serving.ts';
import { asRow, list, text } from './rows.ts';
import { nicsAsVmapiHasThem } from './zone-nics.ts';
import { dataOf } from './zones.ts';
import type { Row, World, Zone } from './world.ts';

/** Lets the agent of a zone's server report in its time. */
export function reportLater(world: World, zone: string): void {
  schedule(world, draw(world.random, 'agentReport'), { kind: 'agent-report', zone });
}

/** What the agent reports; it tries again while VMAPI does not answer, or its server is out of reach. */
export function agentReports(world: World, uuid: string): void {
  const server = world.zones.get(uuid)?.server ?? '';
  if (!isServing(world, 'vmapi') || world.faults.silent.includes(server)) {
    reportLater(world, uuid);
    return;
  }
  refresh(world, uuid);
}

/** Brings a VM's row up to what its zone is. */
export function refresh(world: World, uuid: string): void {
  const row = world.vms.get(uuid);
  const zone = world.zones.get(uuid);
  if (row === undefined) return;
  if (zone !== undefined) world.vms.set(uuid, rowOf(world, zone, row));
  else if (row['state'] !== 'destroyed') world.vms.set(uuid, gone(world, row));
}

/** The row of a zone that its server does not have: `failed` where it was never made. */
export function gone(world: World, row: Row): Row {
  if (text(row, 'state') === 'provisioning') {
    return { ...row, state: 'failed', zone_state: 'failed', nics: [] };
  }
  return { ...row, state: 'destroyed', zone_state: 'destroyed', destroyed: isoNow(world) };
}

function rowOf(world: World, zone: Zone, row: Row): Row {
  const dataset = dataOf(world, zone);
  const known = new Map(
    [...list(row, 'nics'), ...nicsAsVmapiHasThem(world, zone.uuid)].map((nic) => [
      asRow(nic)['mac'],
      asRow(nic),
    ]),
  );
  return {
    ...row,
    alias: zone.alias,
    autoboot: zone.autoboot,
    datasets: dataset === undefined ? [] : [dataset.name],
    image_uuid: zone.image,
    last_modified: isoNow(world),
    limit_priv: row['limit_priv'] ?? 'default',
    nics: zone.nics.map((nic, index) => asConfigured(known.get(nic.mac) ?? {}, nic.mac, index)),
    resolvers: row['resolvers'] ?? resolversOf(world, zone),
    server_uuid: zone.server,
    state: zone.running ? 'running' : 'stopped',
    zone_state: zone.running ? 'running' : 'installed',
    zfs_filesystem: `zones/${zone.uuid}`,
    zonepath: `/zones/${zone.uuid}`,
    zpool: 'zones',
    platform_buildstamp: text(world.servers.get(zone.server), 'current_platform') ?? null,
    ...(zone.running
      ? { pid: row['pid'] ?? 10_000 + zone.boot, boot_timestamp: row['boot_timestamp'] ?? isoNow(world) }
      : {}),
  };
}

/** Where nobody said otherwise a zone asks the resolvers of its primary network. */
function resolversOf(world: World, zone: Zone): unknown {
  const nic = zone.nics.find(({ primary }) => primary) ?? zone.nics[0];
  return world.nics.get(nic?.mac ?? '')?.['resolvers'] ?? null;
}

/** vmadm's shape of a NIC, whether the row had it in that shape or in NAPI's. */
function asConfigured(nic: Row, mac: string, index: number): Row {
  const kept = [
    'ip',
    'netmask',
    'gateway',
    'nic_tag',
    'network_uuid',
    'mtu',
    'allow_dhcp_spoofing',
    'dhcp_server',
  ];
  return {
    interface: `net${String(index)}`,
    mac,
    ...Object.fromEntries(kept.flatMap((key) => (nic[key] === undefined ? [] : [[key, nic[key]] as const]))),
    vlan_id: nic['vlan_id'] ?? 0,
    ...(typeof nic['ip'] === 'string' ? { ips: nic['ips'] ?? [`${nic['ip']}/24`] } : {}),
    ...(nic['gateway'] === undefined ? {} : { gateways: [nic['gateway']] }),
    ...(nic['primary'] === true ? { primary: true } : {}),
  };
}
