/** `hnadm servers`: the servers of a recorded datacenter. */
import { isAdminTag, readWorld, type World } from '../planner/world.ts';
import type { CnapiServer } from '../schemas/snapshot.ts';
import { tableCommand } from './table-command.ts';
import type { Cell, Table } from './tables.ts';

interface Row {
  readonly server: CnapiServer;
  readonly adminIp: string | null;
  /** Core zones that are there. */
  readonly zones: number;
}

const TABLE: Table<Row> = {
  columns: {
    hostname: ({ server }) => server.hostname,
    uuid: ({ server }) => server.uuid,
    headnode: ({ server }) => server.headnode ?? null,
    setup: ({ server }) => server.setup ?? null,
    status: ({ server }) => server.status ?? null,
    platform: ({ server }) => textOf(server['current_platform']),
    'boot-platform': ({ server }) => textOf(server['boot_platform']),
    'admin-ip': ({ adminIp }) => adminIp,
    zones: ({ zones }) => zones,
  },
  shown: ['hostname', 'uuid', 'headnode', 'setup', 'status', 'platform', 'admin-ip', 'zones'],
  sort: ['hostname', 'uuid'],
};

/** The command. */
export const servers = tableCommand(
  TABLE,
  [
    ['$0 servers -s dc.json', 'all servers'],
    ['$0 servers -s dc.json -H -o hostname,zones --sort=-zones', 'who carries most core zones'],
  ],
  'cnapi',
  (snapshot) => rows(readWorld(snapshot)),
);

function rows(world: World): readonly Row[] {
  const zones = new Map<string, number>();
  for (const { server } of world.zones) if (server !== null) zones.set(server, (zones.get(server) ?? 0) + 1);
  const adminIps = new Map<string, string>();
  for (const nic of world.snapshot.napi?.nics ?? []) {
    if (nic.belongs_to_type === 'server' && isAdminTag(nic.nic_tag ?? null) && nic.ip !== undefined) {
      adminIps.set(nic.belongs_to_uuid, nic.ip);
    }
  }
  return world.servers.map((server) => ({
    server,
    adminIp: adminIps.get(server.uuid) ?? null,
    zones: zones.get(server.uuid) ?? 0,
  }));
}

function textOf(value: unknown): Cell {
  return typeof value === 'string' ? value : null;
}
