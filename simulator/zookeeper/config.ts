/**
 * What a binder zone's config-agent makes of SAPI: `zoo.cfg` and `myid` (binder sapi_manifests zookeeper
 * and zookeeper_id). Metadata of the application, the service and the instance are laid over one another, and
 * ZK_HA_SERVERS silently wins over ZK_SERVERS.
 */
import { asRow, list, numeric, object, text } from '../rows.ts';
import { adminIp } from '../zone-nics.ts';
import type { Row, World, Zone, ZooKeeper, ZooKeeperServer } from '../world.ts';

/** Path in the zone. */
export const ZOO_CFG = '/opt/local/etc/zookeeper/zoo.cfg';

/** What the zone's server is told to run with. */
export type Config = Pick<ZooKeeper, 'id' | 'servers'>;

/** The configuration that SAPI has for a zone now. */
export function configured(world: World, { uuid }: Zone): Config {
  const instance = world.instances.get(uuid);
  const service = world.services.get(text(instance, 'service_uuid') ?? '');
  const application = world.applications.get(text(service, 'application_uuid') ?? '');
  const metadata: Row = {
    ...object(application, 'metadata'),
    ...object(service, 'metadata'),
    ...object(instance, 'metadata'),
  };
  return { id: numeric(metadata, 'ZK_ID') ?? null, servers: serversIn(metadata) };
}

/** The list that some object's metadata holds; empty where it holds none. */
export function serversIn(metadata: Row): readonly ZooKeeperServer[] {
  const found = list(metadata, 'ZK_HA_SERVERS');
  const servers = found.length > 0 ? found : list(metadata, 'ZK_SERVERS');
  return servers.map((one) => {
    const entry = asRow(one);
    return { id: numeric(entry, 'num') ?? 0, ip: text(entry, 'host') ?? '' };
  });
}

/** Whether two lists are one. */
export function sameList(a: readonly ZooKeeperServer[], b: readonly ZooKeeperServer[]): boolean {
  return written(a) === written(b);
}

/** A list as `zoo.cfg` has it. */
export function written(servers: readonly ZooKeeperServer[]): string {
  return servers.map(({ id, ip }) => `server.${String(id)}=${ip}:2888:3888\n`).join('');
}

/** Whether a server's list has the zone under its id and its address. */
export function lists({ servers }: Pick<ZooKeeper, 'servers'>, id: number | null, zone: Zone): boolean {
  const ip = adminIp(zone);
  return servers.some((one) => one.id === id && one.ip === ip);
}
