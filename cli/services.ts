/** `hnadm services`: the services of a recorded datacenter, and how many instances each has where. */
import type { ImgapiImage, SapiService, Snapshot } from '../schemas/snapshot.ts';
import { readWorld } from '../planner/world.ts';
import { tableCommand } from './table-command.ts';
import type { Table } from './tables.ts';

interface Row {
  readonly service: SapiService;
  readonly application: string | null;
  readonly instances: number;
  readonly image: ImgapiImage | undefined;
  /** Hostnames, sorted. */
  readonly hosts: readonly string[];
}

const TABLE: Table<Row> = {
  columns: {
    name: ({ service }) => service.name,
    uuid: ({ service }) => service.uuid,
    application: ({ application }) => application,
    type: ({ service }) => service.type ?? 'vm',
    insts: ({ instances }) => instances,
    image: ({ service }) => service.params?.image_uuid ?? null,
    version: ({ image }) => image?.version ?? null,
    hosts: ({ hosts }) => hosts.join(','),
  },
  shown: ['name', 'type', 'insts', 'version', 'hosts'],
  sort: ['type', 'name'],
};

/** The command. */
export const services = tableCommand(
  TABLE,
  [
    ['$0 services -s dc.json', 'all services, agents first'],
    ['$0 svcs -s dc.json -j -o name,image,insts', 'the same for a script'],
  ],
  'sapi',
  rows,
);

function rows(snapshot: Snapshot): readonly Row[] {
  const world = readWorld(snapshot);
  const hostnames = new Map(world.servers.map(({ uuid, hostname }) => [uuid, hostname]));
  const placed = new Map(world.zones.map(({ uuid, server }) => [uuid, server]));
  const applications = new Map((snapshot.sapi?.applications ?? []).map(({ uuid, name }) => [uuid, name]));
  const counts = new Map<string, number>();
  const hosts = new Map<string, Set<string>>();
  for (const { uuid, service_uuid: service, params } of snapshot.sapi?.instances ?? []) {
    counts.set(service, (counts.get(service) ?? 0) + 1);
    const server = placed.get(uuid) ?? params?.server_uuid;
    const known = hosts.get(service) ?? new Set();
    hosts.set(service, known);
    if (server) known.add(hostnames.get(server) ?? server);
  }
  return (snapshot.sapi?.services ?? []).map((service) => {
    const image = service.params?.image_uuid;
    return {
      service,
      application: applications.get(service.application_uuid) ?? null,
      instances: counts.get(service.uuid) ?? 0,
      image: image === undefined ? undefined : world.images?.get(image),
      hosts: [...(hosts.get(service.uuid) ?? [])].sort(),
    };
  });
}
