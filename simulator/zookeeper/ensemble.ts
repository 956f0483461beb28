/**
 * The ZooKeeper ensemble in the binder zones. It is static: each member counts by the list with which it last
 * started, and two members see each other only where each is on the other's. A leader that fewer than half of its
 * list follows steps down; members that no leader takes elect one, which takes seconds, and while there is
 * none nobody registers and binder answers from what it remembers.
 *
 * Epochs and zxids are left out: of two members the one with data wins, then the higher id. So is that a
 * member which was away a while knows a little less: what is lost by an empty ensemble is what hurts.
 */
import { blameFor } from '../blame.ts';
import { draw } from '../durations.ts';
import { checkForgotten, checkQuorumBack, checkTwoEnsembles } from '../invariants/quorum.ts';
import { schedule } from '../schedule.ts';
import { zonesOf } from '../zones-of.ts';
import { lists, type Config } from './config.ts';
import type { World, Zone, ZooKeeper } from '../world.ts';

/** Milliseconds for which a binder answers from its cache when it can't ask (binder main.js: cache expiry). */
const CACHE = 60_000;

/** Milliseconds without a leader that nothing of hnadm's may cost: sessions of registrars and sitters have twice that. */
const LONGEST_ELECTION = 30_000;

/** Whether names are registered and peers elected. */
export function hasQuorum(world: World): boolean {
  if (world.elsewhere.includes('binder')) return true;
  return [...world.zookeepers.values()].some(leads);
}

/** Whether a binder zone can tell names: it asks the server in its own zone. */
export function answersNames(world: World, { uuid, serving }: Zone): boolean {
  const member = world.zookeepers.get(uuid);
  if (!serving || member === undefined) return false;
  return isIn(member) || (member.knewUntil !== null && world.now < member.knewUntil + CACHE);
}

/** Whether the server in a zone accepts connections. */
export function listens({ state }: ZooKeeper): boolean {
  return state !== 'down' && state !== 'starting';
}

/** Whether it serves clients. */
export function isIn({ state }: ZooKeeper): boolean {
  return state === 'leader' || state === 'follower' || state === 'standalone';
}

/** Starts the server in a zone. `config` is what it is told; absent: what it ran with. */
export function startMember(world: World, zone: Zone, config?: Config): void {
  const known = world.zookeepers.get(zone.uuid);
  const member = known ?? newMember(zone, { id: null, servers: [] }, true);
  world.zookeepers.set(zone.uuid, member);
  if (config !== undefined) Object.assign(member, config);
  member.state = 'starting';
  member.starts += 1;
  const { starts } = member;
  schedule(world, draw(world.random, 'zooKeeperStart'), { kind: 'zookeeper-up', zone: zone.uuid, starts });
}

/** A server that has not been started. */
export function newMember({ uuid }: Zone, config: Config, isEmpty: boolean): ZooKeeper {
  return { zone: uuid, ...config, state: 'down', isEmpty, knewUntil: null, starts: 0 };
}

/** Ends the server in a zone: the zone stops, or SMF restarts or disables it. */
export function stopMember(world: World, zone: Zone): void {
  const member = world.zookeepers.get(zone.uuid);
  if (member === undefined || member.state === 'down') return;
  leave(world, member, 'down');
  settle(world);
}

/** The server's process is there. */
export function memberUp(world: World, uuid: string, starts: number): void {
  const member = world.zookeepers.get(uuid);
  if (member?.state !== 'starting' || member.starts !== starts) return;
  // Of one that its own list does not have the process ends: "My id is not in the peer list".
  const state = isListed(world, member) ? 'looking' : 'down';
  member.state = member.servers.length < 2 ? 'standalone' : state;
  if (member.state === 'standalone' && member.isEmpty) startOver(world, member);
  settle(world);
}

/** A member has taken from the leader what it lacks. */
export function memberJoins(world: World, uuid: string, starts: number): void {
  const member = world.zookeepers.get(uuid);
  if (member?.state !== 'joining' || member.starts !== starts) return;
  const leader = leaderFor(world, member);
  member.state = leader === undefined ? 'looking' : 'follower';
  if (leader !== undefined) member.isEmpty = false;
  settle(world);
}

/** The votes are in. */
export function elected(world: World): void {
  world.ensemble.electing = false;
  const [leader] = electable(world);
  if (leader !== undefined) {
    const following = voters(world, leader);
    leader.state = 'leader';
    if (leader.isEmpty) startOver(world, leader);
    for (const follower of following) {
      follower.state = 'follower';
      follower.isEmpty = false;
    }
  }
  settle(world);
}

/** Lets follow from the members' states what must: who steps down, who joins, whether there is an election. */
export function settle(world: World): void {
  const members = [...world.zookeepers.values()];
  for (const leader of members.filter(({ state }) => state === 'leader')) {
    if (isMajority(leader, followers(world, leader).length)) continue;
    leave(world, leader, 'looking');
  }
  for (const follower of members.filter(({ state }) => state === 'follower')) {
    if (leaderFor(world, follower) === undefined) leave(world, follower, 'looking');
  }
  for (const member of members.filter(({ state }) => state === 'looking')) {
    if (leaderFor(world, member) === undefined) continue;
    member.state = 'joining';
    const { zone, starts } = member;
    schedule(world, draw(world.random, 'zooKeeperJoin'), { kind: 'zookeeper-joins', zone, starts });
  }
  if (!world.ensemble.electing && electable(world).length > 0) {
    world.ensemble.electing = true;
    schedule(world, draw(world.random, 'election'), { kind: 'elected' });
  }
  noteQuorum(world);
}

function noteQuorum(world: World): void {
  const { ensemble } = world;
  checkTwoEnsembles(world, [...world.zookeepers.values()].filter(leads));
  if (hasQuorum(world)) {
    if (ensemble.lostAt !== null) schedule(world, 0, { kind: 'registrars-return', forgotten: false });
    ensemble.lostAt = null;
  } else if (ensemble.lostAt === null) {
    ensemble.lostAt = world.now;
    const marked = zonesOf(world, 'binder').some(
      ({ uuid }) => blameFor(world, `running:${uuid}`) === 'fault',
    );
    const by = marked ? 'fault' : 'hnadm';
    schedule(world, LONGEST_ELECTION, { kind: 'quorum-missed', lostAt: world.now, by });
  }
}

/** Looks whether the quorum that was lost then has come back. */
export function quorumMissed(world: World, lostAt: number, by: 'hnadm' | 'fault'): void {
  checkQuorumBack(world, lostAt, by, LONGEST_ELECTION / 1000);
}

/** A member without data leads: nobody knows any more what was registered and elected. */
function startOver(world: World, leader: ZooKeeper): void {
  leader.isEmpty = false;
  if (world.registrations.size === 0) return;
  checkForgotten(world);
  schedule(world, 0, { kind: 'registrars-return', forgotten: true });
}

function leave(world: World, member: ZooKeeper, state: 'down' | 'looking'): void {
  if (isIn(member)) member.knewUntil = world.now;
  member.state = state;
}

function leads({ state }: ZooKeeper): boolean {
  return state === 'leader' || state === 'standalone';
}

function isMajority({ servers }: ZooKeeper, others: number): boolean {
  return 2 * (others + 1) > servers.length;
}

/** Members without a leader that enough others would follow, the one that wins first. */
function electable(world: World): readonly ZooKeeper[] {
  const looking = [...world.zookeepers.values()].filter(({ state }) => state === 'looking');
  return looking
    .filter((member) => isMajority(member, voters(world, member).length))
    .toSorted((a, b) => Number(a.isEmpty) - Number(b.isEmpty) || (b.id ?? 0) - (a.id ?? 0));
}

function voters(world: World, member: ZooKeeper): readonly ZooKeeper[] {
  return [...world.zookeepers.values()].filter(
    (other) => other.state === 'looking' && seeEachOther(world, member, other),
  );
}

function followers(world: World, leader: ZooKeeper): readonly ZooKeeper[] {
  return [...world.zookeepers.values()].filter(
    (other) => other.state === 'follower' && seeEachOther(world, leader, other),
  );
}

function leaderFor(world: World, member: ZooKeeper): ZooKeeper | undefined {
  return [...world.zookeepers.values()].find(
    (other) => other.state === 'leader' && seeEachOther(world, member, other),
  );
}

function seeEachOther(world: World, a: ZooKeeper, b: ZooKeeper): boolean {
  const [zoneA, zoneB] = [world.zones.get(a.zone), world.zones.get(b.zone)];
  if (a === b || zoneA === undefined || zoneB === undefined) return false;
  return lists(a, b.id, zoneB) && lists(b, a.id, zoneA);
}

/** Whether a server is on its own list. */
function isListed(world: World, member: ZooKeeper): boolean {
  const zone = world.zones.get(member.zone);
  return zone !== undefined && lists(member, member.id, zone);
}
