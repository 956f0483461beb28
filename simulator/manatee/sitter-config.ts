/** The sitter's configuration, which config-agent writes into each manatee zone: where ZooKeeper is, and the shard. */
import { asRow, list, text } from '../rows.ts';
import { adminIp } from '../zone-nics.ts';
import { zonesOf } from '../zones-of.ts';
import type { World } from '../world.ts';

const PATH = /^\/zones\/([0-9a-f-]{36})\/root\/opt\/smartdc\/manatee\/etc\/sitter\.json$/;

/** What `cat` finds at a path of a server's global zone; undefined: it is another file, or there is none. */
export function sitterConfig(world: World, server: string, path: string): string | undefined {
  const [, uuid = ''] = PATH.exec(path) ?? [];
  const zone = world.zones.get(uuid);
  if (zone?.server !== server || zone.service !== 'manatee' || !zone.setUp) return undefined;
  const shardPath = '/manatee/sdc';
  return JSON.stringify({ shardPath, zoneId: uuid, zkCfg: { connStr: zooKeepers(world).join() } });
}

/** By what SAPI says, else by who is there, whether he answers now or not; of a datacenter recorded without binders nobody knows. */
function zooKeepers(world: World): readonly string[] {
  const sdc = [...world.applications.values()].find(({ name }) => name === 'sdc');
  const told = list(asRow(sdc?.['metadata']), 'ZK_SERVERS').flatMap((one) => text(asRow(one), 'host') ?? []);
  const there = zonesOf(world, 'binder').flatMap((zone) => adminIp(zone) ?? []);
  const [hosts = ['binder']] = [told, there].filter(({ length }) => length > 0);
  return hosts.map((host) => `${host}:2181`);
}
