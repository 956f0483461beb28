/**
 * `zfs send` on one server into `zfs recv` on another: checked, then carried over at a drawn rate,
 * then there, whole or not at all (illumos zfs(8); see docs/triton-notes.md). Guids decide what fits,
 * names never do. When the receiver refuses, the sender dies of a broken pipe: only the receiver's
 * exit code tells.
 */
import { drawTransferRate, draw } from '../durations.ts';
import { isFull, NO_SPACE } from '../faults/full-pool.ts';
import { exit, success } from '../gz/command.ts';
import { datasetAt, split } from '../gz/zfs.ts';
import { checkNotOverwritten } from '../invariants/no-lost-write.ts';
import { below } from '../random.ts';
import { schedule } from '../schedule.ts';
import { findBookmark, findSnapshot } from './dataset.ts';
import type { Command, CommandResult } from '../../triton/transport.ts';
import type { Bookmark, Dataset, DatasetSnapshot, Transfer, World } from '../world.ts';

/** What both ends of a pipe came to. */
export interface PipeResult {
  readonly from: CommandResult;
  readonly to: CommandResult;
}

const BROKEN_PIPE = exit(141, '');
const NOTHING_READ = exit(1, 'cannot receive: failed to read from stream');

interface Sending {
  readonly dataset: Dataset;
  readonly snapshot: DatasetSnapshot;
  readonly base: Pick<Bookmark, 'guid' | 'counter' | 'txg'> | null;
}

/**
 * Begins a transfer.
 * @returns what it came to where it failed at once, else null: it goes on, and ends with
 * {@link advanceTransfer}.
 */
export function beginTransfer(world: World, client: number, from: Command, to: Command): PipeResult | null {
  const sending = sender(world, from);
  if ('exitCode' in sending) return { from: sending, to: NOTHING_READ };
  const flags = to.argv.slice(2, -1).join('');
  const target = to.argv.at(-1) ?? '';
  const refusal = isReceive(to)
    ? refusalOf(world, to.server, target, sending, flags)
    : exit(2, 'zfs recv expected');
  if (refusal !== null) return { from: BROKEN_PIPE, to: refusal };
  const dataset = datasetAt(world, to.server, target);
  if (dataset !== undefined) dataset.receiving = true;
  world.transfers.set(client, {
    client,
    from: { server: from.server, dataset: sending.dataset.name },
    to: { server: to.server, dataset: target },
    snapshot: sending.snapshot,
    base: sending.base?.guid ?? null,
    resumable: flags.includes('s'),
    totalBytes: sizeOf(sending),
    rate: drawTransferRate(world.random) / 1000,
    startedAt: world.now + draw(world.random, 'transferSetUp'),
  });
  schedule(world, 0, { kind: 'transfer', client });
  return null;
}

function isReceive({ argv }: Command): boolean {
  return argv[0] === 'zfs' && (argv[1] === 'recv' || argv[1] === 'receive');
}

/** `zfs send [-i BASE] SNAPSHOT` */
function sender(world: World, { server, argv }: Command): Sending | CommandResult {
  const name = argv.at(-1) ?? '';
  if (argv[0] !== 'zfs' || argv[1] !== 'send') return exit(127, `${argv[0] ?? ''}: command not found`);
  const [parent = '', label = ''] = split(name, '@') ?? [];
  const dataset = datasetAt(world, server, parent);
  const snapshot = dataset === undefined ? undefined : findSnapshot(dataset, label);
  if (dataset === undefined || snapshot === undefined)
    return exit(1, `cannot open '${name}': dataset does not exist`);
  const at = argv.indexOf('-i');
  if (at < 0) return { dataset, snapshot, base: null };
  const given = argv[at + 1] ?? '';
  const base = baseOf(dataset, given) ?? null;
  if (base === null) {
    const why = given.includes('#')
      ? `warning: cannot send '${name}': No such process`
      : `cannot open '${given}': dataset does not exist`;
    return exit(1, why);
  }
  if (base.txg >= snapshot.txg) {
    return exit(1, `warning: cannot send '${name}': not an earlier snapshot from the same fs`);
  }
  return { dataset, snapshot, base };
}

/** A base may be given whole (`d@s`, `d#b`) or by its mark and name. */
function baseOf(dataset: Dataset, given: string): Sending['base'] | undefined {
  const [, bookmark] = split(given, '#') ?? [];
  if (bookmark !== undefined) return findBookmark(dataset, bookmark);
  return findSnapshot(dataset, split(given, '@')?.[1] ?? given);
}

function sizeOf({ snapshot, base }: Sending): number {
  return base === null ? snapshot.referenced : Math.max(624, snapshot.counter - base.counter);
}

function refusalOf(
  world: World,
  server: string,
  target: string,
  sending: Sending,
  flags: string,
): CommandResult | null {
  const dataset = datasetAt(world, server, target);
  const kind = sending.base === null ? 'new filesystem stream' : 'incremental stream';
  const refuse = (why: string): CommandResult => exit(1, `cannot receive ${kind}: ${why}`);
  if (dataset === undefined) return whyNoTarget(world, server, target, sending, refuse);
  if (dataset.receiving) return refuse('dataset is busy');
  if (world.zones.get(target.split('/')[1] ?? '')?.running === true) return refuse('dataset is busy');
  if (dataset.resumeToken !== null) {
    return refuse(`destination '${target}' contains partially-complete state from "zfs receive -s".`);
  }
  return sending.base === null
    ? whyNotWhole(dataset, flags, refuse)
    : whyNotIncrement(dataset, sending.base.guid, flags, refuse);
}

type Refuse = (why: string) => CommandResult;

function whyNoTarget(
  world: World,
  server: string,
  target: string,
  { base }: Sending,
  refuse: Refuse,
): CommandResult | null {
  if (base !== null) return refuse(`destination '${target}' does not exist`);
  const parent = target.split('/').slice(0, -1).join('/');
  const there =
    world.datasets.get(server)?.has(parent) === true ||
    world.zones.get(parent.split('/')[1] ?? '')?.server === server;
  return there || parent === 'zones' ? null : exit(1, `cannot open '${parent}': dataset does not exist`);
}

function whyNotWhole(dataset: Dataset, flags: string, refuse: Refuse): CommandResult | null {
  const { name, snapshots } = dataset;
  if (!flags.includes('F')) return refuse(`destination '${name}' exists\nmust specify -F to overwrite it`);
  const first = snapshots[0];
  if (first === undefined) return null;
  return refuse(`destination has snapshots (eg. ${name}@${first.name})\nmust destroy them to overwrite it`);
}

function whyNotIncrement(
  dataset: Dataset,
  base: string,
  flags: string,
  refuse: Refuse,
): CommandResult | null {
  const { name, snapshots, counter } = dataset;
  const at = snapshots.findIndex(({ guid }) => guid === base);
  const found = snapshots[at];
  const mismatch = refuse(`most recent snapshot of ${name} does not\nmatch incremental source`);
  if (found === undefined) return mismatch;
  const newer = snapshots.slice(at + 1);
  if (flags.includes('F')) return newer.some(({ holds }) => holds.length > 0) ? mismatch : null;
  if (newer.length > 0) return mismatch;
  return counter === found.counter
    ? null
    : refuse(`destination ${name} has been modified\nsince most recent snapshot`);
}

/** Bytes that have gone over by now. */
export function bytesSoFar({ startedAt, rate, totalBytes }: Transfer, now: number): number {
  return Math.max(0, Math.min(totalBytes, Math.floor((now - startedAt) * rate)));
}

/**
 * Carries a transfer on.
 * @returns what it came to, or null: it goes on.
 */
export function advanceTransfer(world: World, transfer: Transfer): PipeResult | null {
  const { startedAt, totalBytes, rate, client } = transfer;
  const end = startedAt + Math.ceil(totalBytes / rate);
  if (world.now < end) {
    // Some two dozen signs of progress, however long it takes, and none more often than each second.
    const next = Math.max(1_000, Math.ceil((end - startedAt) / 24));
    schedule(world, Math.max(1, Math.min(next, end - world.now)), { kind: 'transfer', client });
    return null;
  }
  world.transfers.delete(client);
  return received(world, transfer);
}

function received(world: World, transfer: Transfer): PipeResult {
  const { to, snapshot, base, totalBytes } = transfer;
  const dataset = targetOf(world, transfer);
  dataset.receiving = false;
  const quota = world.zones.get(to.dataset.split('/')[1] ?? '')?.quotaBytes ?? null;
  if (quota !== null && snapshot.referenced > quota) {
    if (transfer.resumable) dataset.resumeToken = tokenFor(world);
    return {
      from: BROKEN_PIPE,
      to: exit(1, `cannot receive: destination ${to.dataset} space quota exceeded.`),
    };
  }
  if (isFull(world, to.server)) {
    if (transfer.resumable) dataset.resumeToken = tokenFor(world);
    const kind = base === null ? 'new filesystem stream' : 'incremental stream';
    return { from: BROKEN_PIPE, to: exit(1, `cannot receive ${kind}: ${NO_SPACE}`) };
  }
  if (world.zones.get(to.dataset.split('/')[1] ?? '')?.running === true) {
    // Somebody started the zone meanwhile, and a mounted dataset is not rolled back under it.
    if (transfer.resumable) dataset.resumeToken = tokenFor(world);
    return { from: BROKEN_PIPE, to: exit(1, 'cannot receive: dataset is busy') };
  }
  const kept = dataset.snapshots.slice(0, dataset.snapshots.findIndex(({ guid }) => guid === base) + 1);
  checkNotOverwritten(world, dataset, snapshot.content, transfer.startedAt);
  dataset.referenced = snapshot.referenced;
  dataset.content = snapshot.content;
  dataset.counter += totalBytes;
  dataset.snapshots = [...kept, { ...snapshot, counter: dataset.counter, txg: world.seq++, holds: [] }];
  return { from: success(), to: success() };
}

function targetOf(world: World, { to, client }: Transfer): Dataset {
  const there = datasetAt(world, to.server, to.dataset);
  if (there !== undefined) return there;
  const made: Dataset = {
    name: to.dataset,
    guid: String(client),
    referenced: 0,
    snapshotBytes: 0,
    content: {},
    counter: 0,
    settledAt: world.now,
    snapshots: [],
    bookmarks: [],
    resumeToken: null,
    receiving: false,
  };
  world.datasets.get(to.server)?.set(to.dataset, made);
  return made;
}

/** The connection is cut: with -s what has arrived is kept, and a token says so. */
export function cutTransfer(world: World, client: number): void {
  const transfer = world.transfers.get(client);
  if (transfer === undefined) return;
  world.transfers.delete(client);
  const dataset = datasetAt(world, transfer.to.server, transfer.to.dataset);
  if (dataset === undefined) return;
  dataset.receiving = false;
  if (transfer.resumable && bytesSoFar(transfer, world.now) > 0) dataset.resumeToken = tokenFor(world);
}

function tokenFor(world: World): string {
  return `1-${below(world.random, 2 ** 32).toString(16)}-c8-${below(world.random, 2 ** 32).toString(16)}`;
}
