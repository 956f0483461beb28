/** manatee's shard from a snapshot, and as manatee-adm prints it; what a shard says by itself. */
import type { Snapshot } from '../../schemas/snapshot.ts';
import { asRow, list, number, text } from '../rows.ts';
import { adminIp } from '../zone-nics.ts';
import { zonesOf } from '../zones-of.ts';
import type { Peer, Shard } from './state.ts';
import type { Row, World, Zone } from '../world.ts';

/** Where a database that nobody has written to yet stands. */
const INITIAL_WAL = '0/16C2E30';

/**
 * The shard that was recorded; where none was, or one whose primary does not run, that which the running zones would
 * make in the order of their aliases. Null: no zone of manatee runs here.
 */
export function shardOf(world: World, { clusters }: Snapshot): Shard | null {
  const running = zonesOf(world, 'manatee').filter(({ serving }) => serving);
  const recorded = readState(asRow(clusters?.manatee));
  const isSo = running.some(({ uuid }) => uuid === recorded?.primary);
  const state = isSo && recorded !== null ? recorded : inventedState(running);
  if (state === null) return null;
  const peers = running.map((zone) => [zone.uuid, peerAtStart(zone, state)] as const);
  return { ...state, peers: { ...gonePeers(asRow(clusters?.manatee)), ...Object.fromEntries(peers) } };
}

type State = Omit<Shard, 'peers'>;

function readState(row: Row): State | null {
  const primary = zoneIn(row['primary']);
  if (primary === null) return null;
  const freeze = asRow(row['freeze']);
  const [date, reason] = [text(freeze, 'date') ?? 'unknown', text(freeze, 'reason') ?? 'unknown'];
  return {
    generation: number(row, 'generation') ?? 1,
    initWal: text(row, 'initWal') ?? INITIAL_WAL,
    primary,
    sync: zoneIn(row['sync']),
    async: list(row, 'async').flatMap((peer) => zoneIn(peer) ?? []),
    deposed: list(row, 'deposed').flatMap((peer) => zoneIn(peer) ?? []),
    freeze: Boolean(row['freeze']) ? { date, reason } : null,
    oneNodeWriteMode: row['oneNodeWriteMode'] === true,
    isCaughtUp: true,
  };
}

function zoneIn(peer: unknown): string | null {
  return text(asRow(peer), 'zoneId') ?? null;
}

function inventedState(running: readonly Zone[]): State | null {
  const inOrder = running.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).map(({ uuid }) => uuid);
  const [primary, sync = null, ...async] = inOrder;
  if (primary === undefined) return null;
  return {
    generation: 1,
    initWal: INITIAL_WAL,
    primary,
    sync,
    async,
    deposed: [],
    freeze: null,
    oneNodeWriteMode: sync === null,
    isCaughtUp: true,
  };
}

function nameOf({ alias, uuid }: Zone): string {
  return `${alias ?? ''} ${uuid}`;
}

function peerAtStart(zone: Zone, state: State): Peer {
  const follows = [state.primary, state.sync, ...state.async].includes(zone.uuid);
  const isDeposed = state.deposed.includes(zone.uuid);
  return {
    ...newPeer(zone),
    // One that the shard does not know has not joined, for whatever reason, and does not now.
    isSitting: follows || isDeposed,
    isPresent: follows || isDeposed,
    isOnline: follows,
    data: isDeposed ? 'diverged' : 'good',
  };
}

/** Peers of the record whose zones don't run. */
function gonePeers(row: Row): Readonly<Record<string, Peer>> {
  const known = [row['primary'], row['sync'], ...list(row, 'async'), ...list(row, 'deposed')];
  const gone = known.flatMap((peer) => {
    const zone = zoneIn(peer);
    return zone === null ? [] : [[zone, { ...absent, identity: asRow(peer) }] as const];
  });
  return Object.fromEntries(gone);
}

const absent: Omit<Peer, 'identity'> = {
  isSitting: false,
  isPresent: false,
  isOnline: false,
  data: 'good',
  behindUntil: 0,
  turn: 0,
};

/** A peer whose sitter has not run yet. */
export function newPeer(zone: Zone): Peer {
  const ip = adminIp(zone) ?? '';
  const identity = {
    id: `${ip}:5432:12345`,
    ip,
    pgUrl: `tcp://postgres@${ip}:5432/postgres`,
    zoneId: zone.uuid,
    backupUrl: `http://${ip}:12345`,
  };
  return { ...absent, identity, data: 'none' };
}

/** The object that `manatee-adm zk-state` prints. */
export function zkState(shard: Shard): Row {
  const peer = (zone: string): Row => shard.peers[zone]?.identity ?? { zoneId: zone };
  const { generation, initWal, primary, sync, freeze, oneNodeWriteMode } = shard;
  return {
    generation,
    initWal,
    primary: peer(primary),
    sync: sync === null ? null : peer(sync),
    async: shard.async.map(peer),
    deposed: shard.deposed.map(peer),
    ...(freeze === null ? {} : { freeze }),
    ...(oneNodeWriteMode ? { oneNodeWriteMode } : {}),
  };
}

/** The peers in the order in which each replicates from the one before. */
export function chainOf({ primary, sync, async }: Shard): readonly string[] {
  return [primary, ...(sync === null ? [] : [sync]), ...async];
}

/** Whether a peer's postgres answers and has what it should. */
export function isOnline({ peers }: Shard, zone: string | null | undefined): boolean {
  return zone !== null && zone !== undefined && peers[zone]?.isOnline === true;
}

/** Whether anything can be written: the primary waits for the sync at every commit. */
export function isWritable(shard: Shard): boolean {
  return isOnline(shard, shard.primary) && (shard.oneNodeWriteMode || isOnline(shard, shard.sync));
}
