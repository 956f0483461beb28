/**
 * zfs on delegated datasets: list, get, snapshot, bookmark, hold, destroy, with the messages and exit
 * codes of the real one (illumos zfs(8); see docs/triton-notes.md). Sending and receiving are
 * transfers, between two servers, and stand by themselves.
 */
import { exit, success, type GlobalZoneCommand, type Invocation } from './command.ts';
import { isFull, NO_SPACE } from '../faults/full-pool.ts';
import { checkCopyBeforeDestroy } from '../invariants/copy-before-destroy.ts';
import { guid } from '../random.ts';
import { dataOf } from '../zones.ts';
import { findBookmark, findSnapshot, isHeld, settle, takeSnapshot, usedBytes } from '../zfs/dataset.ts';
import type { CommandResult } from '../../triton/transport.ts';
import type { Dataset, DatasetSnapshot, World } from '../world.ts';

type Subcommand = (invocation: Invocation) => CommandResult;

export const zfs: GlobalZoneCommand = {
  takes: () => ['zfsCommand'],
  end: (invocation) => {
    const [verb = '', ...args] = invocation.args;
    const subcommand = SUBCOMMANDS[verb];
    if (subcommand === undefined) {
      return exit(2, verb === '' ? 'missing command' : `unrecognized command '${verb}'`);
    }
    return subcommand({ ...invocation, args });
  },
};

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  list,
  get,
  snapshot,
  bookmark,
  hold,
  holds,
  release,
  destroy,
  recv: abortReceive,
  receive: abortReceive,
};

/** A dataset of a server, with what its zone wrote up to now. */
export function datasetAt(world: World, server: string, name: string): Dataset | undefined {
  const dataset = world.datasets.get(server)?.get(name);
  const zone = world.zones.get(zoneUuidOf(name));
  if (dataset === undefined) return undefined;
  if (zone?.server === server && zone.running) return dataOf(world, zone);
  settle(dataset, 0, world.now);
  return dataset;
}

function zoneUuidOf(dataset: string): string {
  return dataset.split('/')[1] ?? '';
}

/** Name in front of and behind `@` or `#`. */
export function split(name: string, mark: '@' | '#'): readonly [dataset: string, rest: string] | null {
  const at = name.indexOf(mark);
  return at < 0 ? null : [name.slice(0, at), name.slice(at + 1)];
}

function noDataset(name: string): CommandResult {
  return exit(1, `cannot open '${name}': dataset does not exist`);
}

function operand(args: readonly string[]): string {
  return args.at(-1) ?? '';
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

function list({ world, server, args }: Invocation): CommandResult {
  const name = operand(args);
  const dataset = datasetAt(world, server, name);
  if (dataset === undefined) return noDataset(name);
  const columns = (option(args, '-o') ?? 'name').split(',');
  const rows = listed(dataset, option(args, '-t') ?? 'filesystem');
  return success(rows.map((row) => `${columns.map((column) => row[column] ?? '-').join('\t')}\n`).join(''));
}

type Printed = Readonly<Record<string, string>>;

function listed(dataset: Dataset, type: string): readonly Printed[] {
  const { name, guid: id, referenced } = dataset;
  if (type === 'bookmark') {
    return dataset.bookmarks.map((mark) => ({ name: `${name}#${mark.name}`, guid: mark.guid }));
  }
  if (type === 'snapshot') return dataset.snapshots.map((snap) => printedSnapshot(dataset, snap));
  const used = String(usedBytes(dataset));
  const refer = String(referenced);
  return [
    { name, guid: id, used, refer, referenced: refer, receive_resume_token: dataset.resumeToken ?? '-' },
  ];
}

function printedSnapshot(dataset: Dataset, snap: DatasetSnapshot): Printed {
  const used = String(Math.max(0, dataset.counter - snap.counter));
  return { name: `${dataset.name}@${snap.name}`, guid: snap.guid, used, refer: String(snap.referenced) };
}

function get({ world, server, args }: Invocation): CommandResult {
  const name = operand(args);
  const property = args.at(-2) ?? '';
  const dataset = datasetAt(world, server, name.split(/[@#]/)[0] ?? '');
  if (dataset === undefined) return noDataset(name);
  const value = propertyOf(dataset, property);
  if (value === null) return exit(2, `bad property list: invalid property '${property}'`);
  const columns = (option(args, '-o') ?? 'name,property,value,source').split(',');
  const printed: Printed = { name, property, value, source: '-' };
  return success(`${columns.map((column) => printed[column] ?? '-').join('\t')}\n`);
}

function propertyOf(dataset: Dataset, property: string): string | null {
  if (property.startsWith('written@')) {
    const base = findSnapshot(dataset, property.slice('written@'.length));
    return base === undefined ? '-' : String(dataset.counter - base.counter);
  }
  const { guid: id, referenced, resumeToken, snapshots } = dataset;
  const values: Printed = {
    guid: id,
    used: String(usedBytes(dataset)),
    referenced: String(referenced),
    written: String(dataset.counter - (snapshots.at(-1)?.counter ?? 0)),
    receive_resume_token: resumeToken ?? '-',
    type: 'filesystem',
  };
  return values[property] ?? null;
}

function snapshot({ world, server, args }: Invocation): CommandResult {
  const name = operand(args);
  const [parent = '', label = ''] = split(name, '@') ?? [];
  if (label === '') return exit(2, 'usage:\n\tsnapshot <filesystem|volume>@<snap>');
  const dataset = datasetAt(world, server, parent);
  if (dataset === undefined) return exit(2, `cannot open '${parent}': dataset does not exist`);
  if (findSnapshot(dataset, label) !== undefined) {
    return exit(1, `cannot create snapshot '${name}': dataset already exists`);
  }
  if (dataset.resumeToken !== null) return exit(1, `cannot create snapshot '${name}': dataset is busy`);
  if (isFull(world, server)) return exit(1, `cannot create snapshot '${name}': ${NO_SPACE}`);
  takeSnapshot(dataset, label, guid(world.random), world.seq++);
  return success();
}

/** The snapshot an argument names, or the command's failure. */
function named(
  { world, server }: Invocation,
  name: string,
): readonly [Dataset, DatasetSnapshot] | CommandResult {
  const [parent = '', label = ''] = split(name, '@') ?? [];
  const dataset = datasetAt(world, server, parent);
  const found = dataset === undefined ? undefined : findSnapshot(dataset, label);
  return dataset === undefined || found === undefined ? noDataset(name) : [dataset, found];
}

function bookmark(invocation: Invocation): CommandResult {
  const [source = '', target = ''] = invocation.args;
  const found = named(invocation, source);
  if ('exitCode' in found) return found;
  const [dataset, snap] = found;
  const label = split(target, '#')?.[1] ?? '';
  if (findBookmark(dataset, label) !== undefined) {
    return exit(1, `cannot create bookmark '${target}': bookmark exists`);
  }
  const { guid: id, counter, txg } = snap;
  dataset.bookmarks.push({ name: label, guid: id, counter, txg });
  return success();
}

function hold(invocation: Invocation): CommandResult {
  const [tag = '', name = ''] = invocation.args;
  const found = named(invocation, name);
  if ('exitCode' in found) return found;
  const [, snap] = found;
  if (snap.holds.includes(tag)) {
    return exit(1, `cannot hold snapshot '${name}': tag already exists on this dataset`);
  }
  snap.holds.push(tag);
  return success();
}

function holds(invocation: Invocation): CommandResult {
  const name = operand(invocation.args);
  const found = named(invocation, name);
  if ('exitCode' in found) return found;
  const since = new Date(invocation.world.now).toUTCString();
  return success(found[1].holds.map((tag) => `${name}\t${tag}\t${since}\n`).join(''));
}

function release(invocation: Invocation): CommandResult {
  const [tag = '', name = ''] = invocation.args;
  const found = named(invocation, name);
  if ('exitCode' in found) return found;
  const [, snap] = found;
  if (!snap.holds.includes(tag)) {
    return exit(1, `cannot release hold from snapshot '${name}': no such tag on this dataset`);
  }
  snap.holds = snap.holds.filter((held) => held !== tag);
  return success();
}

function destroy(invocation: Invocation): CommandResult {
  const name = operand(invocation.args);
  if (name.includes('@')) return destroySnapshot(invocation, name);
  if (name.includes('#')) return destroyBookmark(invocation, name);
  return destroyDataset(invocation, name);
}

function destroySnapshot(invocation: Invocation, name: string): CommandResult {
  const found = named(invocation, name);
  if ('exitCode' in found) {
    return exit(1, 'could not find any snapshots to destroy; check snapshot names.');
  }
  const [dataset, snap] = found;
  const sending = [...invocation.world.transfers.values()].some(
    ({ snapshot: sent, from }) => sent.guid === snap.guid && from.dataset === dataset.name,
  );
  if (snap.holds.length > 0 || sending) return exit(1, `cannot destroy snapshot ${name}: dataset is busy`);
  dataset.snapshots = dataset.snapshots.filter((kept) => kept !== snap);
  return success();
}

function destroyBookmark({ world, server }: Invocation, name: string): CommandResult {
  const [parent = '', label = ''] = split(name, '#') ?? [];
  const dataset = datasetAt(world, server, parent);
  if (dataset === undefined || findBookmark(dataset, label) === undefined) {
    return exit(1, `bookmark '${name}' does not exist.`);
  }
  dataset.bookmarks = dataset.bookmarks.filter((mark) => mark.name !== label);
  return success();
}

function destroyDataset({ world, server, args }: Invocation, name: string): CommandResult {
  const dataset = datasetAt(world, server, name);
  if (dataset === undefined) return noDataset(name);
  if (dataset.snapshots.length > 0 && !args.includes('-r')) {
    const children = dataset.snapshots.map((snap) => `${name}@${snap.name}`).join('\n');
    const message = `cannot destroy '${name}': filesystem has children\nuse '-r' to destroy the following datasets:\n${children}`;
    return exit(1, message);
  }
  if (isHeld(dataset) || dataset.receiving) return exit(1, `cannot destroy '${name}': dataset is busy`);
  const { service = null } = world.zones.get(zoneUuidOf(name)) ?? {};
  checkCopyBeforeDestroy(world, dataset, service, world.now);
  world.datasets.get(server)?.delete(name);
  return success();
}

/** `zfs recv -A`: discards what an interrupted receive left. */
function abortReceive({ world, server, args }: Invocation): CommandResult {
  const name = operand(args);
  if (!args.includes('-A')) return exit(2, 'missing snapshot argument');
  const dataset = datasetAt(world, server, name);
  if (dataset === undefined) return exit(2, `cannot open '${name}': dataset does not exist`);
  if (dataset.receiving) return exit(1, `cannot destroy '${name}': dataset is busy`);
  if (dataset.resumeToken === null) {
    return exit(1, `'${name}' does not have any resumable receive state to abort`);
  }
  dataset.resumeToken = null;
  return success();
}
