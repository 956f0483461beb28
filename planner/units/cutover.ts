/**
 * The downtime. An ordinary service's new zone starts beside the old one and the old leaves; where
 * only one may act (data that must not diverge, an address that moves) the old one stops first.
 */
import { DNS_TTL_SECONDS } from '../../catalogue/durations.ts';
import type { StepId } from '../../schemas/ids.ts';
import { needs, type Draft, type DraftNeed } from '../draft.ts';
import type { Move } from '../move.ts';
import { CutoverSteps, type Surroundings } from './cutover-steps.ts';
import type { Prepared } from './prepare.ts';
import { compareSapi } from './sapi-steps.ts';

/** The steps that other units wait for or hold back. */
export interface Cutover {
  readonly first: StepId;
  readonly verified: StepId;
}

/** Adds the cutover steps of a move. */
export function cutover(draft: Draft, move: Move, prepared: Prepared, around: Surroundings): Cutover {
  const parts = new CutoverSteps(draft, move, around);
  switch (move.order) {
    case 'start-first':
      return startFirst(parts, prepared, (needs) => compareSapi(draft, move, needs));
    case 'stop-first':
      return stopFirst(parts, prepared);
    default:
      return move.order satisfies never;
  }
}

/** `compare` looks whether the new instance knows what the old one does, where health does not tell. */
function startFirst(
  parts: CutoverSteps,
  prepared: Prepared,
  compare: (needs: readonly DraftNeed[]) => StepId | null,
): Cutover {
  const started = parts.start(needs([prepared.created, 'zone-exists']));
  const healthy = parts.await(needs([started, 'started']));
  const registered = parts.inDns(needs([healthy, 'healthy']));
  const compared = compare(needs([healthy, 'healthy']));
  // SAPI's goes through the new instance: it shows that it can write before the old one leaves.
  const settled = parts.settle(needs([healthy, 'healthy'], [compared, 'compared']));
  const unregistered = parts.unregister(
    needs([healthy, 'healthy'], [registered, 'in-dns'], [compared && settled, 'settled']),
  );
  const gone = parts.outOfDns(needs([unregistered, 'unregistered']), DNS_TTL_SECONDS);
  const stopped = parts.stopOld(
    needs([healthy, 'healthy'], [unregistered, 'unregistered'], [gone, 'out-of-dns']),
  );
  const verified = parts.verify(
    needs([stopped, 'old-stopped'], [healthy, 'healthy'], [settled, 'settled'], [registered, 'in-dns']),
  );
  return { first: started ?? healthy, verified };
}

function stopFirst(parts: CutoverSteps, prepared: Prepared): Cutover {
  // Nothing of the downtime begins before everything that could make it wait is done.
  const ready = needs(
    [prepared.created, 'zone-exists'],
    [prepared.copied, 'copied'],
    [prepared.image, 'image'],
  );
  const unregistered = parts.unregister(ready);
  const stopped = parts.stopOld(unregistered === null ? ready : needs([unregistered, 'unregistered']));
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
  const registered = parts.inDns(needs([healthy, 'healthy']));
  const gone = parts.outOfDns(needs([healthy, 'healthy'], [unregistered, 'unregistered']), 0);
  const settled = parts.settle(needs([healthy, 'healthy']));
  const verified = parts.verify(
    needs([healthy, 'healthy'], [settled, 'settled'], [registered, 'in-dns'], [gone, 'out-of-dns']),
  );
  parts.holdAddresses([...moved, made, started, healthy, registered, gone, settled, verified]);
  return {
    first: unregistered ?? stopped ?? increment ?? moved[0] ?? made ?? started ?? healthy,
    verified,
  };
}
