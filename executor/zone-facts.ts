/**
 * What a server itself says of one of a plan's zones. Starting and stopping go by this and not by
 * VMAPI's row, which follows a moment later and may be the very service that moves.
 */
import type { InstanceKey, ServerUuid, ZoneUuid } from '../schemas/ids.ts';
import type { ZoneRef } from '../schemas/plan.ts';
import { getZone, type LocalZone } from '../triton/global-zone/vmadm.ts';
import { StepFailed, type Probe, type StepContext } from './action.ts';
import { conflict } from './answers.ts';

/** The zone as its server has it, or null. */
export function localZone(context: StepContext, ref: ZoneRef): Promise<LocalZone | null> {
  const { server, uuid } = context.zone(ref);
  return getZone(context, server, uuid);
}

/** Its state in vmadm's words, or `absent`. */
export async function stateOf(context: StepContext, ref: ZoneRef): Promise<string> {
  return (await localZone(context, ref))?.state ?? 'absent';
}

/** One of the zones of a move. */
interface MoveZone {
  readonly uuid: ZoneUuid;
  readonly alias: string;
  readonly server: ServerUuid;
}

/** Every zone that an instance's new one may be, made or not: before its create nobody can say which. */
export function newZones({ plan }: StepContext, instance: InstanceKey): readonly MoveZone[] {
  const { create = null, existing = null } = plan.instances.find(({ key }) => key === instance) ?? {};
  if (create === null) return existing === null ? [] : [existing];
  const { alias, server } = create;
  return create.candidates.map(({ uuid }) => ({ uuid, alias, server }));
}

/** A conflict over a zone's state. */
export function wrongState(context: StepContext, ref: ZoneRef, expected: string, found: string): Probe {
  return inState(context.zone(ref), expected, found);
}

function inState({ uuid, alias, server }: MoveZone, expected: string, found: string): Probe {
  return conflict(`zone:${uuid}`, `${alias} ${expected} on server ${server}`, found);
}

/** A conflict where the other zone of its move runs: two that act at once are worse than none. */
export async function notAlone(context: StepContext, { instance, side }: ZoneRef): Promise<Probe | null> {
  const others = side === 'old' ? newZones(context, instance) : [context.zone({ instance, side: 'old' })];
  for (const other of others) {
    const state = (await getZone(context, other.server, other.uuid))?.state;
    if (state === 'running') return inState(other, 'stopped before the other starts', state);
  }
  return null;
}

/**
 * The zone's address on the admin network, where its health is asked.
 * @throws {StepFailed} where it has none.
 */
export function adminAddress(zone: LocalZone): string {
  const isAdmin = (tag: string | undefined) => tag === 'admin' || tag?.startsWith('admin_') === true;
  const ip = zone.nics?.find((nic) => isAdmin(nic.nic_tag))?.ip;
  if (ip === undefined)
    throw new StepFailed(`zone ${zone.uuid}: expected a NIC on the admin network, found none`);
  return ip;
}
