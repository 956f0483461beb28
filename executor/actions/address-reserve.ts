/**
 * Reserves a free address under our marker owner. NAPI's PUT takes an address from whoever has it, so
 * the probe looks before, and again after: a lost race shows only then.
 */
import { getAddress, setAddress } from '../../triton/napi.ts';
import type { Action } from '../action.ts';
import { addressTaken, candidateUuids, describeAddress } from '../addresses.ts';
import { done, ready } from '../answers.ts';

export const addressReserve: Action<'address.reserve'> = {
  name: 'address.reserve',
  version: 1,
  async probe({ network, ip, owner }, context) {
    const address = await getAddress(context, network, ip);
    const holder = address.belongs_to_uuid;
    if (address.reserved && holder === undefined && address.owner_uuid === owner) return done;
    // The create of a zone on it overwrites the marker: a zone of this plan says the same.
    if (address.reserved && holder !== undefined && candidateUuids(context.plan).has(holder)) return done;
    if (address.free || (holder === undefined && !address.reserved && address.owner_uuid === owner))
      return ready;
    return addressTaken(ip, `free, or reserved for ${owner}`, describeAddress(address));
  },
  async apply({ network, ip, owner }, context) {
    const change = { reserved: true, owner_uuid: owner, check_owner: false } as const;
    await setAddress(context, network, ip, change);
  },
};
