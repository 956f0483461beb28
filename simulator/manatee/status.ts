/** What can be said of a shard from outside: roles, lag, and what `manatee-adm verify` complains of (lib/adm.js). */
import { chainOf, isOnline } from './shard.ts';
import type { Shard } from './state.ts';

export type PeerRole = 'primary' | 'sync' | 'async' | 'deposed';

/** Every peer that has a role, as `manatee-adm peers` lists them. */
export function rolesOf(shard: Shard): readonly (readonly [zone: string, role: PeerRole])[] {
  return [
    [shard.primary, 'primary'],
    ...(shard.sync === null ? [] : [[shard.sync, 'sync'] as const]),
    ...shard.async.map((zone) => [zone, 'async'] as const),
    ...shard.deposed.map((zone) => [zone, 'deposed'] as const),
  ];
}

/** Whether a peer follows nobody: the primary, and who has no place in the chain. */
export function upstreamless(shard: Shard, zone: string): boolean {
  return chainOf(shard).indexOf(zone) < 1;
}

/** Whole seconds that a peer is behind the one it follows; null: its postgres does not answer. */
export function lagOf(shard: Shard, zone: string, now: number): number | null {
  if (!isOnline(shard, zone)) return null;
  return Math.max(0, Math.ceil(((shard.peers[zone]?.behindUntil ?? 0) - now) / 1000));
}

/** Errors say that nothing can be written, warnings that somebody is missing. */
export function issuesOf(
  shard: Shard,
  now: number,
): { readonly errors: string[]; readonly warnings: string[] } {
  const errors: string[] = [];
  const warnings: string[] = [];
  const [primary, sync, ...async] = chainOf(shard);
  if (!isOnline(shard, primary)) errors.push('cannot query postgres on primary');
  if (shard.oneNodeWriteMode) return { errors, warnings };
  if (!isOnline(shard, sync)) errors.push('cannot query postgres on sync');
  if (shard.deposed.length > 0) warnings.push('cluster has a deposed peer');
  if (async.length === 0) warnings.push('cluster has no async peers');
  for (const zone of async) {
    if (lagOf(shard, zone, now) === null) warnings.push(`peer "${zone.slice(0, 8)}" does not replicate yet`);
  }
  return { errors, warnings };
}
