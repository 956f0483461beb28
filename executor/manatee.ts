/**
 * What the actions on manatee share: who its peers are, what is wrong with its chain, and waiting for a copy
 * of its database, which may take hours and tells nobody how far it is.
 */
import type { ManateePeer } from '../schemas/plan.ts';
import type { ZoneUuid } from '../schemas/ids.ts';
import { peerStatus, shardState, type PeerPlace, type ShardState } from '../triton/global-zone/manatee.ts';
import type { StepContext } from './action.ts';
import { waitUntil } from './poll.ts';
import { runIdOf } from './run-id.ts';

/** Seconds that a peer may be behind, as many as manatee-adm promote lets pass. */
const LAG = 5;

/** What drift and findings call it. */
export const CLUSTER = 'cluster:manatee';

/** A peer's zone, alias and server. */
export function placeOf(peer: ManateePeer, context: StepContext): PeerPlace & { readonly alias: string } {
  return 'uuid' in peer ? peer : context.zone(peer);
}

/**
 * The state, asked of the first of the peers that answers, and who that is: the server of any of them may
 * have died, and a freeze must be ended all the same.
 * @throws what the last of them threw.
 */
export async function askShard(
  peers: readonly ManateePeer[],
  context: StepContext,
): Promise<{ readonly at: PeerPlace; readonly state: ShardState }> {
  let failure: unknown = new Error('a chain of nobody');
  for (const peer of peers) {
    try {
      const at = placeOf(peer, context);
      return { at, state: await shardState(context, at) };
    } catch (error) {
      if (context.signal.aborted) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** The peers in the order in which each replicates from the one before. */
export function chainOf({ primary, sync, async }: ShardState): readonly ZoneUuid[] {
  return [primary, ...(sync === null ? [] : [sync]), ...async];
}

/** Why this run froze it. One word, because it passes through a shell. */
export function freezeReason({ plan }: StepContext): string {
  return `hnadm-run-${runIdOf(plan)}`;
}

/** What keeps the chain from being whole, in words; null: each peer streams from the one before, without lag. */
export async function breach(context: StepContext, at: PeerPlace, state: ShardState): Promise<string | null> {
  if (state.frozen !== null) return `manatee is frozen: ${state.frozen}`;
  const chain = chainOf(state);
  const status = new Map((await peerStatus(context, at)).map((one) => [one.zone, one]));
  for (const [position, zone] of chain.entries()) {
    const { isOnline = false, downstream = null, lagSeconds = null } = status.get(zone) ?? {};
    if (!isOnline) return `postgres of ${zone} does not answer`;
    if (position < chain.length - 1 && downstream !== (position === 0 ? 'sync' : 'async'))
      return `nobody replicates from ${zone} yet`;
    if (position > 0 && lagSeconds !== null && lagSeconds > LAG) return `${zone} is behind`;
  }
  return null;
}

/** Waits as {@link waitUntil}; each minute counts as progress, for as long as a copy may take. */
export async function waitForCopy(
  context: StepContext,
  patienceSeconds: number,
  look: () => Promise<string | null>,
): Promise<void> {
  const since = context.clock.now();
  await waitUntil(context, async () => {
    const awaited = await look();
    const waited = Math.min(patienceSeconds, (context.clock.now() - since) / 1000);
    return awaited === null ? null : `${awaited}, waited for ${String(Math.floor(waited / 60))} min`;
  });
}
