/**
 * Gives back an address that was reserved for a zone which never came; undo of address.reserve. One that
 * somebody else has taken meanwhile is his: nothing of this plan is left there, and a rollback that waited
 * for him to give it back would keep everything under it as it is.
 */
import { getAddress, setAddress } from '../../triton/napi.ts';
import type { Action } from '../action.ts';
import { addressTaken, coreOwners, describeAddress, planZones } from '../addresses.ts';
import { done, ready } from '../answers.ts';

export const addressRelease: Action<'address.release'> = {
  name: 'address.release',
  version: 2,
  async probe({ network, ip, owner }, context) {
    const address = await getAddress(context, network, ip);
    if (address.free) return done;
    // A zone that was created on it and deleted again left its own owner there instead of the marker.
    const isOurs = address.owner_uuid === owner || coreOwners(context.plan).has(address.owner_uuid ?? '');
    const holder = address.belongs_to_uuid;
    if (holder === undefined) return isOurs ? ready : done;
    if (!planZones(context.plan).has(holder)) return done;
    return addressTaken(ip, `reserved for ${owner}, and no NIC on it`, describeAddress(address));
  },
  async apply({ network, ip }, context) {
    await setAddress(context, network, ip, { free: true });
  },
};
