/**
 * manatee-adm in a manatee zone (manatee bin/manatee-adm, lib/adm.js): what it prints of the shard, what it
 * changes there, and what it refuses. It is told where ZooKeeper is, and finds the shard wherever it runs.
 */
import { exit, success } from './command.ts';
import { adminIp } from '../zone-nics.ts';
import { bindersOf } from '../dns.ts';
import { elect, promote, setPeer } from '../manatee/election.ts';
import { isOnline, zkState } from '../manatee/shard.ts';
import type { Shard } from '../manatee/state.ts';
import { issuesOf, lagOf, rolesOf, upstreamless } from '../manatee/status.ts';
import { sitterDown, sitterUp } from '../manatee/sitter.ts';
import { checkReaped } from '../invariants/manatee-peers.ts';
import { isoNow } from '../schedule.ts';
import type { CommandResult } from '../../triton/transport.ts';
import type { ZoneCall, ZoneProgram } from './zone-program.ts';

const ROOT = '/opt/smartdc/manatee';

export const manateeAdm: ZoneProgram = {
  words: [`${ROOT}/build/node/bin/node`, `${ROOT}/node_modules/.bin/manatee-adm`],
  takes: ({ args: [verb] }) => {
    if (verb === 'rebuild') return ['manateeAdm', 'manateeSession'];
    return ['manateeAdm'];
  },
  end: (call) => {
    const [verb = '', ...flags] = call.args;
    const shard = call.world.manatee;
    if (verb !== 'rebuild' && option(flags, '-s') !== 'sdc') return failed('No state exists for shard');
    if (!isZooKeeper(call, option(flags, '-z') ?? '') || shard === null)
      return failed('unable to connect to zk');
    return VERBS[verb]?.(call, shard, flags) ?? exit(2, `manatee-adm: unknown command "${verb}"`);
  },
};

type Verb = (call: ZoneCall, shard: Shard, flags: readonly string[]) => CommandResult;

const VERBS: Readonly<Record<string, Verb>> = {
  'zk-state': (_, shard) => success(`${JSON.stringify(zkState(shard))}\n`),
  'pg-status': pgStatus,
  verify: ({ world }, shard) => {
    const { errors, warnings } = issuesOf(shard, world.now);
    const lines = [...errors.map((one) => `error: ${one}\n`), ...warnings.map((one) => `warning: ${one}\n`)];
    return exit(lines.length === 0 ? 0 : 1, '', lines.join(''));
  },
  promote: promoted,
  reap: reaped,
  rebuild: rebuilt,
  freeze: ({ world }, shard, flags) => {
    if (shard.freeze !== null) return failed(`shard is already been frozen: ${shard.freeze.reason}`);
    const reason = option(flags, '-r');
    if (reason === undefined) return exit(2, 'manatee-adm: option is required: --reason');
    world.manatee = { ...shard, freeze: { date: isoNow(world), reason } };
    return success('Frozen.\n');
  },
  unfreeze: ({ world }, shard) => {
    if (shard.freeze === null) return failed('shard is not frozen');
    world.manatee = { ...shard, freeze: null };
    elect(world);
    return success('Unfrozen.\n');
  },
};

function failed(message: string): CommandResult {
  return exit(1, `manatee-adm: error: ${message}`);
}

function option(flags: readonly string[], name: string): string | undefined {
  const at = flags.indexOf(name);
  return at === -1 ? undefined : flags[at + 1];
}

/** Whether one of `HOST:PORT,…` is a binder that serves. */
function isZooKeeper({ world }: ZoneCall, servers: string): boolean {
  if (world.elsewhere.includes('binder')) return true;
  const hosts = servers.split(',').map((server) => server.split(':')[0]);
  return bindersOf(world).some((zone) => {
    const binder = world.zones.get(zone);
    return binder !== undefined && hosts.includes(adminIp(binder) ?? '');
  });
}

/** `pg-status -H -o peername,pg-online,pg-repl,pg-lag`, the columns that hnadm asks for. */
function pgStatus({ world }: ZoneCall, shard: Shard): CommandResult {
  const rows = rolesOf(shard).map(([zone]) => {
    if (!isOnline(shard, zone)) return [zone, 'fail', '-', '-'];
    const behind = upstreamless(shard, zone) ? null : lagOf(shard, zone, world.now);
    return [zone, 'ok', repl(shard, zone), behind === null ? '-' : inMinutes(behind)];
  });
  return success(rows.map((row) => `${row.join(' ')}\n`).join(''));
}

/** How the next in the chain replicates from a peer. */
function repl(shard: Shard, zone: string): string {
  if (zone === shard.primary) return isOnline(shard, shard.sync) ? 'sync' : '-';
  const next = zone === shard.sync ? shard.async[0] : shard.async[shard.async.indexOf(zone) + 1];
  return isOnline(shard, next) ? 'async' : '-';
}

function inMinutes(seconds: number): string {
  return `${String(Math.floor(seconds / 60))}m${String(seconds % 60).padStart(2, '0')}s`;
}

/** Asks whether warnings may be ignored, if there are any, and then whether to promote: a yes for each. */
function promoted(call: ZoneCall, shard: Shard, flags: readonly string[]): CommandResult {
  const [role = '', zone = ''] = [option(flags, '-r'), option(flags, '-n')];
  const found = rolesOf(shard).find(([peer]) => peer === zone)?.[1];
  const at = shard.async.indexOf(zone);
  if (role !== 'sync' && role !== 'async') return failed(`promotion of "${role}" is invalid`);
  if (found === undefined) return failed(`"${zone}" not found in shard information`);
  if (found !== role)
    return failed(`"${zone}" does not hold the role "${role}" (it is currently "${found}")`);
  if (role === 'async' && shard.async.length > 1 && option(flags, '-i') !== String(at))
    return failed(`"${zone}" is not position ${option(flags, '-i') ?? '?'} in the async chain`);
  if (shard.freeze !== null) return failed(`cluster is frozen (reason: "${shard.freeze.reason}")`);
  if (shard.oneNodeWriteMode) return failed('cluster is in singleton mode');
  const { errors, warnings } = issuesOf(shard, call.world.now);
  const lagging = Object.keys(shard.peers).some((peer) => (lagOf(shard, peer, call.world.now) ?? 0) > 5);
  const questions = errors.length + warnings.length > 0 || lagging ? 2 : 1;
  const answers = call.stdin.split('\n').filter((line) => line === 'yes');
  if (answers.length === 0 && questions === 2) return failed('aborting promotion due to warnings');
  if (answers.length < questions) return failed('aborting promotion due to user command');
  promote(call.world, shard, zone);
  return success('Successfully promoted peer.\n');
}

function reaped({ world }: ZoneCall, shard: Shard, flags: readonly string[]): CommandResult {
  const zone = option(flags, '-n') ?? '';
  if (!shard.deposed.includes(zone)) return failed(`${zone} not in deposed or does not exist`);
  checkReaped(world, zone);
  world.manatee = { ...shard, deposed: shard.deposed.filter((peer) => peer !== zone) };
  elect(world);
  return success('Ok.\n');
}

/** The peer of the zone it runs in gives up what it has, and joins anew. The real one waits until it streams. */
function rebuilt({ world, zone, args }: ZoneCall, shard: Shard): CommandResult {
  if (shard.primary === zone.uuid) return failed('This node is the primary.  Will not rebuild.');
  if (shard.peers[zone.uuid]?.isPresent === true && !shard.deposed.includes(zone.uuid))
    return failed('There is an active ZK node for this host.  Please disable the sitter');
  if (!args.includes('-y')) return failed('aborting rollback due to user command');
  sitterDown(world, zone.uuid);
  setPeer(world, zone.uuid, { isPresent: false, data: 'none' });
  if (world.manatee !== null)
    world.manatee = { ...world.manatee, deposed: shard.deposed.filter((peer) => peer !== zone.uuid) };
  sitterUp(world, zone);
  return success('Rebuild successful\n');
}
