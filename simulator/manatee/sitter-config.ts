/** The sitter's configuration, which config-agent writes into each manatee zone: where ZooKeeper is, and the shard. */
import { bindersOf } from '../dns.ts';
import { asRow, list, text } from '../rows.ts';
import { adminIp } from '../zone-nics.ts';
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

/** By what SAPI says, else by who is there. */
function zooKeepers(world: World): readonly string[] {
  const sdc = [...world.applications.values()].find(({ name }) => name === 'sdc');
  const told = list(asRow(sdc?.['metadata']), 'ZK_SERVERS').flatMap((one) => text(asRow(one), 'host') ?? []);
  const there = bindersOf(world).flatMap((uuid) => {
    const zone = world.zones.get(uuid);
    return zone === undefined ? [] : (adminIp(zone) ?? []);
  });
  return (told.length > 0 ? told : there).map((host) => `${host}:2181`);
}
