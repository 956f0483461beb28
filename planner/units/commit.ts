/**
 * What can't be undone: one gate for the whole plan, and behind it the wave of deletes, which may
 * run days later. Then the reservations, holds and snapshots of the move are given back.
 */
import type { OwnerUuid, StepId, UnitId } from '../../schemas/ids.ts';
import type { Unit } from '../between.ts';
import { clusterSteps } from '../cluster-steps.ts';
import { needs, reads, writes, type Draft, type DraftNeed } from '../draft.ts';
import { takeovers, type CarriedData, type Move } from '../move.ts';
import * as object from '../objects.ts';
import { through } from '../through.ts';
import type { World } from '../world.ts';
import { unlink } from './sdc-steps.ts';

/** Adds the gate that every delete waits for. */
export function gate(draft: Draft, units: readonly Unit[], rewrites: readonly StepId[]): StepId {
  const deletes = units.map(({ leaving: { old, from } }) => ({
    uuid: old.uuid,
    alias: old.alias,
    server: from.hostname,
  }));
  const many = (count: number, what: string): string =>
    count === 1 ? `the ${what} zone` : `the ${String(count)} ${what} zones`;
  const out = units.flatMap(({ leaving }) => (leaving.kind === 'removal' ? [leaving.old.alias] : []));
  const moved = deletes.length - out.length;
  const count = [
    ...(moved > 0 ? [many(moved, 'replaced')] : []),
    ...(out.length > 0 ? [`${out.join(', ')}, which nothing replaces,`] : []),
  ].join(' and ');
  const where = moved > 0 ? 'on the new zones' : 'without it';
  return draft.add({
    unit: 'gate' as UnitId,
    phase: 'commit',
    slug: 'delete-replaced-zones',
    action: 'gate.commit',
    params: { question: `Everything runs ${where}. Delete ${count} for good?`, deletes },
    title: `Ask before ${count} ${deletes.length === 1 ? 'is' : 'are'} deleted`,
    why: 'Until here everything can be taken back; behind this gate nothing can.',
    needs: needs(
      ...units.map(({ cut }) => [cut.verified, 'verified'] as const),
      ...rewrites.map((step) => [step, 'renumbered'] as const),
    ),
    touches: units.map(({ leaving }) => reads(object.oldZone(leaving))),
  });
}

/** Adds the commit steps of a unit, behind its gates. @returns the delete. */
export function commit(
  draft: Draft,
  unit: Unit,
  world: World,
  { waits, owner }: { readonly waits: readonly DraftNeed[]; readonly owner: OwnerUuid },
): StepId {
  const { leaving } = unit;
  const deleted = deleteOld(draft, unit, waits);
  sweep(draft, leaving, deleted, owner);
  clusterSteps(leaving).afterDelete?.(draft, leaving, world, deleted);
  if (leaving.kind === 'removal') return deleted;
  unreserve(draft, leaving, deleted);
  unlink(draft, leaving, deleted);
  if (leaving.data) forget(draft, leaving, leaving.data, deleted);
  return deleted;
}

function deleteOld(draft: Draft, { leaving, cut }: Unit, waits: readonly DraftNeed[]): StepId {
  const { key, unit, old, from } = leaving;
  const isMove = leaving.kind === 'move';
  const step = draft.add({
    unit,
    phase: 'commit',
    slug: 'delete-old',
    action: 'instance.delete',
    params: { instance: key },
    title: `Delete ${old.alias} on ${from.hostname}`,
    why: `${isMove ? `${key} has replaced it` : 'The others serve without it'}. Its zone${old.dataset === null ? '' : ', its dataset'} and its SAPI record go.`,
    needs: [...waits, ...needs([cut.verified, 'verified'])],
    touches: [
      writes(object.oldInstance(leaving)),
      writes(object.oldZone(leaving)),
      ...(old.dataset === null ? [] : [writes(object.dataset({ server: from.uuid, dataset: old.dataset }))]),
      ...(isMove ? [reads(object.newZone(leaving))] : leaving.members.map(object.zone).map(reads)),
    ],
    ...(isMove ? through(leaving, 'new') : {}),
    irreversible: true,
  });
  draft.expect({ kind: 'instance-present', uuid: old.uuid, service: old.service.uuid }, step);
  return step;
}

function sweep(draft: Draft, leaving: Unit['leaving'], deleted: StepId, owner: OwnerUuid): void {
  const moved = new Set(leaving.kind === 'move' ? takeovers(leaving).map((nic) => nic.mac) : []);
  const addresses = leaving.oldAddresses
    .filter(({ mac }) => !moved.has(mac))
    .map(({ network, ip, reserved }) => ({ network, ip, reserved }));
  draft.add({
    unit: leaving.unit,
    phase: 'commit',
    slug: 'sweep-nics',
    action: 'nic.sweep',
    params: { instance: leaving.key, owner, addresses },
    title:
      addresses.length === 0
        ? `Remove what NICs ${leaving.old.alias} has left`
        : `Free the addresses of ${leaving.old.alias}`,
    why:
      addresses.length === 0
        ? 'Its own went along with the move; a delete that failed half-way leaves others.'
        : 'A reserved address stays reserved when its zone goes, and a failed delete leaves NICs.',
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
