/**
 * How a member leaves manatee: never as the primary, whose stop ends all writes for a minute and a half, and
 * never as the sync, for the same reason. Whoever stands behind is promoted over it, out of a chain that is
 * whole; then it stops, the others are waited for, and once it is deleted it is forgotten. Where another
 * replaces it, that one has joined and has its copy before anything else happens.
 */
import { copySeconds } from '../../catalogue/durations.ts';
import type { ManateePeer, PlacedZone, SecondsRange } from '../../schemas/plan.ts';
import type { StepId, ZoneUuid } from '../../schemas/ids.ts';
import { needs, reads, writes, type Draft, type DraftNeed } from '../draft.ts';
import { chainOf, readShard, type Shard } from '../manatee-shard.ts';
import type { Leaving } from '../move.ts';
import * as object from '../objects.ts';
import { runs, type World } from '../world.ts';
import type { ClusterSteps } from './steps.ts';

export const manateeSteps: ClusterSteps = {
  beforeLeaving: (draft, leaving, world, waits) => {
    const shape = shapeOf(world, leaving);
    if (shape === null) return waits;
    const whole = awaitChain(draft, leaving, shape, 'whole', waits);
    const promoted = promote(draft, leaving, shape, needs([whole, 'verified']));
    return needs([whole, 'verified'], [promoted, 'promoted']);
  },
  beforeStop: (draft, leaving, world, waits) => {
    const shape = runs(leaving.old.state) ? shapeOf(world, leaving) : null;
    return shape === null ? [] : needs([awaitChain(draft, leaving, shape, 'still', waits), 'verified']);
  },
  afterStop: (draft, leaving, world, waits) => {
    const shape = shapeOf(world, leaving);
    return shape === null ? waits : needs([awaitChain(draft, leaving, shape, 'without', waits), 'verified']);
  },
  afterDelete: (draft, leaving, world, deleted) => {
    const shape = shapeOf(world, leaving);
    if (shape !== null && isDeposed(shape)) reap(draft, leaving, shape, deleted);
  },
};

/** The shard around a member that leaves. */
interface Shape {
  readonly shard: Shard;
  readonly leaving: PlacedZone;
  /** The whole chain, the leaving one too where it has a place. */
  readonly chain: readonly PlacedZone[];
  /** Who stays, the first of which is asked. */
  readonly others: readonly [PlacedZone, ...PlacedZone[]];
  /** Its replacement; null: none. */
  readonly fresh: ManateePeer | null;
  /** Seconds that a copy of the database takes. */
  readonly copy: SecondsRange;
}

function shapeOf(world: World, leaving: Leaving): Shape | null {
  const shard = readShard(world);
  if (shard === null) return null;
  const made = leaving.planned.existing?.uuid;
  const chain = chainOf(shard).flatMap((peer) => (peer === made ? [] : (placed(world, peer) ?? [])));
  const [first, ...rest] = chain.filter(({ uuid }) => uuid !== leaving.old.uuid);
  const { uuid, alias } = leaving.old;
  if (first === undefined) return null;
  const isReplaced = leaving.planned.create !== null || leaving.planned.existing !== null;
  return {
    shard,
    leaving: { uuid, alias, server: leaving.from.uuid },
    chain,
    others: [first, ...rest],
    fresh: isReplaced ? { instance: leaving.key, side: 'new' } : null,
    copy: copySeconds(sizeOf(world, chain)),
  };
}

function placed({ zones }: World, peer: ZoneUuid): PlacedZone | null {
  const zone = zones.find(({ uuid }) => uuid === peer);
  return zone?.server ? { uuid: zone.uuid, alias: zone.alias, server: zone.server } : null;
}

/** Bytes of the largest copy that was recorded; 0: of none. */
function sizeOf({ snapshot }: World, chain: readonly PlacedZone[]): number {
  const names = new Set(chain.map(({ uuid }) => `zones/${uuid}/data`));
  const sizes = Object.values(snapshot.globalZones ?? {}).flatMap(({ datasets = [] }) =>
    datasets.flatMap(({ name, usedBytes }) => (names.has(name) ? [usedBytes ?? 0] : [])),
  );
  return Math.max(0, ...sizes);
}

/** Whether the leaving one is the primary no more when it stops, and has to be forgotten. */
function isDeposed({ shard, leaving }: Shape): boolean {
  return shard.primary === leaving.uuid || shard.deposed.includes(leaving.uuid);
}

/** The step that waits for the chain: all of it, all of it still when the leaving one is to stop, or without it. */
function awaitChain(
  draft: Draft,
  { unit }: Leaving,
  shape: Shape,
  slug: keyof typeof CHAIN,
  waits: readonly DraftNeed[],
): StepId {
  const { shard, leaving, others, chain, fresh, copy } = shape;
  const deposed = slug === 'whole' ? shard.deposed.includes(leaving.uuid) : isDeposed(shape);
  const isIn = slug !== 'without' && !deposed && chain.length > others.length;
  const peers = [...others, ...(isIn ? [leaving] : []), ...(fresh === null ? [] : [fresh])];
  const joins = slug === 'whole' && fresh !== null;
  return draft.add({
    unit,
    phase: 'cutover',
    slug: `chain-${slug}`,
    action: 'manatee.await',
    params: {
      peers: [...peers],
      deposed: deposed ? leaving.uuid : null,
      patienceSeconds: joins ? copy.high : 0,
    },
    ...CHAIN[slug](leaving.alias),
    needs: waits,
    touches: [reads(object.cluster('manatee'))],
    ...(joins ? { estimate: plus(copy, { low: 4, typical: 20, high: 120 }) } : {}),
  });
}

const CHAIN = {
  whole: () => ({
    title: 'Wait until every peer of manatee replicates from the one before it',
    why: 'A peer may leave only a chain that stands it.',
  }),
  still: (alias: string) => ({
    title: `Wait until manatee stands it that ${alias} stops`,
    why: 'Another may have been lost since the chain was whole.',
  }),
  without: (alias: string) => ({
    title: `Wait until manatee replicates without ${alias}`,
    why: 'Its delete rests on the others having everything.',
  }),
} as const;

function plus(a: SecondsRange, b: SecondsRange): SecondsRange {
  return { low: a.low + b.low, typical: a.typical + b.typical, high: a.high + b.high };
}

/** The step that promotes somebody over the leaving one; null where it is an async, or deposed already. */
function promote(draft: Draft, { unit }: Leaving, shape: Shape, waits: readonly DraftNeed[]): StepId | null {
  const { shard, leaving, chain, copy } = shape;
  const role = shard.primary === leaving.uuid ? 'sync' : shard.sync === leaving.uuid ? 'async' : null;
  const peer = chain[role === 'sync' ? 1 : 2];
  if (role === null || peer === undefined) return null;
  const becomes = role === 'sync' ? 'the primary' : 'the sync';
  return draft.add({
    unit,
    phase: 'cutover',
    slug: 'promote',
    action: 'manatee.promote',
    params: { peer, role, over: leaving },
    title: `Make ${peer.alias} ${becomes} of manatee in place of ${leaving.alias}`,
    why: 'Nothing is written for some seconds; to stop the other first would take a minute and a half.',
    needs: waits,
    touches: [writes(object.cluster('manatee'))],
    undo: { action: 'manatee.restore', params: { chain: [...chain], patienceSeconds: copy.high } },
  });
}

function reap(draft: Draft, { unit }: Leaving, { leaving, others }: Shape, deleted: StepId): void {
  draft.add({
    unit,
    phase: 'commit',
    slug: 'reap',
    action: 'manatee.reap',
    params: { gone: leaving, ask: [...others] },
    title: `Make manatee forget ${leaving.alias}`,
    why: 'It would wait for ever for a deposed peer to be rebuilt.',
    needs: needs([deleted, 'deleted']),
    touches: [writes(object.cluster('manatee'))],
  });
}
