/** Making the new zone: in prepare, or in the cutover where it can't be made without the old one's NICs. */
import type { OwnerUuid, StepId } from '../../schemas/ids.ts';
import { reads, writes, type Draft, type DraftNeed } from '../draft.ts';
import { createdWith, isCreatedLate, takeovers, type Move } from '../move.ts';
import * as object from '../objects.ts';
import { copiedKeys } from '../size.ts';
import { through } from '../through.ts';

/** Adds the step that creates a move's new zone. */
export function create(draft: Draft, move: Move, owner: OwnerUuid, needs: readonly DraftNeed[]): StepId {
  const copied = copiedKeys(move.old);
  const { service } = move.old;
  const isLate = isCreatedLate(move);
  const taken = isLate ? takeovers(move) : [];
  const takes = taken.map(({ mac, ip, network, nicTag, primary }) => {
    return { mac, ip, network, nicTag, primary, owner };
  });
  const step = draft.add({
    unit: move.unit,
    phase: isLate ? 'cutover' : 'prepare',
    slug: 'create',
    action: 'zone.create',
    params: {
      instance: move.key,
      service: service.uuid,
      owner,
      params: move.params,
      copyParams: [...copied.params],
      copyMetadata: [...copied.metadata],
      ...(isLate ? { takes } : {}),
    },
    title: isLate
      ? `Create ${move.key} on ${move.to.hostname} with ${taken.map(({ ip }) => ip).join(', ')} of ${move.old.alias}`
      : `Create ${move.key} on ${move.to.hostname}, not started`,
    why: `It replaces ${move.old.alias}. ${
      isLate
        ? 'Its address is known by number and stays: it can be made only when the old zone has given that up.'
        : 'Not started, it registers nowhere and nobody sees it.'
    }`,
    needs,
    touches: [
      reads(object.service(service.name)),
      writes(object.newInstance(move)),
      writes(object.newZone(move)),
      ...createdWith(move.nics).map((nic) => writes(object.address(nic.network, nic.ip))),
      ...(isLate ? [writes(object.oldZone(move)), ...taken.map(({ mac }) => writes(object.nic(mac)))] : []),
    ],
    ...through(move, 'old'),
    undo: { action: 'zone.delete', params: { instance: move.key, ...(isLate ? { takes } : {}) } },
  });
  draft.expect({ kind: 'service-image', service: service.uuid, image: move.image }, step);
  for (const { mac, ip } of taken) draft.expect({ kind: 'nic-held', mac, ip, zone: move.old.uuid }, step);
  return step;
}
