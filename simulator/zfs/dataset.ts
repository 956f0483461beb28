/**
 * A delegated dataset and what can be done to it on its own server. Its content is modelled as how
 * many bytes were written by whom: enough to tell that a copy is behind its source, which is all
 * that a move can get wrong.
 */
import type { Bookmark, Content, Dataset, DatasetSnapshot } from '../world.ts';

interface Recorded {
  readonly name: string;
  readonly usedBytes?: number;
  readonly referencedBytes?: number;
}

/** Bytes that a file system with nothing in it references. */
const NOTHING = 98_304;

/** A dataset with nothing in it. */
export function emptyDataset(name: string, guid: string, now: number): Dataset {
  return {
    name,
    guid,
    referenced: NOTHING,
    snapshotBytes: 0,
    content: {},
    counter: 0,
    settledAt: now,
    snapshots: [],
    bookmarks: [],
    resumeToken: null,
    receiving: false,
  };
}

/** A dataset that was there when the world began: full of its own writes, or never written to. */
export function recordedDataset(recorded: Recorded, guid: string, now: number): Dataset {
  const referenced = recorded.referencedBytes ?? recorded.usedBytes ?? 1_000_000;
  const empty = emptyDataset(recorded.name, guid, now);
  if (referenced <= NOTHING) return empty;
  return {
    ...empty,
    referenced,
    snapshotBytes: Math.max(0, (recorded.usedBytes ?? referenced) - referenced),
    content: { [guid]: referenced },
    counter: referenced,
  };
}

/** Books what its zone wrote up to now, at a rate in bytes a second (0: the zone does not run). */
export function settle(dataset: Dataset, rate: number, now: number): void {
  const written = Math.floor((rate * (now - dataset.settledAt)) / 1000);
  dataset.settledAt = now;
  if (written <= 0) return;
  dataset.counter += written;
  // Most writes overwrite: what is referenced grows more slowly than the counter.
  dataset.referenced += Math.floor(written / 10);
  dataset.content = { ...dataset.content, [dataset.guid]: (dataset.content[dataset.guid] ?? 0) + written };
}

/** Whether `content` has everything that `other` has. */
export function hasAllOf(content: Content, other: Content): boolean {
  return Object.entries(other).every(([writer, bytes]) => (content[writer] ?? 0) >= bytes);
}

/** Takes a snapshot; the caller has settled the dataset. */
export function takeSnapshot(dataset: Dataset, name: string, guid: string, txg: number): void {
  const { content, referenced, counter } = dataset;
  dataset.snapshots.push({ name, guid, content, referenced, counter, txg, holds: [] });
}

export function findSnapshot(dataset: Dataset, name: string): DatasetSnapshot | undefined {
  return dataset.snapshots.find((snapshot) => snapshot.name === name);
}

export function findBookmark(dataset: Dataset, name: string): Bookmark | undefined {
  return dataset.bookmarks.find((bookmark) => bookmark.name === name);
}

/** Whether a snapshot keeps the dataset from being destroyed. */
export function isHeld(dataset: Dataset): boolean {
  return dataset.snapshots.some(({ holds }) => holds.length > 0);
}

/** Bytes that the pool has given to it. */
export function usedBytes(dataset: Dataset): number {
  return dataset.referenced + dataset.snapshotBytes;
}
