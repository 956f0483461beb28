/** A finished site as CNAPI would list it: servers with their sysinfo. */
import { dotted } from './address-book.ts';
import { shuffled } from './names.ts';
import type { Server, Site } from './site.ts';

type Json = Readonly<Record<string, unknown>>;

const GIB = 1024 ** 3;

/** CNAPI's servers. */
export function cnapi(site: Site): Json {
  return {
    servers: shuffled(
      site.servers.map((server, n) => serverRecord(site, server, n)),
      site.recipe.salt,
      'servers',
    ),
  };
}

function serverRecord(site: Site, server: Server, n: number): Json {
  const { recipe, uuid } = server;
  const state = recipe.state === 'not-set-up' ? 'running' : recipe.state;
  const [nic] = server.nics;
  // The addresses that nobody else tells of sit on the last server, as VNICs.
  const hidden = n === site.servers.length - 1 ? site.sysinfoAddresses : [];
  const size = 3576 * GIB;
  const free = recipe.pool === 'full' ? 32 * 1024 ** 2 : 2145 * GIB;
  const figures = {
    disk_pool_size_bytes: size,
    disk_pool_alloc_bytes: size - free,
    unreserved_disk: Math.floor(free / 1024 ** 2),
    memory_provisionable_bytes: 52 * GIB,
  };
  return {
    uuid,
    hostname: recipe.hostname,
    datacenter: site.recipe.datacenter,
    // CNAPI leaves the flag out of some records of servers that are no headnodes.
    ...(server.headnode ? { headnode: true } : n % 2 === 0 ? { headnode: false } : {}),
    setup: recipe.state !== 'not-set-up',
    setting_up: false,
    reserved: server.headnode,
    status: state,
    current_platform: '20240612T170912Z',
    boot_platform: '20240612T170912Z',
    ram: 131072,
    ...(recipe.pool === 'untold' ? {} : figures),
    sysinfo: {
      'Live Image': '20240612T170912Z',
      'Datacenter Name': site.recipe.datacenter,
      UUID: uuid,
      Hostname: recipe.hostname,
      'MiB of Memory': '131072',
      Setup: String(recipe.state !== 'not-set-up'),
      Zpool: 'zones',
      'Network Interfaces': {
        bnx0: {
          'MAC Address': nic?.mac ?? '',
          ip4addr: nic === undefined ? '' : dotted(nic.network, nic.offset),
          'Link Status': 'up',
          'NIC Names': ['admin'],
        },
      },
      'Virtual Network Interfaces': Object.fromEntries(
        hidden.map((ip4addr, i) => [`vnic${String(i)}`, { ip4addr }]),
      ),
    },
    vms: {},
  };
}
