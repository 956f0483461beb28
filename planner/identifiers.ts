/**
 * UUIDs and MACs that a plan gives out, derived from what they are for instead of drawn: the same
 * snapshot plans the same zones, and a leftover of a half-finished run is recognised by its UUID.
 */
import { createHash } from 'node:crypto';
import { v5 } from 'uuid';
import type { Candidate } from '../schemas/plan.ts';
import type { OwnerUuid, ServerUuid, ZoneUuid } from '../schemas/ids.ts';

/** hnadm's own namespace for UUIDs v5. Never to be changed: leftovers are recognised by it. */
const NAMESPACE = 'b9d4d5a2-3f0e-5a5b-9c57-6a1e7c0f4d21';

/** A failed create burns its UUID, so a plan names three (sdc-vmapi keeps the row of a failed VM). */
const CANDIDATES = 3;

/** How many candidates may be burnt before planning gives up: far more than ever were. */
const SEARCHED = 64;

/** How many MACs are tried for one NIC. */
const MACS = 16;

/** sdc-napi's default macOUI. */
const OUI = '90:b8:d0';

/** The owner that marks addresses as reserved by hnadm: they are found by it and can be given back. */
export function markerOwner(datacenter: string): OwnerUuid {
  return v5(datacenter, NAMESPACE) as OwnerUuid;
}

/** UUID of the n-th attempt to replace a zone on a server. */
function candidateUuid(
  datacenter: string,
  service: string,
  replaced: ZoneUuid,
  target: ServerUuid,
  n: number,
): ZoneUuid {
  return v5([datacenter, service, replaced, target, String(n)].join('/'), NAMESPACE) as ZoneUuid;
}

/** All UUIDs that a move of this zone to this server may ever have used. */
export function candidateUuids(
  datacenter: string,
  service: string,
  replaced: ZoneUuid,
  target: ServerUuid,
): readonly ZoneUuid[] {
  return Array.from({ length: SEARCHED }, (_, n) => candidateUuid(datacenter, service, replaced, target, n));
}

/** The candidates: the first UUIDs that are not taken. */
export function unburnt(uuids: readonly ZoneUuid[], taken: ReadonlySet<string>): readonly ZoneUuid[] {
  return uuids.filter((uuid) => !taken.has(uuid)).slice(0, CANDIDATES);
}

/** MACs that a NIC of a candidate may get, in the order they are tried. */
export function possibleMacs(uuid: ZoneUuid, index: number): readonly string[] {
  return Array.from({ length: MACS }, (_, attempt) => {
    const digest = createHash('sha256')
      .update(`${uuid}/${String(index)}/${String(attempt)}`)
      .digest('hex');
    return [OUI, digest.slice(0, 2), digest.slice(2, 4), digest.slice(4, 6)].join(':');
  });
}

/**
 * The first candidates that are not burnt, each with a MAC a NIC.
 * @param kept a NIC: the MAC it brings along from the replaced zone, or null for a new one.
 * @param taken UUIDs and MACs in use; MACs given out are added.
 */
export function chooseCandidates(
  uuids: readonly ZoneUuid[],
  kept: readonly (string | null)[],
  taken: Set<string>,
): readonly Candidate[] {
  return unburnt(uuids, taken).map((uuid) => ({
    uuid,
    macs: kept.map((mac, index) => mac ?? chooseMac(uuid, index, taken)),
  }));
}

/** @throws {Error} where every MAC is taken: sixteen times one in sixteen million. */
function chooseMac(uuid: ZoneUuid, index: number, taken: Set<string>): string {
  const mac = possibleMacs(uuid, index).find((one) => !taken.has(one));
  if (mac === undefined) throw new Error(`no MAC is left for ${uuid}`);
  taken.add(mac);
  return mac;
}

/** Names of the snapshots of a move, the same each time it is planned: `hnadm-<tag>-1`, `…-2`. */
export function snapshotNames(candidate: ZoneUuid): { readonly first: string; readonly last: string } {
  const tag = candidate.slice(0, 8);
  return { first: `hnadm-${tag}-1`, last: `hnadm-${tag}-2` };
}
