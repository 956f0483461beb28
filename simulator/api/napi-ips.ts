/**
 * NAPI's addresses (sdc-napi lib/models/ip): records made when an address is first touched, a
 * computed `free`, and rules about reserving that are laxer than one would hope: a PUT asks nobody
 * whether the address is in use.
 */
import { byAddress, contains, toNumber, toText } from './address.ts';
import { etagOf } from './etag.ts';
import {
  invalid,
  invalidAll,
  missing,
  NapiError,
  notFound,
  preconditionFailed,
  unknownParameters,
  usedBy,
} from './napi-error.ts';
import { failure, isTrue, isUuid, ok, type Call, type Reply } from './route.ts';
import { text } from '../rows.ts';
import type { IpRecord, Row, World } from '../world.ts';

/** A network by UUID, or by the alias `admin`. */
export function networkOf(world: World, uuid: string): Row {
  const network =
    uuid === 'admin'
      ? [...world.networks.values()].find((candidate) => candidate['name'] === 'admin')
      : world.networks.get(uuid);
  if (network === undefined) throw notFound('network not found');
  return network;
}

/** An address as NAPI shows it. */
export function shown(network: string, record: IpRecord): Row {
  const { modified: _, ip, reserved, ...owner } = record;
  const free = !reserved && Object.keys(owner).length === 0;
  return { ip, network_uuid: network, reserved, free, ...owner };
}

/** The record of an address, or undefined where it was never touched. */
export function recordOf(world: World, network: string, ip: string): IpRecord | undefined {
  return world.ips.get(network)?.get(ip);
}

/** Stores a record. */
export function store(world: World, network: string, record: Omit<IpRecord, 'modified'>): void {
  const ips = world.ips.get(network) ?? new Map<string, IpRecord>();
  ips.set(record.ip, { ...record, modified: world.now });
  world.ips.set(network, ips);
}

/** `GET /networks/:network/ips/:ip` */
export function getIp({ world, params, headers }: Call): Reply {
  const { network, ip } = locate(world, params);
  const record = recordOf(world, network, ip);
  if (record === undefined) return ok(shown(network, { ip, reserved: false, modified: 0 }));
  const body = shown(network, record);
  const etag = etagOf(body);
  if (headers['if-none-match'] === etag) return { status: 304, body: '', headers: { etag } };
  return ok(body, { etag });
}

function locate(world: World, params: Row): { readonly network: string; readonly ip: string } {
  const network = networkOf(world, text(params, 'network') ?? '');
  const ip = text(params, 'ip') ?? '';
  if (toNumber(ip) === null) throw notFound('Invalid IP address');
  if (!contains(String(network['subnet']), ip)) throw notFound('IP is not in subnet');
  return { network: String(network['uuid']), ip };
}

/** `PUT /networks/:network/ips/:ip` */
export function putIp(call: Call): Reply {
  const { world, headers } = call;
  const { network, ip } = locate(world, call.params);
  const params: Row = { ...call.body, ...call.query };
  checkConditions(headers, etagNow(world, network, ip));
  const old: IpRecord = recordOf(world, network, ip) ?? { ip, reserved: false, modified: 0 };
  const record = changed(world, network, old, params);
  store(world, network, record);
  const body = shown(network, { ...record, modified: world.now });
  return ok(body, { etag: etagOf(body) });
}

function etagNow(world: World, network: string, ip: string): string {
  const record = recordOf(world, network, ip);
  return record === undefined ? '' : etagOf(shown(network, record));
}

/**
 * If-Match and If-None-Match.
 * @throws {NapiError} 412 where one fails.
 */
export function checkConditions(headers: Readonly<Record<string, string>>, etag: string): void {
  const match = headers['if-match'];
  if (match !== undefined && match !== '*' && match !== etag)
    throw preconditionFailed('if-match', match, etag);
  const noMatch = headers['if-none-match'];
  if (noMatch !== undefined && (noMatch === '*' || noMatch === etag)) {
    throw preconditionFailed('if-none-match', noMatch, etag);
  }
}

function changed(world: World, network: string, old: IpRecord, params: Row): Omit<IpRecord, 'modified'> {
  if (params['free'] !== undefined && params['free'] !== false) return { ip: old.ip, reserved: false };
  if (isTrue(params['unassign'])) {
    return { ip: old.ip, reserved: old.reserved, ...ownerOf(old) };
  }
  checkIpParams(world, network, old, params);
  const reserved = params['reserved'] === undefined ? old.reserved : isTrue(params['reserved']);
  const owner = (['belongs_to_type', 'belongs_to_uuid', 'owner_uuid'] as const).flatMap((key) => {
    const value = text(params, key) ?? old[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return { ip: old.ip, reserved, ...Object.fromEntries(owner) };
}

function ownerOf({ owner_uuid }: IpRecord): Pick<IpRecord, 'owner_uuid'> {
  return owner_uuid === undefined ? {} : { owner_uuid };
}

function checkIpParams(world: World, network: string, old: IpRecord, params: Row): void {
  const reserved = params['reserved'];
  const errors: Row[] = [];
  if (reserved !== undefined && !isTrue(reserved) && reserved !== false && reserved !== 'false') {
    errors.push({ field: 'reserved', code: 'InvalidParameter', message: 'must be a boolean value' });
  }
  const type = params['belongs_to_type'];
  if (params['belongs_to_uuid'] !== undefined && !isUuid(params['belongs_to_uuid'])) {
    errors.push({ field: 'belongs_to_uuid', code: 'InvalidParameter', message: 'invalid UUID' });
  }
  if (params['owner_uuid'] !== undefined && !isUuid(params['owner_uuid'])) {
    errors.push({ field: 'owner_uuid', code: 'InvalidParameter', message: 'invalid UUID' });
  }
  if (errors.length > 0) throw invalidAll(errors);
  if (params['belongs_to_uuid'] !== undefined || type !== undefined) {
    const needed = (['belongs_to_type', 'belongs_to_uuid', 'owner_uuid'] as const).filter(
      (key) => params[key] === undefined && old[key] === undefined,
    );
    if (needed.length > 0) throw invalidAll(needed.map((key) => missing(key)));
  }
  checkOwner(world, networkOf(world, network), params);
}

/** Who may own an address of the network. The admin may always; `check_owner: false` asks nobody. */
export function checkOwner(world: World, network: Row, params: Row): void {
  const owner = text(params, 'owner_uuid');
  const owners = network['owner_uuids'];
  if (owner === undefined || !Array.isArray(owners)) return;
  if (params['check_owner'] === false || params['check_owner'] === 'false') return;
  if (owners.includes(owner) || owner === adminOf(world)) return;
  throw invalid('owner_uuid', 'network owner_uuids do not match');
}

/** The owner of the core zones. */
function adminOf(world: World): string | undefined {
  const application = [...world.applications.values()].find(({ name }) => name === 'sdc');
  return text(application, 'owner_uuid');
}

/** `GET /networks/:network/ips`: records alone, by address. */
export function listIps({ world, params, query }: Call): Reply {
  const network = String(networkOf(world, text(params, 'network') ?? '')['uuid']);
  const filters = ['belongs_to_type', 'belongs_to_uuid', 'owner_uuid'] as const;
  checkQuery(query, filters);
  const ips = [...(world.ips.get(network)?.values() ?? [])]
    .filter((record) => filters.every((key) => query[key] === undefined || record[key] === query[key]))
    .toSorted((a, b) => byAddress(a.ip, b.ip));
  return ok(page(ips, query).map((record) => shown(network, record)));
}

/** `GET /search/ips`: the address in every network that contains it. */
export function searchIps({ world, query }: Call): Reply {
  const { ip } = query;
  if (ip === undefined) throw invalidAll([missing('ip')]);
  if (toNumber(ip) === null) throw invalid('ip', 'invalid IP address');
  const found = [...world.networks.values()]
    .filter((network) => contains(String(network['subnet']), ip))
    .map((network) => {
      const uuid = String(network['uuid']);
      return shown(uuid, recordOf(world, uuid, ip) ?? { ip, reserved: false, modified: 0 });
    })
    .filter((row) =>
      ['belongs_to_type', 'belongs_to_uuid', 'owner_uuid'].every(
        (key) => query[key] === undefined || row[key] === query[key],
      ),
    );
  if (found.length === 0) throw notFound('No networks found matching search criteria');
  return ok(found);
}

/**
 * What NAPI's lists accept.
 * @throws {NapiError} 422 for an unknown filter or an unusable limit.
 */
export function checkQuery(query: Readonly<Record<string, string>>, filters: readonly string[]): void {
  const unknown = Object.keys(query).filter((key) => !['limit', 'offset', ...filters].includes(key));
  if (unknown.length > 0) throw unknownParameters(unknown);
  const limit = query['limit'];
  if (limit !== undefined && !(Number(limit) >= 1 && Number(limit) <= 1000)) {
    throw invalid('limit', 'invalid limit, must be an integer greater than 0 or less than or equal to 1000');
  }
}

/** One page of a list. */
export function page<T>(all: readonly T[], query: Readonly<Record<string, string>>): readonly T[] {
  const offset = Number(query['offset'] ?? 0);
  return all.slice(offset, offset + Number(query['limit'] ?? 1000));
}

/**
 * Claims an address for a NIC. One that is reserved and belongs to nobody is free for whoever names
 * it; a reservation made for a zone refuses that very zone.
 */
export function claim(world: World, network: Row, ip: string, nic: Row): void {
  const uuid = String(network['uuid']);
  const old = recordOf(world, uuid, ip);
  if (isTaken(world, old)) throw usedBy(old?.belongs_to_type ?? '', old?.belongs_to_uuid ?? '');
  store(world, uuid, {
    ip,
    reserved: (old?.reserved ?? false) || isTrue(nic['reserved']),
    belongs_to_type: String(nic['belongs_to_type']),
    belongs_to_uuid: String(nic['belongs_to_uuid']),
    owner_uuid: String(nic['owner_uuid']),
  });
}

function isTaken(world: World, record: IpRecord | undefined): boolean {
  if (record?.belongs_to_uuid === undefined || record.belongs_to_type === undefined) return false;
  return !(record.belongs_to_type === 'other' && record.belongs_to_uuid === adminOf(world));
}

/** Releases a NIC's address, if it is still that NIC's. A reserved one keeps reservation and owner. */
export function release(world: World, nic: Row): void {
  const [network, ip] = [text(nic, 'network_uuid'), text(nic, 'ip')];
  if (network === undefined || ip === undefined) return;
  const record = recordOf(world, network, ip);
  if (record === undefined || record.belongs_to_uuid !== nic['belongs_to_uuid']) return;
  store(world, network, { ip, reserved: record.reserved, ...(record.reserved ? ownerOf(record) : {}) });
}

/** The next address NAPI gives out: the lowest never used, else the one freed longest ago. */
export function nextAddress(world: World, network: Row): string {
  const uuid = String(network['uuid']);
  const first = String(network['provision_start_ip']);
  const start = toNumber(first) ?? 1n;
  const end = toNumber(String(network['provision_end_ip'])) ?? 0n;
  const records = world.ips.get(uuid) ?? new Map<string, IpRecord>();
  for (let address = start; address <= end; address += 1n) {
    const ip = toText(address, first);
    if (!records.has(ip)) return ip;
  }
  const freed = [...records.values()]
    .filter(({ ip, reserved, belongs_to_uuid }) => {
      const address = toNumber(ip) ?? -1n;
      return !reserved && belongs_to_uuid === undefined && address >= start && address <= end;
    })
    .toSorted((a, b) => a.modified - b.modified || byAddress(a.ip, b.ip))[0];
  if (freed !== undefined) return freed.ip;
  const { status, body } = failure(507, 'SubnetFull', 'no more free IPs');
  throw new NapiError({ status, body: { ...(body as Row), network_uuid: uuid } });
}
