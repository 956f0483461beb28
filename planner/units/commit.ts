/**
 * What can't be undone: one gate for the whole plan, and behind it the wave of deletes, which may
 * run days later. Then the reservations, holds and snapshots of the move are given back.
 */
import type { OwnerUuid, StepId, UnitId } from '../../schemas/ids.ts';
import { needs, reads, writes, type Draft } from '../draft.ts';
import { takeovers, type CarriedData, type Move } from '../move.ts';
import * as object from '../objects.ts';
import { through } from '../through.ts';
import type { Cutover } from './cutover.ts';
import { unlink } from './sdc-steps.ts';

/** Adds the gate that every delete waits for. */
export function gate(draft: Draft, cuts: readonly { readonly move: Move; readonly cut: Cutover }[]): StepId {
  const deletes = cuts.map(({ move }) => ({
    uuid: move.old.uuid,
    alias: move.old.alias,
    server: move.from.hostname,
  }));
  const count = deletes.length === 1 ? 'the replaced zone' : `the ${String(deletes.length)} replaced zones`;
  return draft.add({
    unit: 'gate' as UnitId,
    phase: 'commit',
    slug: 'delete-replaced-zones',
    action: 'gate.commit',
    params: { question: `Everything runs on the new zones. Delete ${count} for good?`, deletes },
    title: `Ask before ${count} ${deletes.length === 1 ? 'is' : 'are'} deleted`,
    why: 'Until here everything can be taken back; behind this gate nothing can.',
    needs: cuts.map(({ cut }) => ({ step: cut.verified, because: 'verified' as const })),
    touches: cuts.map(({ move }) => reads(object.oldZone(move))),
  });
}

/** Adds the commit steps of a move. @returns the delete. */
export function commit(draft: Draft, move: Move, cut: Cutover, gateStep: StepId, owner: OwnerUuid): StepId {
  const deleted = deleteOld(draft, move, cut, gateStep);
  sweep(draft, move, deleted, owner);
  unreserve(draft, move, deleted);
  unlink(draft, move, deleted);
  if (move.data) forget(draft, move, move.data, deleted);
  return deleted;
}

function deleteOld(draft: Draft, move: Move, cut: Cutover, gateStep: StepId): StepId {
  const step = draft.add({
    unit: move.unit,
    phase: 'commit',
    slug: 'delete-old',
    action: 'instance.delete',
    params: { instance: move.key },
    title: `Delete ${move.old.alias} on ${move.from.hostname}`,
    why: `${move.key} has replaced it. Its zone, dataset and SAPI record go.`,
    needs: needs([gateStep, 'gate'], [cut.verified, 'verified']),
    touches: [
      writes(object.oldInstance(move)),
      writes(object.oldZone(move)),
      ...(move.dataset ? [writes(object.dataset(move.dataset.from))] : []),
      reads(object.newZone(move)),
    ],
    ...through(move, 'new'),
    irreversible: true,
  });
  draft.expect({ kind: 'instance-present', uuid: move.old.uuid, service: move.old.service.uuid }, step);
  return step;
}

function sweep(draft: Draft, move: Move, deleted: StepId, owner: OwnerUuid): void {
  const moved = new Set(takeovers(move).map((nic) => nic.mac));
  const addresses = move.oldAddresses
    .filter(({ mac }) => !moved.has(mac))
    .map(({ network, ip, reserved }) => ({ network, ip, reserved }));
  draft.add({
    unit: move.unit,
    phase: 'commit',
    slug: 'sweep-nics',
    action: 'nic.sweep',
    params: { instance: move.key, owner, addresses },
    title: `Free the addresses of ${move.old.alias}`,
    why: 'A reserved address stays reserved when its zone goes, and a failed delete leaves NICs.',
    needs: needs([deleted, 'deleted']),
    touches: addresses.map(({ network, ip }) => writes(object.address(network, ip))),
  });
}

function unreserve(draft: Draft, move: Move, deleted: StepId): void {
  for (const nic of move.nics) {
    const reserved =
      nic.source === 'free' || nic.source === 'reserved' || (nic.source === 'held' && nic.wasReserved);
    if (!reserved) continue;
    draft.add({
      unit: move.unit,
      phase: 'commit',
      slug: `unreserve-${nic.ip}`,
      action: 'address.unreserve',
      params: { network: nic.network, ip: nic.ip, instance: move.key },
      title: `Take the reservation off ${nic.ip}`,
      why: `${move.key} holds the address by now; a reservation would outlive the zone.`,
      needs: needs([deleted, 'deleted']),
      touches: [writes(object.address(nic.network, nic.ip))],
    });
  }
}

function forget(draft: Draft, move: Move, data: CarriedData, deleted: StepId): void {
  const { first, last } = data.snapshots;
  draft.add({
    unit: move.unit,
    phase: 'commit',
    slug: 'forget-snapshots',
    action: 'dataset.forget',
    params: {
      instance: move.key,
      from: data.from,
      to: move.to.uuid,
      snapshots: [first, last],
      sides: ['new'],
    },
    title: `Release and destroy the move's snapshots of ${move.key}'s data`,
    why: 'A held snapshot would make the zone indestructible.',
    needs: needs([deleted, 'deleted']),
    touches: [writes(object.newDataset(move))],
  });
}
