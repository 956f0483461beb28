/**
 * `hnadm instances`: the zones of the core services. What SAPI does not say of one is taken from
 * VMAPI and NAPI, as the planner takes it. Of params and metadata nothing is ever printed: recordings
 * of other tools may hold secrets there.
 */
import { isAdminTag, readWorld, type CoreZone } from '../planner/world.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { tableCommand } from './table-command.ts';
import type { Table } from './tables.ts';

interface Row {
  readonly zone: CoreZone;
  readonly hostname: string | null;
  readonly adminIp: string | null;
  /** Of the image the zone was made from. */
  readonly version: string | null;
}

const TABLE: Table<Row> = {
  columns: {
    alias: ({ zone }) => zone.alias,
    uuid: ({ zone }) => zone.uuid,
    service: ({ zone }) => zone.service.name,
    hostname: ({ hostname }) => hostname,
    server: ({ zone }) => zone.server,
    state: ({ zone }) => zone.state,
    'admin-ip': ({ adminIp }) => adminIp,
    ips: ({ zone }) => zone.nics.flatMap(({ ip }) => ip ?? []).join(','),
    image: ({ zone }) => zone.vm?.image_uuid ?? null,
    version: ({ version }) => version,
    dataset: ({ zone }) => zone.dataset,
  },
  shown: ['alias', 'service', 'hostname', 'state', 'admin-ip', 'version', 'uuid'],
  sort: ['service', 'alias', 'uuid'],
};

/** The command. */
export const instances = tableCommand(
  TABLE,
  [
    ['$0 instances -s dc.json', 'all zones of core services'],
    ['$0 insts -s dc.json -H -o uuid --sort alias', 'their UUIDs alone'],
  ],
  'sapi',
  rows,
);

function rows(snapshot: Snapshot): readonly Row[] {
  const world = readWorld(snapshot);
  const hostnames = new Map(world.servers.map(({ uuid, hostname }) => [uuid, hostname]));
  const known = versions(snapshot);
  return world.zones.map((zone) => ({
    zone,
    hostname: zone.server === null ? null : (hostnames.get(zone.server) ?? null),
    adminIp: zone.nics.find(({ nicTag }) => isAdminTag(nicTag))?.ip ?? null,
    version: known.get(zone.vm?.image_uuid ?? '') ?? null,
  }));
}

function versions(snapshot: Snapshot): ReadonlyMap<string, string> {
  return new Map(
    (snapshot.imgapi?.images ?? []).flatMap(({ uuid, version }) => (version ? [[uuid, version]] : [])),
  );
}
