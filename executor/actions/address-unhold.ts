/**
 * Sets the reserved flag of a moved address back; closes the bracket of address.hold. While no NIC
 * holds the address it refuses: without the flag anybody could be given it.
 */
import { getAddress, setAddress } from '../../triton/napi.ts';
import type { Action } from '../action.ts';
import { addressTaken, describeAddress } from '../addresses.ts';
import { done, ready } from '../answers.ts';

export const addressUnhold: Action<'address.unhold'> = {
  name: 'address.unhold',
  version: 1,
  async probe({ network, ip, reserved }, context) {
    const address = await getAddress(context, network, ip);
    if (address.reserved === reserved) return done;
    if (address.belongs_to_uuid === undefined)
      return addressTaken(ip, 'held by a NIC', describeAddress(address));
    return ready;
  },
  async apply({ network, ip, reserved }, context) {
    await setAddress(context, network, ip, reserved ? { reserved: true } : { reserved: false });
  },
};
