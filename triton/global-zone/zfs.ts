/**
 * ZFS datasets of a server: snapshots, bookmarks, holds and what was written since (illumos zfs(8)).
 * Snapshots are compared by guid, never by name: two of one name may hold different data. The tag of
 * our holds is `hnadm`, so that nobody else's is ever released.
 */
import type { ServerUuid } from '../../schemas/ids.ts';
import type { CommandCaller } from '../caller.ts';
import type { CommandResult } from '../transport.ts';
import { act, commandFailed, look } from './command.ts';

/** A dataset in one server's pool. */
export interface Dataset {
  readonly server: ServerUuid;
  readonly dataset: string;
}

/** Tag of hnadm's holds. */
const TAG = 'hnadm';

/** Whether the dataset exists. */
export async function hasDataset(caller: CommandCaller, { server, dataset }: Dataset): Promise<boolean> {
  const argv = ['zfs', 'list', '-Hp', '-o', 'name,used,refer,guid', dataset];
  return answer(server, argv, await look(caller, server, argv)) !== null;
}

/** Guids of a dataset's snapshots or bookmarks by name; null where there is no such dataset. */
export async function guids(
  caller: CommandCaller,
  { server, dataset }: Dataset,
  type: 'snapshot' | 'bookmark',
): Promise<ReadonlyMap<string, string> | null> {
  const argv = ['zfs', 'list', '-Hp', '-o', 'name,guid', '-t', type, '-d', '1', dataset];
  const text = answer(server, argv, await look(caller, server, argv));
  if (text === null) return null;
  const rows = text.split('\n').filter((line) => line !== '');
  return new Map(
    rows.map((row) => {
      const [name = '', guid = ''] = row.split('\t');
      return [name.slice(dataset.length + 1), guid] as const;
    }),
  );
}

/** Bytes written to the dataset since one of its snapshots. */
export async function writtenSince(
  caller: CommandCaller,
  { server, dataset }: Dataset,
  snapshot: string,
): Promise<number> {
  const argv = ['zfs', 'get', '-Hp', '-o', 'value', `written@${snapshot}`, dataset];
  const result = await look(caller, server, argv);
  const bytes = Number(result.stdout.trim());
  if (result.exitCode !== 0 || result.stdout.trim() === '' || Number.isNaN(bytes)) {
    throw commandFailed(server, argv, result);
  }
  return bytes;
}

/** Whether an interrupted receive left part of a stream, which keeps any other from being received. */
export async function hasPartialReceive(
  caller: CommandCaller,
  { server, dataset }: Dataset,
): Promise<boolean> {
  const argv = ['zfs', 'get', '-Hp', '-o', 'value', 'receive_resume_token', dataset];
  const text = answer(server, argv, await look(caller, server, argv));
  return text !== null && text.trim() !== '-' && text.trim() !== '';
}

/** Discards what an interrupted receive left. */
export async function abortReceive(caller: CommandCaller, { server, dataset }: Dataset): Promise<void> {
  await act(caller, server, ['zfs', 'recv', '-A', dataset]);
}

/** Takes a snapshot. */
export async function takeSnapshot(
  caller: CommandCaller,
  { server, dataset }: Dataset,
  name: string,
): Promise<void> {
  await act(caller, server, ['zfs', 'snapshot', `${dataset}@${name}`]);
}

/** Bookmarks a snapshot under the same name: an increment can start from it when the snapshot is gone. */
export async function takeBookmark(
  caller: CommandCaller,
  { server, dataset }: Dataset,
  name: string,
): Promise<void> {
  await act(caller, server, ['zfs', 'bookmark', `${dataset}@${name}`, `${dataset}#${name}`]);
}

/** Whether we hold the snapshot. */
export async function isHeld(
  caller: CommandCaller,
  { server, dataset }: Dataset,
  snapshot: string,
): Promise<boolean> {
  const argv = ['zfs', 'holds', '-H', `${dataset}@${snapshot}`];
  const text = answer(server, argv, await look(caller, server, argv));
  return text !== null && text.split('\n').some((line) => line.split('\t')[1] === TAG);
}

/** Holds a snapshot, so that nobody destroys it. */
export async function hold(
  caller: CommandCaller,
  { server, dataset }: Dataset,
  snapshot: string,
): Promise<void> {
  await act(caller, server, ['zfs', 'hold', TAG, `${dataset}@${snapshot}`]);
}

/** Releases our hold of a snapshot. */
export async function release(
  caller: CommandCaller,
  { server, dataset }: Dataset,
  snapshot: string,
): Promise<void> {
  await act(caller, server, ['zfs', 'release', TAG, `${dataset}@${snapshot}`]);
}

/** Destroys a snapshot (`@name`) or a bookmark (`#name`) of a dataset, never a dataset. */
export async function destroyMark(
  caller: CommandCaller,
  { server, dataset }: Dataset,
  mark: `@${string}` | `#${string}`,
): Promise<void> {
  await act(caller, server, ['zfs', 'destroy', `${dataset}${mark}`]);
}

/** stdout, or null where there is no such dataset. */
function answer(server: ServerUuid, argv: readonly string[], result: CommandResult): string | null {
  if (result.exitCode === 0) return result.stdout;
  if (result.stderr.includes('does not exist')) return null;
  throw commandFailed(server, argv, result);
}
