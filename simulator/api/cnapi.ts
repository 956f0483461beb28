/** CNAPI (sdc-cnapi 1.26): servers to read and to forget. */
import { api, failure, isUuid, NO_CONTENT, ok, type Call, type Reply } from './route.ts';
import { isServing } from '../serving.ts';
import { text, written } from '../rows.ts';
import type { Row, World } from '../world.ts';

export const cnapi = api([
  ['GET', '/ping', ping],
  ['GET', '/servers', listServers],
  ['GET', '/servers/:uuid', getServer],
  ['POST', '/servers/:uuid', changeServer],
  ['DELETE', '/servers/:uuid', deleteServer],
  ['GET', '/servers/:uuid/vms', vmsOfServer],
  ['GET', '/servers/:uuid/tickets', () => ok([])],
]);

function ping({ world }: Call): Reply {
  const state = (service: string): string => (isServing(world, service) ? 'online' : 'offline');
  const services = { workflow: state('workflow'), moray: state('moray'), amqp: state('rabbitmq') };
  return ok({ ready: Object.values(services).every((one) => one === 'online'), services });
}

function invalid(status: number, field: string, message: string): Reply {
  const errors = [{ field, code: 'Invalid', message }];
  return failure(status, 'InvalidParameters', 'Request parameters failed validation', errors);
}

function undeclared(name: string): Reply {
  return failure(409, 'InvalidArgument', `${name} is not an explicitly defined parameter`);
}

/** What the default answer leaves out, by the `extras` that brings it. */
const EXTRAS: Readonly<Record<string, RegExp>> = {
  agents: /^agents$/,
  vms: /^vms$/,
  sysinfo: /^sysinfo$/,
  memory: /^memory_/,
  disk: /^disk_/,
  capacity: /^(unreserved_.*|score|overprovision_ratios)$/,
};
const LIST_PARAMETERS = [
  'uuids',
  'setup',
  'reserved',
  'reservoir',
  'headnode',
  'hostname',
  'extras',
  'fields',
  'limit',
  'offset',
];

function listServers({ world, query }: Call): Reply {
  const unknown = Object.keys(query).find((key) => !LIST_PARAMETERS.includes(key));
  if (unknown !== undefined) return undeclared(unknown);
  if (query['extras'] === '') return invalid(500, 'extras', "Invalid value for param 'extras'");
  for (const key of ['setup', 'reserved', 'reservoir', 'headnode']) {
    const value = query[key];
    if (value !== undefined && value !== 'true' && value !== 'false')
      return invalid(500, key, `Invalid value for param '${key}'`);
  }
  const limit = Number(query['limit'] ?? 1000);
  if (!(limit >= 1 && limit <= 1000))
    return invalid(400, 'limit', 'limit must be in the range 1-1000 (inclusive)');
  const offset = Number(query['offset'] ?? 0);
  const found = [...world.servers.values()]
    .filter((server) => fits(server, query))
    .toSorted((a, b) => (String(a['uuid']) < String(b['uuid']) ? -1 : 1));
  return ok(found.slice(offset, offset + limit).map((server) => trimmed(server, query)));
}

function fits(server: Row, query: Readonly<Record<string, string>>): boolean {
  if (query['uuids'] !== undefined && !query['uuids'].split(',').includes(String(server['uuid'])))
    return false;
  if (query['hostname'] !== undefined && query['hostname'] !== server['hostname']) return false;
  return ['setup', 'reserved', 'reservoir', 'headnode'].every(
    (key) => query[key] === undefined || written(server[key] ?? false) === query[key],
  );
}

function trimmed(server: Row, query: Readonly<Record<string, string>>): Row {
  const fields = query['fields']?.split(',');
  if (fields !== undefined)
    return Object.fromEntries(Object.entries(server).filter(([key]) => fields.includes(key)));
  const extras = query['extras']?.split(',');
  if (extras?.includes('all') === true) return server;
  // Capacity is computed from nearly everything, and brings it along; asking for any extra at all,
  // even an unknown one, brings the heartbeat.
  const shown =
    extras?.includes('capacity') === true ? ['agents', 'memory', 'disk', 'capacity'] : (extras ?? []);
  const hidden = [
    ...Object.entries(EXTRAS).filter(([extra]) => !shown.includes(extra)),
    ...(extras === undefined ? [['heartbeat', /^last_heartbeat$/] as const] : []),
  ];
  return Object.fromEntries(
    Object.entries(server).filter(([key]) => !hidden.some(([, keys]) => keys.test(key))),
  );
}

function find(world: World, params: Row): Row | Reply {
  const uuid = text(params, 'uuid') ?? '';
  if (!isUuid(uuid)) return failure(409, 'InvalidArgument', 'Invalid server_uuid');
  return world.servers.get(uuid) ?? failure(404, 'ResourceNotFound', `Server ${uuid} not found`);
}

function isReply(found: Row | Reply): found is Reply {
  return !('uuid' in found);
}

function getServer({ world, params, query }: Call): Reply {
  const unknown = Object.keys(query)[0];
  if (unknown !== undefined) return undeclared(unknown);
  const server = find(world, params);
  return isReply(server) ? server : ok(server);
}

const CHANGEABLE = [
  'agents',
  'boot_params',
  'boot_platform',
  'comments',
  'datacenter',
  'default_console',
  'etag_retries',
  'next_reboot',
  'nics',
  'overprovision_ratios',
  'rack_identifier',
  'reservation_ratio',
  'reserved',
  'reservoir',
  'serial',
  'setting_up',
  'setup',
  'traits',
  'transitional_status',
];
const BOOLEANS = ['reserved', 'reservoir', 'setup', 'setting_up'];

function changeServer({ world, params, body }: Call): Reply {
  const server = find(world, params);
  if (isReply(server)) return server;
  const unknown = Object.keys(body).find((key) => !CHANGEABLE.includes(key));
  if (unknown !== undefined) return undeclared(unknown);
  const bad = BOOLEANS.find((key) => body[key] !== undefined && typeof body[key] !== 'boolean');
  if (bad !== undefined) return invalid(500, bad, 'value was not true or false');
  world.servers.set(String(server['uuid']), { ...server, ...body });
  return NO_CONTENT;
}

/** Only the record goes; what is on the server stays, in every API. */
function deleteServer({ world, params }: Call): Reply {
  const server = find(world, params);
  if (isReply(server)) return server;
  world.servers.delete(String(server['uuid']));
  return ok('');
}

function vmsOfServer({ world, params }: Call): Reply {
  const server = text(params, 'uuid');
  return ok(
    [...world.vms.values()].filter((vm) => vm['server_uuid'] === server && vm['state'] !== 'destroyed'),
  );
}
