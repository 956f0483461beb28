/**
 * What nobody notices: addresses reserved, the new zone made but not started, the first full copy
 * of its data. Most of a move's time goes here, and all of it can be taken back without a trace.
 */
import { durations, transferSeconds } from '../../catalogue/durations.ts';
import type { SecondsRange } from '../../schemas/plan.ts';
import type { OwnerUuid, StepId } from '../../schemas/ids.ts';
import { needs, writes, type Draft } from '../draft.ts';
import { isCreatedLate, type CarriedData, type Move, type MoveNic } from '../move.ts';
import * as object from '../objects.ts';
import { create } from './create.ts';

/** What the cutover waits for; null where an earlier run did it. */
export interface Prepared {
  readonly created: StepId | null;
  readonly copied: StepId | null;
  /** The installation that a zone waits for which is created in the cutover. */
  readonly image: StepId | null;
}

/** Adds the prepare steps of a move. */
export function prepare(
  draft: Draft,
  move: Move,
  owners: { readonly core: OwnerUuid; readonly marker: OwnerUuid },
  imageStep: StepId | null,
): Prepared {
  if (move.progress === 'started') return { created: null, copied: null, image: null };
  const reserved = move.nics.filter((nic) => nic.source === 'free' || nic.source === 'reserved');
  const reservations = move.planned.create
    ? reserved.map((nic) => reserve(draft, move, nic, owners.marker))
    : [];
  const ready = needs(...reservations.map((id) => [id, 'reserved'] as const), [imageStep, 'image']);
  const isEarly = move.planned.create !== null && !isCreatedLate(move);
  const created = isEarly ? create(draft, move, owners.core, ready) : null;
  return {
    created,
    copied: move.data ? copy(draft, move, move.data, created) : null,
    image: isCreatedLate(move) ? imageStep : null,
  };
}

function reserve(draft: Draft, move: Move, nic: MoveNic, marker: OwnerUuid): StepId {
  const params = { network: nic.network, ip: nic.ip, owner: marker };
  const step = draft.add({
    unit: move.unit,
    phase: 'prepare',
    slug: `reserve-${nic.ip}`,
    action: 'address.reserve',
    params,
    title: `Reserve ${nic.ip} on ${nic.networkName} for ${move.key}`,
    why: 'NAPI must not give the address to anybody else before the zone is made.',
    needs: [],
    touches: [writes(object.address(nic.network, nic.ip))],
    // An address that was reserved for us before is as before: the zone's delete marks it again.
    ...(nic.source === 'reserved' ? {} : { undo: { action: 'address.release', params } }),
  });
  draft.expect({ kind: 'address-free', network: nic.network, ip: nic.ip, owner: marker }, step);
  return step;
}

function copy(draft: Draft, move: Move, data: CarriedData, created: StepId | null): StepId {
  const { from, sizeBytes: bytes } = data;
  const { first } = data.snapshots;
  const step = draft.add({
    unit: move.unit,
    phase: 'prepare',
    slug: 'first-copy',
    action: 'dataset.copy',
    params: { instance: move.key, from, to: move.to.uuid, snapshot: first, sizeBytes: bytes },
    title: `Copy ${from.dataset} to ${move.to.hostname} while ${move.old.alias} runs`,
    why: `It holds ${move.rules.data?.content ?? 'its data'}. Copied now, only what changes until the cutover is left to send while the service is down.`,
    needs: needs([created, 'zone-exists']),
    touches: [writes(object.dataset(from)), writes(object.newDataset(move))],
    undo: {
      action: 'dataset.forget',
      params: { instance: move.key, from, to: move.to.uuid, snapshots: [first], sides: ['new', 'old'] },
    },
    estimate: copyEstimate(bytes),
  });
  draft.expect({ kind: 'dataset-present', server: from.server, dataset: from.dataset }, step);
  return step;
}

/** Seconds; of a dataset whose size nobody recorded, anything up to an hour. */
function copyEstimate(bytes: number | null): SecondsRange {
  const fixed = durations['dataset.copy'].estimate;
  const transfer = bytes === null ? { low: 0, typical: 60, high: 3600 } : transferSeconds(bytes);
  return {
    low: fixed.low + transfer.low,
    typical: fixed.typical + transfer.typical,
    high: fixed.high + transfer.high,
  };
}
