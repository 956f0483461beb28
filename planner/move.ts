/**
 * One zone's move, decided: which UUIDs, alias, addresses, MACs and size the new zone gets, what
 * happens to its dataset, and in which order the two zones stop and start. Steps are made from this
 * and decide nothing any more. What it has in common with a removal is that a zone leaves.
 */
import type { ServiceIdentity } from '../catalogue/identity.ts';
import type { ServiceRules } from '../catalogue/service-rules.ts';
import type { CreateParams, DatasetMove, DatasetPlace, PlannedInstance } from '../schemas/plan.ts';
import type { CnapiServer } from '../schemas/snapshot.ts';
import type { ImageUuid, InstanceKey, NetworkUuid, UnitId } from '../schemas/ids.ts';
import type { CoreZone } from './world.ts';

/** How far an earlier run had come: nothing made, the new zone made, or the new zone started. */
export type Progress = 'fresh' | 'created' | 'started';

/** A NIC of the new zone. */
export interface MoveNic {
  readonly network: NetworkUuid;
  readonly networkName: string;
  readonly nicTag: string;
  readonly ip: string;
  readonly primary: boolean;
  /** held: a half-finished move's zone has it already. */
  readonly source: 'free' | 'reserved' | 'takeover' | 'held';
  /** MAC of the NIC that is taken over; null for the others. */
  readonly mac: string | null;
  /** The reserved flag of a taken-over address before the move. */
  readonly wasReserved: boolean;
}

/** An address that the old zone has. */
export interface OldAddress {
  readonly mac: string;
  readonly network: NetworkUuid;
  readonly ip: string;
  readonly reserved: boolean;
}

/** A dataset that is copied first and brought up to date in the cutover. */
export interface CarriedData {
  /** The old zone's. */
  readonly from: DatasetPlace;
  readonly sizeBytes: number | null;
  /** Snapshot names of the copy and of the last increment. */
  readonly snapshots: { readonly first: string; readonly last: string };
}

/** A zone that leaves FROM: one that is replaced, or a member that is taken out. */
export interface Leaving {
  readonly unit: UnitId;
  readonly key: InstanceKey;
  readonly rules: ServiceRules;
  readonly identity: ServiceIdentity;
  readonly old: CoreZone;
  readonly from: CnapiServer;
  /** Where its replacement goes; of one that has none, TO. DNS is asked from there. */
  readonly to: CnapiServer;
  readonly planned: PlannedInstance;
  /** Addresses of the old zone, and whether they were reserved before the move. */
  readonly oldAddresses: readonly OldAddress[];
  /** Name in DNS; null where the service has none or the domain is unknown. */
  readonly dnsName: string | null;
  /** Its admin address; null where nothing tells it. */
  readonly oldAdminIp: string | null;
}

export interface Move extends Leaving {
  readonly kind: 'move';
  readonly progress: Progress;
  readonly image: ImageUuid;
  readonly nics: readonly MoveNic[];
  /** SAPI params of the new instance. */
  readonly params: CreateParams;
  readonly dataset: DatasetMove | null;
  /** What travels of the dataset; null where nothing does. */
  readonly data: CarriedData | null;
  /** stop-first: the old zone stops before the new one starts. */
  readonly order: 'start-first' | 'stop-first';
  /** The new zone's admin address. */
  readonly newAdminIp: string;
}

/**
 * NICs that the new zone is created with. Those that are taken over come later, in the cutover, unless
 * it has no others: then it is created there, with them.
 */
export function createdWith(nics: readonly MoveNic[]): readonly MoveNic[] {
  const own = nics.filter((nic) => nic.source !== 'takeover');
  return own.length > 0 ? own : nics;
}

/** Whether the new zone is created in the cutover, because all its NICs come from the old one. */
export function isCreatedLate({ planned, nics }: Move): boolean {
  return planned.create !== null && nics.every((nic) => nic.source === 'takeover');
}

/** NICs that move from the old zone to the new one in the cutover. */
export function takeovers(move: Move): readonly (MoveNic & { readonly mac: string })[] {
  return move.nics.flatMap((nic) =>
    nic.source === 'takeover' && nic.mac !== null ? [{ ...nic, mac: nic.mac }] : [],
  );
}
