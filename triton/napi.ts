/**
 * NAPI: addresses and NICs (sdc-napi lib/models/ip, lib/models/nic). An address has no record until
 * it is first used; a PUT doesn't ask whether it is in use, so that whoever reserves looks before
 * and after. NICs are found by their MAC or their owner, never by address.
 */
import type { NetworkUuid, OwnerUuid, ServerUuid } from '../schemas/ids.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { bodyList, bodyObject } from './read-body.ts';

export interface NapiAddress {
  readonly ip: string;
  readonly reserved: boolean;
  /** Computed by NAPI: not reserved, and belonging to nobody. */
  readonly free: boolean;
  readonly belongs_to_type?: string;
  readonly belongs_to_uuid?: string;
  readonly owner_uuid?: string;
}

export interface NapiNicRecord {
  readonly mac: string;
  readonly belongs_to_type: string;
  readonly belongs_to_uuid: string;
  readonly owner_uuid: string;
  readonly primary: boolean;
  readonly ip?: string;
  readonly network_uuid?: NetworkUuid;
  readonly nic_tag?: string;
  /** Only there when true. */
  readonly allow_dhcp_spoofing?: boolean;
}

export interface NewNic {
  readonly mac: string;
  readonly ip: string;
  readonly network_uuid: NetworkUuid;
  readonly nic_tag: string;
  readonly belongs_to_uuid: string;
  readonly owner_uuid: OwnerUuid;
  readonly primary: boolean;
  /** The zone's server: what VMAPI writes into the NICs it makes, and what fabric networks insist on. */
  readonly cn_uuid: ServerUuid;
  readonly allow_dhcp_spoofing?: true;
}

/** What may be set of an address; `free` wipes everything, a reservation too. */
export type AddressChange =
  | { readonly reserved: true; readonly owner_uuid?: OwnerUuid; readonly check_owner?: false }
  | { readonly reserved: false }
  | { readonly free: true };

const napi = { service: 'napi' } as const;
const addressPath = (network: NetworkUuid, ip: string) => `/networks/${network}/ips/${ip}`;

/** The address: one that was never used has no record in NAPI, which then answers that it is free. */
export async function getAddress(caller: Caller, network: NetworkUuid, ip: string): Promise<NapiAddress> {
  const { body } = await call(caller, napi, { method: 'GET', path: addressPath(network, ip) });
  return bodyObject('napi address', body) as NapiAddress;
}

/** Changes the address, whoever holds it. */
export async function setAddress(
  caller: Caller,
  network: NetworkUuid,
  ip: string,
  change: AddressChange,
): Promise<void> {
  await call(caller, napi, { method: 'PUT', path: addressPath(network, ip), body: change });
}

/** The NIC, or null. */
export async function getNic(caller: Caller, mac: string): Promise<NapiNicRecord | null> {
  const { status, body } = await call(caller, napi, { method: 'GET', path: nicPath(mac), accept: [404] });
  return status === 404 ? null : (bodyObject('napi nic', body) as NapiNicRecord);
}

/** The NICs of a zone. */
export async function listNicsOf(caller: Caller, zone: string): Promise<readonly NapiNicRecord[]> {
  const { body } = await call(caller, napi, { method: 'GET', path: `/nics?belongs_to_uuid=${zone}` });
  return bodyList('napi nics', body) as readonly NapiNicRecord[];
}

/** Makes a NIC of a zone with a chosen MAC and address; a reservation of that address stays. */
export async function createNic(caller: Caller, nic: NewNic): Promise<void> {
  const body = { ...nic, belongs_to_type: 'zone' };
  await call(caller, napi, { method: 'POST', path: '/nics', body });
}

/** Removes a NIC; absent: nothing to do. A reserved address keeps its reservation and owner. */
export async function deleteNic(caller: Caller, mac: string): Promise<void> {
  await call(caller, napi, { method: 'DELETE', path: nicPath(mac), accept: [404] });
}

/** NAPI takes a MAC in the path with or without colons. */
function nicPath(mac: string): string {
  return `/nics/${mac.replaceAll(':', '')}`;
}
