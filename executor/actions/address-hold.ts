/** Reserves an address for the moment in which no NIC holds it; opens the bracket around a NIC's move. */
import { getAddress, setAddress } from '../../triton/napi.ts';
import type { Action } from '../action.ts';
import { addressTaken, describeAddress, planZones } from '../addresses.ts';
import { done, ready } from '../answers.ts';

export const addressHold: Action<'address.hold'> = {
  name: 'address.hold',
  version: 2,
  async probe({ network, ip }, context) {
    const address = await getAddress(context, network, ip);
    const holder = address.belongs_to_uuid;
    if (holder !== undefined && !planZones(context.plan).has(holder)) {
      return addressTaken(ip, 'held by the replaced zone or the new one', describeAddress(address));
    }
    if (address.reserved) return done;
    // A job that somebody waited for in vain may have taken the NIC away meanwhile: the address is still this plan's to hold.
    return holder === undefined && !address.free
      ? addressTaken(ip, 'held by a zone of this plan', describeAddress(address))
      : ready;
  },
  async apply({ network, ip }, context) {
    await setAddress(context, network, ip, { reserved: true });
  },
};
