/**
 * The recorded three-headnode datacenter with what it lacks of a well set-up one, loosely typed: the
 * cases break it in one place each.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export type Row = Record<string, unknown>;

/** A snapshot that may be bent. */
export interface Recording {
  sapi: { mode: string; applications: Row[]; services: Row[]; instances: Row[] };
  cnapi: { servers: Row[]; bootParams?: Row };
  napi: { networks: Row[]; ips: Record<string, Row[]>; nics: Row[] };
  vmapi?: { vms: Row[] };
  imgapi?: { images: Row[] };
  workflow?: { jobs: Row[] };
  globalZones?: Record<string, Row>;
  clusters?: { manatee: Row; binder: Row[] };
  dns?: Record<string, Record<string, string[]>>;
  policy?: { allowDegraded?: boolean };
  errors: Row[];
}

const TEXT = readFileSync('test/snapshots/three-headnodes.json', 'utf8');

/** What assets hands out below /usbkey/extra. */
const EXTRA = [
  'agents/latest',
  'joysetup/agentsetup.sh',
  'joysetup/cn_tools.tar.gz',
  'joysetup/joysetup.sh',
  'joysetup/node.config',
];

/** A datacenter as it should be: dhcpd on each headnode, DNS and jobs looked at, each service with its domain. */
export function wellSetUp(): Recording {
  const dc = JSON.parse(TEXT) as Recording;
  dc.workflow = { jobs: [] };
  for (const row of dc.sapi.services)
    if (row['type'] === 'vm') part(row, 'metadata')['SERVICE_DOMAIN'] = 'set';
  for (const [n, host] of ['headnode1', 'headnode2'].entries()) {
    const alias = `dhcpd${String(n + 1)}`;
    twin(dc, 'dhcpd0', { alias, host, ip: `10.99.99.${String(200 + n)}`, allow_dhcp_spoofing: true });
  }
  part(sdc(dc), 'metadata')['dhcpd_admin_ips'] = '10.99.99.10,10.99.99.200,10.99.99.201';
  const platforms = [...new Set(dc.cnapi.servers.map((row) => row['boot_platform']))];
  for (const zone of Object.values(dc.globalZones ?? {})) zone['usbkey'] = { platforms, extra: EXTRA };
  dc.dns = { '10.99.99.12': { 'vmapi.us-test-1.triton.zone': [address(dc, 'vmapi0')] } };
  return dc;
}

/** Adds a zone like another, on one NIC: its instance, VM and NIC. */
export function twin(
  dc: Recording,
  like: string,
  how: { readonly alias: string; readonly host: string; readonly ip: string } & Row,
): Row {
  const { alias, host, ip, ...flags } = how;
  const uuid = `77777777-7777-4777-8777-${ip.replace(/\D/g, '').padStart(12, '0')}`;
  const mac = `90:b8:d0:77:77:${Number(ip.split('.')[3]).toString(16).padStart(2, '0')}`;
  const server_uuid = server(dc, host)['uuid'];
  const old = vm(dc, like);
  const nic = { ...(old['nics'] as Row[])[0], mac, ip, primary: true };
  const row: Row = { ...old, uuid, alias, server_uuid, nics: [nic], datasets: [] };
  dc.vmapi?.vms.push(row);
  dc.sapi.instances.push({ ...instance(dc, like), uuid, params: { alias, server_uuid } });
  dc.napi.nics.push({ ...napiNic(dc, like), ...flags, mac, ip, belongs_to_uuid: uuid, cn_uuid: server_uuid });
  dc.napi.ips[String(network(dc, 'admin')['uuid'])]?.push({
    ip,
    reserved: false,
    free: false,
    belongs_to_type: 'zone',
    belongs_to_uuid: uuid,
  });
  return row;
}

/** Adds a service like papi, with one zone. */
export function install(dc: Recording, name: string, host: string): void {
  const uuid = '55555555-5555-4555-8555-555555555555';
  dc.sapi.services.push({ ...service(dc, 'papi'), uuid, name });
  twin(dc, 'papi0', { alias: `${name}0`, host, ip: '10.99.99.224' });
  instance(dc, `${name}0`)['service_uuid'] = uuid;
}

/** The row with a value under a key; there must be one. */
export function find(rows: readonly Row[] | undefined, key: string, value: unknown): Row {
  const found = rows?.find((row) => row[key] === value);
  assert.ok(found, `no ${key} ${String(value)}`);
  return found;
}

/** An object inside a row, made where it is not there. */
export function part(row: Row, key: string): Row {
  row[key] ??= {};
  return row[key] as Row;
}

export const sdc = (dc: Recording): Row => find(dc.sapi.applications, 'name', 'sdc');
export const service = (dc: Recording, name: string): Row => find(dc.sapi.services, 'name', name);
export const server = (dc: Recording, name: string): Row => find(dc.cnapi.servers, 'hostname', name);
export const vm = (dc: Recording, alias: string): Row => find(dc.vmapi?.vms, 'alias', alias);
export const network = (dc: Recording, name: string): Row => find(dc.napi.networks, 'name', name);
export const instance = (dc: Recording, alias: string): Row =>
  find(dc.sapi.instances, 'uuid', vm(dc, alias)['uuid']);
/** NAPI's record of a zone's NIC on the admin network. */
export const napiNic = (dc: Recording, alias: string): Row =>
  find(
    dc.napi.nics.filter((nic) => nic['belongs_to_uuid'] === vm(dc, alias)['uuid']),
    'nic_tag',
    'admin',
  );
/** A zone's NICs in VMAPI. */
export const vmNics = (dc: Recording, alias: string): Row[] => vm(dc, alias)['nics'] as Row[];
/** A zone's address on the admin network. */
export const address = (dc: Recording, alias: string): string =>
  String(find(vmNics(dc, alias), 'nic_tag', 'admin')['ip']);
/** What was read in a headnode's global zone. */
export function globalZone(dc: Recording, host: string): Row {
  return part(dc.globalZones as Row, String(server(dc, host)['uuid']));
}

/** Takes a zone out of every part. */
export function remove(dc: Recording, alias: string): void {
  const { uuid } = vm(dc, alias);
  dc.sapi.instances = dc.sapi.instances.filter((row) => row['uuid'] !== uuid);
  dc.napi.nics = dc.napi.nics.filter((row) => row['belongs_to_uuid'] !== uuid);
  if (dc.vmapi) dc.vmapi.vms = dc.vmapi.vms.filter((row) => row['uuid'] !== uuid);
}
