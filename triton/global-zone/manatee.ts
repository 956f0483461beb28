/**
 * manatee's shard, looked at and changed with manatee-adm in one of its zones (manatee bin/manatee-adm). Run
 * with its own node and told where ZooKeeper is, because the zone's profile, which sets both, is a shell's.
 */
import type { ServerUuid, ZoneUuid } from '../../schemas/ids.ts';
import { CallFailed } from '../call-failed.ts';
import type { CommandCaller } from '../caller.ts';
import type { CommandResult } from '../transport.ts';
import { act, commandFailed, look } from './command.ts';

const ROOT = '/opt/smartdc/manatee';
const SITTER = `${ROOT}/etc/sitter.json`;

/** What passes through the zone's shell as it is. */
const PLAIN = /^[\w.:,-]+$/;

/** A peer's zone, in which manatee-adm is run. */
export interface PeerPlace {
  readonly uuid: ZoneUuid;
  readonly server: ServerUuid;
}

/** The shard's state in ZooKeeper; peers by their zones. */
export interface ShardState {
  readonly primary: ZoneUuid;
  /** Null: none, as in one-node write mode. */
  readonly sync: ZoneUuid | null;
  /** In the order of replication. */
  readonly async: readonly ZoneUuid[];
  readonly deposed: readonly ZoneUuid[];
  /** Why it is frozen; null: it is not. */
  readonly frozen: string | null;
}

/** What a peer's postgres says. */
export interface PeerStatus {
  readonly zone: string;
  readonly isOnline: boolean;
  /** How the next peer replicates from it; null: none does. */
  readonly downstream: string | null;
  /** Seconds that it is behind; null: it does not say. */
  readonly lagSeconds: number | null;
}

/** `manatee-adm zk-state`. @throws {CallFailed} transient where the peer can't be asked now. */
export async function shardState(caller: CommandCaller, at: PeerPlace): Promise<ShardState> {
  const { stdout } = await asked(caller, at, ['zk-state']);
  return stateOf(stdout, at);
}

/** `manatee-adm pg-status`, of every peer that has a role. */
export async function peerStatus(caller: CommandCaller, at: PeerPlace): Promise<readonly PeerStatus[]> {
  const { stdout } = await asked(caller, at, ['pg-status', '-H', '-o', 'peername,pg-online,pg-repl,pg-lag']);
  return stdout.split('\n').flatMap((line) => {
    const [zone, online, downstream = '-', lag = '-'] = line.trim().split(/\s+/);
    if (zone === undefined || zone === '') return [];
    const isReplicated = downstream !== '-';
    return [
      {
        zone,
        isOnline: online === 'ok',
        downstream: isReplicated ? downstream : null,
        lagSeconds: seconds(lag),
      },
    ];
  });
}

/**
 * `manatee-adm promote`: asks for the place of the peer before. One yes confirms it; of warnings it would ask
 * first whether to ignore them, and that question must never be answered by us: a second yes is not sent.
 * @throws {CallFailed} transient where it was refused: nothing is changed then.
 */
export async function promotePeer(
  caller: CommandCaller,
  at: PeerPlace,
  role: 'sync' | 'async',
  index: number,
): Promise<void> {
  const which = role === 'async' ? ['-i', String(index)] : [];
  const argv = await command(caller, at, ['promote', '-r', role, '-n', at.uuid, ...which]);
  try {
    await act(caller, at.server, argv, 'yes\n');
  } catch (error) {
    if (error instanceof CallFailed && error.outcome === 'permanent')
      throw new CallFailed(error.message, 'transient');
    throw error;
  }
}

/** `manatee-adm rebuild` in a deposed peer's own zone; ends when it streams again, which may take hours. */
export async function rebuildPeer(caller: CommandCaller, at: PeerPlace): Promise<void> {
  const { zooKeepers } = await sitterOf(caller, at);
  const argv = [...adm(at), 'rebuild', '-y', '-c', SITTER, '-z', zooKeepers];
  await act(caller, at.server, argv);
}

/** `manatee-adm reap`: a deposed peer is forgotten. */
export async function reapPeer(caller: CommandCaller, at: PeerPlace, gone: ZoneUuid): Promise<void> {
  await act(caller, at.server, await command(caller, at, ['reap', '-n', gone]));
}

/** `manatee-adm freeze`; the reason is one word. */
export async function freezeShard(caller: CommandCaller, at: PeerPlace, reason: string): Promise<void> {
  await act(caller, at.server, await command(caller, at, ['freeze', '-r', reason]));
}

/** `manatee-adm unfreeze` */
export async function unfreezeShard(caller: CommandCaller, at: PeerPlace): Promise<void> {
  await act(caller, at.server, await command(caller, at, ['unfreeze']));
}

function adm({ uuid }: PeerPlace): readonly string[] {
  return ['zlogin', uuid, `${ROOT}/build/node/bin/node`, `${ROOT}/node_modules/.bin/manatee-adm`];
}

async function command(
  caller: CommandCaller,
  at: PeerPlace,
  words: readonly string[],
): Promise<readonly string[]> {
  const { zooKeepers, shard } = await sitterOf(caller, at);
  return [...adm(at), ...words, '-z', zooKeepers, '-s', shard];
}

/** A look; ZooKeeper between two elections, or a zone that starts, is asked again. */
async function asked(caller: CommandCaller, at: PeerPlace, words: readonly string[]): Promise<CommandResult> {
  const argv = await command(caller, at, words);
  const result = await look(caller, at.server, argv);
  if (result.exitCode === 0) return result;
  throw new CallFailed(commandFailed(at.server, argv, result).message, 'transient');
}

/** Where the sitter itself finds ZooKeeper, and the shard's name. */
async function sitterOf(
  caller: CommandCaller,
  { server, uuid }: PeerPlace,
): Promise<{ readonly zooKeepers: string; readonly shard: string }> {
  const path = `/zones/${uuid}/root${SITTER}`;
  const argv = ['cat', path];
  const result = await look(caller, server, argv);
  if (result.exitCode !== 0) throw new CallFailed(commandFailed(server, argv, result).message, 'transient');
  const sitter = parsed(result.stdout, path);
  const zooKeepers = (sitter['zkCfg'] as { readonly connStr?: unknown } | null | undefined)?.connStr;
  const shard = String(sitter['shardPath']).split('/').at(-1) ?? '';
  if (typeof zooKeepers !== 'string' || !PLAIN.test(zooKeepers) || !PLAIN.test(shard))
    throw new CallFailed(`${path} on server ${server}: expected zkCfg.connStr and shardPath`, 'permanent');
  return { zooKeepers, shard };
}

function stateOf(stdout: string, { uuid }: PeerPlace): ShardState {
  const about = `manatee-adm zk-state in zone ${uuid}`;
  const state = parsed(stdout, about);
  const peer = (value: unknown): ZoneUuid | null => {
    const zone = (value as { readonly zoneId?: unknown } | null | undefined)?.zoneId;
    return typeof zone === 'string' ? (zone as ZoneUuid) : null;
  };
  const peers = (value: unknown): readonly ZoneUuid[] =>
    Array.isArray(value) ? value.flatMap((one: unknown) => peer(one) ?? []) : [];
  const primary = peer(state['primary']);
  if (primary === null) throw new CallFailed(`${about}: expected a primary, found none`, 'permanent');
  const freeze = state['freeze'];
  const reason = (freeze as { readonly reason?: unknown } | null | undefined)?.reason;
  return {
    primary,
    sync: peer(state['sync']),
    async: peers(state['async']),
    deposed: peers(state['deposed']),
    frozen: Boolean(freeze) ? (typeof reason === 'string' ? reason : 'no reason given') : null,
  };
}

function parsed(text: string, about: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Said below: what was found is no JSON at all.
  }
  throw new CallFailed(`${about}: expected a JSON object`, 'permanent');
}

/** `1m05s` in seconds. */
function seconds(lag: string): number | null {
  const [, minutes, rest] = /^(\d+)m(\d+)s$/.exec(lag) ?? [];
  return minutes === undefined || rest === undefined ? null : Number(minutes) * 60 + Number(rest);
}
