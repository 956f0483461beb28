/**
 * NAPI's NICs (sdc-napi lib/models/nic). A NIC takes its address with it: created, it claims it from
 * whoever merely reserved it; changed, it re-labels it; deleted, it releases it.
 */
import { contains } from './address.ts';
import { etagOf } from './etag.ts';
import {
  checkConditions,
  checkOwner,
  checkQuery,
  claim,
  networkOf,
  nextAddress,
  page,
  recordOf,
  release,
  store,
} from './napi-ips.ts';
import { duplicate, invalid, invalidAll, missing, notFound } from './napi-error.ts';
import { isTrue, isUuid, NO_CONTENT, ok, type Call, type Reply } from './route.ts';
import { isoNow } from '../schedule.ts';
import { mac as randomMac } from '../random.ts';
import { text, without, written } from '../rows.ts';
import { indexNic, nicsOwnedBy } from '../zone-nics.ts';
import type { Row, World } from '../world.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
const ALLOWANCES = [
  'dhcp_spoofing',
  'ip_spoofing',
  'mac_spoofing',
  'restricted_traffic',
  'unfiltered_promisc',
];
const FLAGS = [...ALLOWANCES.map((name) => `allow_${name}`), 'underlay'];

/** `POST /nics` and `POST /networks/:network/nics` */
export function postNic(call: Call): Reply {
  const { world, params } = call;
  const network = text(params, 'network');
  const named = network === undefined ? {} : { network_uuid: networkOf(world, network)['uuid'] };
  const nic = createNic(world, { ...without(params, 'network'), ...named });
  return ok(nic, { etag: etagOf(nic) });
}

/**
 * Creates a NIC.
 * @throws {NapiError} where NAPI refuses.
 */
export function createNic(world: World, params: Row): Row {
  const required = ['belongs_to_type', 'belongs_to_uuid', 'owner_uuid'].filter(
    (key) => params[key] === undefined,
  );
  if (required.length > 0) throw invalidAll(required.map((key) => missing(key)));
  const network = networkFor(world, params);
  const mac = macOf(world, params);
  if (network !== null) checkOwner(world, network, params);
  const nic = { ...params, mac };
  const ip = network === null ? null : addressFor(world, network, nic);
  return put(world, {
    ...identity(nic),
    primary: isTrue(params['primary']),
    state: text(params, 'state') ?? 'provisioning',
    created_timestamp: isoNow(world),
    modified_timestamp: isoNow(world),
    ...(network === null || ip === null ? {} : addressing(network, ip)),
    ...(network === null && params['nic_tag'] !== undefined ? { nic_tag: params['nic_tag'] } : {}),
    ...optional(params),
  });
}

function identity(params: Row): Row {
  const { belongs_to_type, belongs_to_uuid, mac, owner_uuid } = params;
  return { belongs_to_type, belongs_to_uuid, mac, owner_uuid };
}

function optional(params: Row): Row {
  const copied = ['cn_uuid', 'model', 'nic_tags_provided'].filter((key) => params[key] !== undefined);
  return Object.fromEntries([
    ...copied.map((key) => [key, params[key]] as const),
    ...FLAGS.filter((key) => isTrue(params[key])).map((key) => [key, true] as const),
  ]);
}

function addressing(network: Row, ip: string): Row {
  const { gateway, mtu, netmask, nic_tag, resolvers, vlan_id, uuid } = network;
  return {
    ip,
    ...(gateway === undefined ? {} : { gateway }),
    mtu,
    netmask,
    nic_tag,
    resolvers,
    vlan_id,
    network_uuid: uuid,
  };
}

function networkFor(world: World, params: Row): Row | null {
  const uuid = params['network_uuid'];
  if (uuid !== undefined) {
    const network = world.networks.get(written(uuid));
    if (network === undefined) throw invalid('network_uuid', 'network does not exist');
    return network;
  }
  if (params['ip'] === undefined) return null;
  const needed = ['nic_tag', 'vlan_id'].filter((key) => params[key] === undefined);
  const why = 'required if IP specified but not network_uuid';
  if (needed.length > 0) throw invalidAll(needed.map((key) => missing(key, why)));
  const fitting = [...world.networks.values()].filter(
    (network) =>
      network['nic_tag'] === params['nic_tag'] &&
      Number(network['vlan_id'] ?? 0) === Number(params['vlan_id']) &&
      contains(String(network['subnet']), String(params['ip'])),
  );
  const only = fitting[0];
  if (only === undefined) throw invalid('ip', `no networks found matching parameters`);
  return only;
}

function macOf(world: World, params: Row): string {
  const given = params['mac'];
  if (given === undefined) {
    for (;;) {
      const mac = randomMac(world.random);
      if (!world.nics.has(mac)) return mac;
    }
  }
  const mac = normalMac(written(given));
  if (mac === null) throw invalid('mac', 'invalid MAC address');
  if (world.nics.has(mac)) throw duplicate('mac');
  return mac;
}

function addressFor(world: World, network: Row, nic: Row): string {
  const wanted = text(nic, 'ip');
  if (wanted !== undefined && !contains(String(network['subnet']), wanted)) {
    throw invalid(
      'ip',
      `IP address ${wanted} is outside the subnet for given network ${String(network['uuid'])}`,
    );
  }
  const ip = wanted ?? nextAddress(world, network);
  claim(world, network, ip, nic);
  return ip;
}

function put(world: World, nic: Row): Row {
  const mac = String(nic['mac']);
  const old = world.nics.get(mac);
  if (old !== undefined) world.nicsOf.get(String(old['belongs_to_uuid']))?.delete(mac);
  world.nics.set(mac, nic);
  indexNic(world, nic);
  if (nic['primary'] === true) {
    for (const other of nicsOwnedBy(world, String(nic['belongs_to_uuid']))) {
      if (other !== nic && other['primary'] === true)
        world.nics.set(String(other['mac']), { ...other, primary: false });
    }
  }
  return nic;
}

/** A MAC with colons, in lower case; null: none. */
export function normalMac(given: string): string | null {
  const plain = given.toLowerCase();
  const mac = /^[0-9a-f]{12}$/.test(plain) ? (plain.match(/../g) ?? []).join(':') : plain;
  return MAC.test(mac) ? mac : null;
}

function find({ world, params }: Call): Row {
  const mac = normalMac(text(params, 'mac') ?? '');
  if (mac === null) throw invalid('mac', 'invalid MAC address');
  const nic = world.nics.get(mac);
  if (nic === undefined) throw notFound('nic not found');
  return nic;
}

/** `GET /nics/:mac` */
export function getNic(call: Call): Reply {
  const nic = find(call);
  return ok(nic, { etag: etagOf(nic) });
}

/** `PUT /nics/:mac`: an address may change, or who it belongs to, without being free in between. */
export function putNic(call: Call): Reply {
  const { world } = call;
  const old = find(call);
  checkConditions(call.headers, etagOf(old));
  const params: Row = { ...call.body, ...call.query };
  const owned: Row = { ...old, ...pickKnown(params) };
  const wantsIp = params['ip'] !== undefined && params['ip'] !== old['ip'];
  const network = params['network_uuid'] ?? old['network_uuid'];
  const nic: Row = { ...owned, modified_timestamp: isoNow(world) };
  if (wantsIp && typeof network === 'string') {
    const row = networkFor(world, { network_uuid: network });
    if (row !== null) {
      const ip = addressFor(world, row, { ...owned, ip: params['ip'] });
      release(world, old);
      const stored = put(world, { ...nic, ...addressing(row, ip) });
      return ok(stored, { etag: etagOf(stored) });
    }
  }
  relabel(world, old, nic);
  put(world, nic);
  return ok(nic, { etag: etagOf(nic) });
}

function pickKnown(params: Row): Row {
  const known = [
    'belongs_to_type',
    'belongs_to_uuid',
    'owner_uuid',
    'state',
    'cn_uuid',
    'nic_tags_provided',
    'model',
  ];
  const kept = Object.entries(params).filter(([key]) => known.includes(key));
  const primary = params['primary'] === undefined ? {} : { primary: isTrue(params['primary']) };
  return { ...Object.fromEntries(kept), ...primary, ...optional(params) };
}

function relabel(world: World, old: Row, nic: Row): void {
  const [network, ip] = [text(nic, 'network_uuid'), text(nic, 'ip')];
  const record = network === undefined || ip === undefined ? undefined : recordOf(world, network, ip);
  if (network === undefined || record === undefined || record.belongs_to_uuid !== old['belongs_to_uuid'])
    return;
  store(world, network, {
    ip: record.ip,
    reserved: record.reserved,
    belongs_to_type: String(nic['belongs_to_type']),
    belongs_to_uuid: String(nic['belongs_to_uuid']),
    owner_uuid: String(nic['owner_uuid']),
  });
}

/** `DELETE /nics/:mac` */
export function deleteNic(call: Call): Reply {
  const nic = find(call);
  checkConditions(call.headers, etagOf(nic));
  removeNic(call.world, nic);
  return NO_CONTENT;
}

/** Removes a NIC and releases its address. */
export function removeNic(world: World, nic: Row): void {
  const mac = String(nic['mac']);
  world.nics.delete(mac);
  world.nicsOf.get(String(nic['belongs_to_uuid']))?.delete(mac);
  release(world, nic);
}

const FILTERS = [
  'owner_uuid',
  'belongs_to_uuid',
  'belongs_to_type',
  'cn_uuid',
  'network_uuid',
  'nic_tag',
  'nic_tags_provided',
  'state',
  ...FLAGS,
];

/** `GET /nics`: filters with commas mean any of them. By address there is no filter. */
export function listNics({ world, query }: Call): Reply {
  checkQuery(query, FILTERS);
  const wanted = new Map(
    FILTERS.flatMap((key) => (query[key] === undefined ? [] : [[key, query[key].split(',')] as const])),
  );
  for (const key of ['belongs_to_uuid', 'owner_uuid', 'network_uuid', 'cn_uuid']) {
    const bad = wanted.get(key)?.filter((value) => !isUuid(value)) ?? [];
    if (bad.length > 0) throw invalid(key, 'invalid UUID', { invalid: bad });
  }
  const owners = wanted.get('belongs_to_uuid');
  const candidates =
    owners === undefined ? [...world.nics.values()] : owners.flatMap((owner) => nicsOwnedBy(world, owner));
  const found = candidates
    .filter((nic) =>
      [...wanted].every(([key, values]) => [nic[key]].flat().some((value) => values.includes(String(value)))),
    )
    .toSorted((a, b) => (String(a['mac']) < String(b['mac']) ? -1 : 1));
  return ok(page(found, query));
}
