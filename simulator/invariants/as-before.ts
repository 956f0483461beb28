/**
 * After a rollback the datacenter is what the snapshot says: the world is compared, object by object,
 * with one made anew from that snapshot. It knows nothing of what the plan did or how it was undone.
 * What may differ is this and no more (docs/reliability.md argues each):
 * - destroyed rows: VMAPI keeps a row of every zone that ever was, its UUID is burnt;
 * - freed addresses: NAPI keeps a record of every address that was ever used;
 * - installed images: they take space and nothing else;
 * - written data: the old zone runs again and goes on writing, what the new one wrote was sent back to it;
 * - dates, and the state of NICs, which their servers' agents write anew;
 * - which NIC is net0: a NIC that went to the new zone and came back is the last;
 * - the order of manatee's asyncs: one that was stopped joins again as the last;
 * - autoboot: a zone that is started boots with its server from then on (vmadm start).
 */
import { blameAtRest, type Mark } from '../blame.ts';
import { list, text, written } from '../rows.ts';
import { violate } from '../violations.ts';
import { isLock, locksOf } from '../global-zone-links.ts';
import { causesOf } from './manatee-shard.ts';
import type { Shard } from '../manatee/state.ts';
import { nameOf } from './one-address.ts';
import type { Dataset, IpRecord, Row, World, Zone } from '../world.ts';

/** With what a fault may have done that would explain it. */
type Say = (object: string, message: string, ...causes: readonly Mark[]) => void;

/** Notes everything that is not as it was in the world made of the snapshot. */
export function checkAfterRollback(world: World, before: World): void {
  const say: Say = (object, message, ...causes) => {
    violate(world, 'as-before', blameAtRest(world, causes), object, message);
  };
  for (const uuid of union(world.zones, before.zones))
    checkZone(world.zones.get(uuid), before.zones.get(uuid), say);
  for (const uuid of union(world.instances, before.instances)) {
    const differs = difference(world.instances.get(uuid), before.instances.get(uuid), ['last_modified']);
    if (differs !== null) say(uuid, `SAPI's instance ${uuid} ${differs}`);
  }
  for (const kind of ['applications', 'services'] as const) {
    for (const uuid of union(world[kind], before[kind])) {
      const differs = difference(world[kind].get(uuid), before[kind].get(uuid), []);
      if (differs !== null) say(uuid, `SAPI's ${kind} ${uuid} ${differs}`);
    }
  }
  for (const [uuid, row] of world.vms) checkRow(uuid, row, before.vms.get(uuid), say);
  for (const mac of union(world.nics, before.nics)) {
    const differs = difference(world.nics.get(mac), before.nics.get(mac), NIC_DATES);
    if (differs !== null)
      say(
        mac,
        `NIC ${mac} ${differs}`,
        ...causesOfNic(world.nics.get(mac)),
        ...causesOfNic(before.nics.get(mac)),
      );
  }
  for (const network of union(world.ips, before.ips)) checkAddresses(world, before, network, say);
  for (const server of union(world.datasets, before.datasets)) checkDatasets(world, before, server, say);
  for (const [uuid, member] of world.zookeepers) {
    const was = before.zookeepers.get(uuid);
    const [now, then] = [written(member.servers), written(was?.servers)];
    // One that is new in the world is told of as a zone.
    if (was !== undefined && now !== then)
      say(uuid, `ZooKeeper of ${uuid} ran with ${then} and runs with ${now}`);
  }
  for (const [path, file] of before.files) {
    const now = world.files.get(path);
    if (now?.content !== file.content || now.mode !== file.mode)
      say(path, `the file ${path} is not as it was`);
  }
  for (const link of union(world.links, before.links)) {
    const [now, then] = [world.links.get(link), before.links.get(link)];
    if (!isLock(link) && now !== then)
      say(link, `the link ${link} led to ${then ?? 'nothing'} and leads to ${now ?? 'nothing'}`);
  }
  const [chain, was] = [world, before].map(({ manatee }) => rolesIn(manatee));
  if (chain !== was) say('manatee', `manatee was ${was ?? ''} and is ${chain ?? ''}`, ...causesOf(world));
  for (const [link, holder] of locksOf(world))
    say(link, `the lock ${link} is left behind: ${holder}`, `lock:${link.split(':')[0] ?? ''}`);
}

/** Its asyncs have no order that matters: one that was stopped comes back as the last. */
function rolesIn(shard: Shard | null): string {
  if (shard === null) return '';
  return [shard.primary, shard.sync, ...shard.async.toSorted()].join(' ');
}

function causesOfNic(nic: Row | undefined): readonly Mark[] {
  return nic === undefined
    ? []
    : [`nics:${written(nic['belongs_to_uuid'])}`, `address:${written(nic['ip'])}`];
}

/** Changed by whoever adds a NIC, and by its server's net-agent. */
const NIC_DATES = ['created_timestamp', 'modified_timestamp', 'state'];

function checkZone(zone: Zone | undefined, was: Zone | undefined, say: Say): void {
  if (zone === undefined || was === undefined) {
    if (zone !== undefined) say(zone.uuid, `${nameOf(zone)} was not there, and is`);
    if (was !== undefined) say(was.uuid, `${nameOf(was)} was there, and is not`);
    return;
  }
  const states = ({ server, image, running, registrar, disabled, nics }: Zone): Row => ({
    server,
    image,
    running,
    registrar,
    disabled: disabled.join(' '),
    nics: nics.map(written).toSorted().join(' '),
  });
  const differs = difference(states(zone), states(was), []);
  if (differs !== null)
    say(
      zone.uuid,
      `${nameOf(zone)} ${differs}`,
      `running:${zone.uuid}`,
      `nics:${zone.uuid}`,
      `registrar:${zone.uuid}`,
    );
}

function checkRow(uuid: string, row: Row, was: Row | undefined, say: Say): void {
  const state = text(row, 'state');
  if (was === undefined) {
    if (state !== 'destroyed') say(uuid, `VMAPI did not know ${uuid}, and says ${String(state)} of it`);
    return;
  }
  const seen = (one: Row): Row => ({ state: one['state'], macs: macs(one), server: one['server_uuid'] });
  const differs = difference(seen(row), seen(was), []);
  if (differs !== null) say(uuid, `VMAPI's row of ${uuid} ${differs}`, `running:${uuid}`, `nics:${uuid}`);
}

function macs(row: Row): string {
  return list(row, 'nics')
    .map((nic) => String((nic as Row)['mac']))
    .toSorted()
    .join(' ');
}

function checkAddresses(world: World, before: World, network: string, say: Say): void {
  const [now, then] = [world.ips.get(network), before.ips.get(network)];
  for (const ip of union(now ?? new Map(), then ?? new Map())) {
    const differs = difference(standing(now?.get(ip)), standing(then?.get(ip)), []);
    if (differs !== null) say(ip, `address ${ip} ${differs}`, `address:${ip}`);
  }
}

/** An address without a record is a free one. */
function standing(record: IpRecord | undefined): Row {
  return {
    reserved: record?.reserved ?? false,
    holder: record?.belongs_to_uuid ?? 'nobody',
    owner: record?.owner_uuid ?? 'nobody',
  };
}

function checkDatasets(world: World, before: World, server: string, say: Say): void {
  const [now, then] = [world.datasets.get(server), before.datasets.get(server)];
  for (const name of union(now ?? new Map(), then ?? new Map())) {
    const differs = difference(marks(now?.get(name)), marks(then?.get(name)), []);
    if (differs !== null) say(name, `dataset ${name} on server ${server} ${differs}`);
  }
}

/** What hnadm leaves on a dataset; what is in it the other invariants watch. */
function marks(dataset: Dataset | undefined): Row | undefined {
  if (dataset === undefined) return undefined;
  const names = (some: readonly { readonly name: string }[]) => some.map(({ name }) => name).join(' ');
  return {
    snapshots: names(dataset.snapshots),
    bookmarks: names(dataset.bookmarks),
    holds: dataset.snapshots.flatMap(({ holds }) => holds).join(' '),
    resumeToken: dataset.resumeToken,
  };
}

function union(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  return new Set([...a.keys(), ...b.keys()]);
}

/** How a row differs from what it was, in words, or null. */
function difference(row: Row | undefined, was: Row | undefined, ignored: readonly string[]): string | null {
  if (row === undefined || was === undefined) {
    if (row === was) return null;
    return row === undefined ? 'was there, and is not' : 'was not there, and is';
  }
  const keys = [...new Set([...Object.keys(row), ...Object.keys(was)])].filter(
    (key) => !ignored.includes(key),
  );
  const differing = keys.filter((key) => written(row[key]) !== written(was[key]));
  const told = differing.map(
    (key) => `${key} was ${written(was[key]) || 'nothing'} and is ${written(row[key]) || 'nothing'}`,
  );
  return told.length === 0 ? null : told.join(', ');
}
