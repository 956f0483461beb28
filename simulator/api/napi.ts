/** NAPI: networks to read, addresses and NICs to change (sdc-napi 1.4). */
import { deleteNic, getNic, listNics, postNic, putNic } from './napi-nics.ts';
import { checkQuery, getIp, listIps, networkOf, page, putIp, searchIps } from './napi-ips.ts';
import { NapiError } from './napi-error.ts';
import { api, failure, ok, type Call, type Handler, type Reply } from './route.ts';
import { isServing } from '../serving.ts';
import { text, written } from '../rows.ts';
import type { Row } from '../world.ts';

export const napi = api([
  ['GET', '/ping', ping],
  ['GET', '/nic_tags', ({ world }) => ok(world.origin.nicTags)],
  ['GET', '/network_pools', ({ world }) => ok(world.origin.networkPools)],
  ['GET', '/networks', refusing(listNetworks)],
  ['GET', '/networks/:network', refusing(getNetwork)],
  ['GET', '/networks/:network/ips', refusing(listIps)],
  ['GET', '/networks/:network/ips/:ip', refusing(getIp)],
  ['PUT', '/networks/:network/ips/:ip', refusing(putIp)],
  ['POST', '/networks/:network/nics', refusing(postNic)],
  ['GET', '/search/ips', refusing(searchIps)],
  ['GET', '/nics', refusing(listNics)],
  ['POST', '/nics', refusing(postNic)],
  ['GET', '/nics/:mac', refusing(getNic)],
  ['PUT', '/nics/:mac', refusing(putNic)],
  ['DELETE', '/nics/:mac', refusing(deleteNic)],
]);

/** Turns a refusal thrown inside a handler into its answer. */
function refusing(handler: (call: Call) => Reply): Handler {
  return (call) => {
    try {
      return handler(call);
    } catch (error) {
      if (error instanceof NapiError) return error.reply;
      throw error;
    }
  };
}

/** NAPI's ping says healthy even without moray (sdc-napi lib/endpoints/ping). */
function ping({ world }: Call): Reply {
  const moray = isServing(world, 'moray') ? 'online' : 'offline';
  const config = { fabrics_enabled: false, subnet_alloc_enabled: false };
  return ok({ config, healthy: true, services: { moray }, status: 'OK' });
}

const NETWORK_FILTERS = [
  'uuid',
  'name',
  'nic_tag',
  'vlan_id',
  'family',
  'fabric',
  'owner_uuid',
  'provisionable_by',
];

function listNetworks({ world, query }: Call): Reply {
  checkQuery(query, NETWORK_FILTERS);
  const found = [...world.networks.values()]
    .filter((network) => Object.entries(query).every(([key, value]) => fits(network, key, value)))
    .toSorted((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1));
  return ok(page(found, query));
}

function fits(network: Row, key: string, value: string): boolean {
  switch (key) {
    case 'limit':
    case 'offset':
      return true;
    case 'uuid':
      return value.endsWith('*')
        ? String(network['uuid']).startsWith(value.slice(0, -1))
        : network['uuid'] === value;
    case 'owner_uuid':
    case 'provisionable_by':
      return mayProvision(network, value);
    default:
      return value.split(',').includes(written(network[key] ?? (key === 'fabric' ? false : '')));
  }
}

function mayProvision(network: Row, owner: string): boolean {
  const owners = network['owner_uuids'];
  return !Array.isArray(owners) || owners.includes(owner);
}

function getNetwork({ world, params, query }: Call): Reply {
  const network = networkOf(world, text(params, 'network') ?? '');
  const owner = query['provisionable_by'];
  if (owner !== undefined && !mayProvision(network, owner)) {
    throw new NapiError(failure(403, 'NotAuthorized', 'owner cannot provision on network'));
  }
  return ok(network);
}
