/**
 * After success the datacenter is what the plan says: each moved instance runs in the new zone alone,
 * on its server, of what was taken out there is nothing, and nothing that the move used is left behind: no
 * NIC, address, hold, snapshot, lock, deposed peer.
 * What is expected is passed in as plain facts, because this side must not share the planner's opinions.
 */
import { isLock, locksOf, zoneInto } from '../global-zone-links.ts';
import { asRow, text, written } from '../rows.ts';
import { blameAtRest, type Mark } from '../blame.ts';
import { violate } from '../violations.ts';
import { nicsOwnedBy } from '../zone-nics.ts';
import type { World } from '../world.ts';

/** One instance that was to be moved. */
export interface ExpectedMove {
  readonly alias: string;
  /** UUIDs it may have been given; none: nothing is in its place. */
  readonly candidates: readonly string[];
  readonly server: string;
  readonly addresses: readonly ExpectedAddress[];
  /** The zone that was replaced; null: none. */
  readonly replaced: string | null;
  /** Names of snapshots and bookmarks that must be gone. */
  readonly snapshots: readonly string[];
}

export interface ExpectedAddress {
  readonly network: string;
  readonly ip: string;
  /** From the replaced zone, with whatever reservation it had; otherwise none may be left on it. */
  readonly takenOver: boolean;
}

/** Notes everything that is not as expected. */
export function checkAfterSuccess(world: World, moves: readonly ExpectedMove[]): void {
  const say: Say = (object, message, ...causes) => {
    violate(world, 'as-planned', blameAtRest(world, causes), object, message);
  };
  for (const move of moves) {
    if (move.candidates.length > 0) checkNew(world, move, say);
    checkOld(world, move, say);
    const { replaced } = move;
    if (replaced !== null && world.manatee?.deposed.includes(replaced) === true)
      say('manatee', `manatee's peer ${replaced} is deposed, and gone`);
  }
  checkDatasets(world, new Set(moves.flatMap(({ snapshots }) => snapshots)), say);
  for (const [link, target] of world.links) {
    const zone = zoneInto(target);
    const isThere = world.zones.get(zone ?? '')?.server === link.split(':')[0];
    // One that led nowhere before is not this plan's to remove.
    const isOurs = moves.some(({ replaced }) => replaced === zone);
    if (!isLock(link) && !isThere && isOurs) say(link, `the link ${link} leads to nothing: ${target}`);
  }
  for (const [link, holder] of locksOf(world))
    say(link, `the lock ${link} is left behind: ${holder}`, `lock:${link.split(':')[0] ?? ''}`);
}

type Say = (object: string, message: string, ...causes: readonly Mark[]) => void;

function checkNew(world: World, { alias, candidates, server, addresses }: ExpectedMove, say: Say): void {
  const made = candidates.filter((uuid) => world.zones.has(uuid));
  const [uuid = ''] = made;
  const zone = world.zones.get(uuid);
  if (made.length !== 1 || zone === undefined) {
    say(alias, `${alias} should be one zone, and is ${String(made.length)}`);
    return;
  }
  if (zone.server !== server) say(alias, `${alias} is on server ${zone.server}, not on ${server}`);
  if (!zone.serving) say(alias, `${alias} (${uuid}) does not serve`, `running:${uuid}`);
  const instance = world.instances.get(uuid);
  if (instance === undefined) say(alias, `SAPI has no instance for ${alias} (${uuid})`);
  const autoboot = asRow(instance?.['params'])['autoboot'];
  if (autoboot !== undefined) say(alias, `SAPI still says autoboot ${written(autoboot)} of ${alias}`);
  for (const { network, ip, takenOver } of addresses) {
    const record = world.ips.get(network)?.get(ip);
    const holder = record?.belongs_to_uuid ?? 'nobody';
    const causes = [`address:${ip}`, `nics:${uuid}`] as const;
    if (holder !== uuid)
      say(ip, `${ip} should belong to ${alias} (${uuid}), and belongs to ${holder}`, ...causes);
    else if (!takenOver && record?.reserved === true)
      say(ip, `${ip} of ${alias} is still reserved`, ...causes);
  }
}

function checkOld(world: World, { alias, candidates, replaced }: ExpectedMove, say: Say): void {
  if (replaced === null) return;
  const what = `${replaced}${candidates.length > 0 ? `, which ${alias} replaces` : ', which was taken out'}`;
  if (world.zones.has(replaced)) say(alias, `there is still the zone ${what}`);
  if (world.instances.has(replaced)) say(alias, `SAPI still has the instance ${what}`);
  const state = text(world.vms.get(replaced), 'state') ?? 'destroyed';
  if (state !== 'destroyed') say(alias, `VMAPI says ${state} of ${what}`);
  const nics = nicsOwnedBy(world, replaced);
  if (nics.length > 0) say(alias, `NAPI still has ${String(nics.length)} NICs of ${what}`);
}

function checkDatasets(world: World, names: ReadonlySet<string>, say: Say): void {
  for (const datasets of world.datasets.values()) {
    for (const { name, snapshots, bookmarks, resumeToken } of datasets.values()) {
      const left = [...snapshots, ...bookmarks].filter((one) => names.has(one.name));
      if (left.length > 0) say(name, `${name} still has ${left.map((one) => one.name).join(', ')}`);
      if (resumeToken !== null) say(name, `${name} has a half-finished receive`);
    }
  }
}
