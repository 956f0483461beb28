/**
 * manatee's shard as ZooKeeper has it, and what each peer's postgres does. A shard is replaced and never
 * changed in place, so that a saved world can share it. Rules from manatee-state-machine
 * (lib/manatee-peer.js) and manatee (lib/adm.js); see docs/triton-notes.md.
 */

/** One postgres with its sitter. */
export interface Peer {
  /** As ZooKeeper names it: `id`, `ip`, `pgUrl`, `zoneId`, `backupUrl`. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** Whether its sitter runs. */
  readonly isSitting: boolean;
  /** Whether ZooKeeper has a session of it, which outlives the sitter. */
  readonly isPresent: boolean;
  /** Whether its postgres answers and, unless it is the primary, streams from the peer before it. */
  readonly isOnline: boolean;
  /** A deposed primary's may have what the others never got: it can't follow them. */
  readonly data: 'none' | 'good' | 'diverged';
  /** When what it has yet to replay is replayed, milliseconds since the epoch. */
  readonly behindUntil: number;
  /** Counts what it begins, so that the end of something earlier is recognised. */
  readonly turn: number;
}

export interface Freeze {
  /** ISO 8601. */
  readonly date: string;
  readonly reason: string;
}

/** Peers are named by their zones. */
export interface Shard {
  readonly generation: number;
  readonly initWal: string;
  readonly primary: string;
  readonly sync: string | null;
  /** In the order in which they replicate from one another. */
  readonly async: readonly string[];
  readonly deposed: readonly string[];
  readonly freeze: Freeze | null;
  readonly oneNodeWriteMode: boolean;
  /** Whether the sync had caught up at any time of this generation: only then may it take over. */
  readonly isCaughtUp: boolean;
  readonly peers: Readonly<Record<string, Peer>>;
}
