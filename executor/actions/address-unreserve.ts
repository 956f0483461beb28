/**
 * Takes the reservation off an address that its zone's NIC holds by now: it goes free with the zone again.
 * One that another's NIC holds is his, reservation and all.
 */
import { getAddress, setAddress } from '../../triton/napi.ts';
import type { Action } from '../action.ts';
import { addressTaken, describeAddress, planZones } from '../addresses.ts';
import { done, ready } from '../answers.ts';

export const addressUnreserve: Action<'address.unreserve'> = {
  name: 'address.unreserve',
  version: 2,
  async probe({ network, ip, instance }, context) {
    const { uuid } = context.zone({ instance, side: 'new' });
    const address = await getAddress(context, network, ip);
    const holder = address.belongs_to_uuid;
    if (holder !== undefined && !planZones(context.plan).has(holder)) return done;
    if (holder !== uuid) {
      return addressTaken(ip, `held by zone ${uuid}`, describeAddress(address));
    }
    return address.reserved ? ready : done;
  },
  async apply({ network, ip }, context) {
    await setAddress(context, network, ip, { reserved: false });
  },
};
