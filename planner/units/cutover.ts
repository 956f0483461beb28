/**
 * The downtime. An ordinary service's new zone starts beside the old one and the old leaves; where
 * only one may act (data that must not diverge, an address that moves) the old one stops first.
 */
import { DNS_TTL_SECONDS } from '../../catalogue/durations.ts';
import type { StepId } from '../../schemas/ids.ts';
import { needs, type Draft } from '../draft.ts';
import { clusterSteps } from '../cluster-steps.ts';
import type { Move } from '../move.ts';
import type { World } from '../world.ts';
import { CutoverSteps, type Surroundings } from './cutover-steps.ts';
import type { Prepared } from './prepare.ts';
import { compareSapi } from './sapi-steps.ts';
import { back, beforeAway } from './ensemble-steps.ts';
import { link, quiet } from './sdc-steps.ts';

/** The steps that other units wait for or hold back. */
export interface Cutover {
  readonly first: StepId;
  readonly verified: StepId;
}

/** Adds the cutover steps of a move. */
export function cutover(
  draft: Draft,
  move: Move,
  world: World,
  { prepared, around }: { readonly prepared: Prepared; readonly around: Surroundings },
): Cutover {
  const parts = new CutoverSteps(draft, move, around);
  switch (move.order) {
    case 'start-first':
      return startFirst(draft, move, world, { parts, prepared });
    case 'stop-first':
      return stopFirst(draft, move, parts, prepared, around);
    default:
      return move.order satisfies never;
  }
}

function startFirst(
  draft: Draft,
  move: Move,
  world: World,
  { parts, prepared }: { readonly parts: CutoverSteps; readonly prepared: Prepared },
): Cutover {
  const started = parts.start(needs([prepared.created, 'zone-exists']));
  const healthy = parts.await(needs([started, 'started']));
  const registered = parts.inDns(needs([healthy, 'healthy']));
  const compared = compareSapi(draft, move, needs([healthy, 'healthy']));
  const settled = parts.settle(needs([healthy, 'healthy'], [compared, 'compared']));
  // SAPI's goes through the new instance: it shows that it can write before the old one leaves.
  const proved = compared === null ? null : settled;
  const beside = needs([healthy, 'healthy'], [registered, 'in-dns'], [proved, 'settled']);
  const { beforeLeaving, beforeStop, afterStop } = clusterSteps(move);
  const released = beforeLeaving?.(draft, move, world, beside) ?? [];
  const unregistered = parts.unregister([...beside, ...released]);
  const gone = parts.outOfDns(needs([unregistered, 'unregistered']), DNS_TTL_SECONDS);
  const left = [
    ...needs([healthy, 'healthy'], [unregistered, 'unregistered'], [gone, 'out-of-dns']),
    ...released,
  ];
  const stopped = parts.stopOld([...left, ...(beforeStop?.(draft, move, world, left) ?? [])]);
  const alone = needs(
    [stopped, 'old-stopped'],
    [healthy, 'healthy'],
    [settled, 'settled'],
    [registered, 'in-dns'],
  );
  const without = afterStop?.(draft, move, world, [...alone, ...released]) ?? [];
  const verified = parts.verify([...alone, ...without]);
  return { first: started ?? healthy, verified };
}

function stopFirst(
  draft: Draft,
  move: Move,
  parts: CutoverSteps,
  prepared: Prepared,
  around: Surroundings,
): Cutover {
  // Nothing of the downtime begins before everything that could make it wait is done.
  const ready = needs(
    [prepared.created, 'zone-exists'],
    [prepared.copied, 'copied'],
    [prepared.image, 'image'],
  );
  const quieted = quiet(draft, move, ready);
  const calm = quieted === null ? ready : needs([quieted, 'quiet']);
  const unregistered = parts.unregister(calm);
  const left = unregistered === null ? calm : needs([unregistered, 'unregistered']);
  const all = beforeAway(draft, move, around.resolvers, left);
  const stopped = parts.stopOld(all === null ? left : needs([all, 'whole']));
  const increment = parts.increment(needs([prepared.copied, 'copied'], [stopped, 'old-stopped']));
  const moved = parts.moveNics(needs([prepared.created, 'zone-exists'], [stopped, 'old-stopped']));
  const made = parts.create(needs([prepared.image, 'image'], [stopped, 'old-stopped']));
  const created = made ?? prepared.created;
  const started = parts.start(
    needs(
      [created, 'zone-exists'],
      [stopped, 'old-stopped'],
      [increment, 'data-in-place'],
      ...moved.map((id) => [id, 'nic-moved'] as const),
    ),
  );
  const healthy = parts.await(needs([started, 'started'], [stopped, 'old-stopped']));
  const member = back(draft, move, around.resolvers, needs([healthy, 'healthy']));
  const registered = parts.inDns(needs([healthy, 'healthy'], [member, 'whole']));
  const gone = parts.outOfDns(needs([healthy, 'healthy'], [unregistered, 'unregistered']), 0);
  const settled = parts.settle(needs([healthy, 'healthy']));
  const linked = link(draft, move, needs([healthy, 'healthy']));
  const verified = parts.verify(
    needs(
      [healthy, 'healthy'],
      [settled, 'settled'],
      [registered, 'in-dns'],
      [gone, 'out-of-dns'],
      [linked, 'linked'],
      [member, 'whole'],
    ),
  );
  parts.holdAddresses([
    ...moved,
    made,
    started,
    healthy,
    member,
    registered,
    gone,
    settled,
    linked,
    verified,
  ]);
  return {
    first: quieted ?? unregistered ?? all ?? stopped ?? increment ?? moved[0] ?? made ?? started ?? healthy,
    verified,
  };
}
