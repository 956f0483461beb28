/**
 * Removes the NICs that a deleted zone left in NAPI, and frees its addresses: a reservation outlives
 * the NIC, and so does an owner. An address that somebody else has by now, by NIC, by owner or by
 * a reservation that was not there when the plan was made, stays.
 */
import type { ParamsOf } from '../../schemas/plan.ts';
import { deleteNic, getAddress, listNicsOf, setAddress, type NapiAddress } from '../../triton/napi.ts';
import { getInstance } from '../../triton/sapi.ts';
import type { Action, StepContext } from '../action.ts';
import { conflict, done, ready } from '../answers.ts';

type Params = ParamsOf<'nic.sweep'>;

export const nicSweep: Action<'nic.sweep'> = {
  name: 'nic.sweep',
  version: 1,
  async probe(params, context) {
    const { uuid } = context.zone({ instance: params.instance, side: 'old' });
    if ((await getInstance(context, uuid)) !== null) {
      return conflict(`instance:${uuid}`, 'deleted before its NICs are swept', 'its SAPI record');
    }
    const nics = await listNicsOf(context, uuid);
    const addresses = await leftAddresses(params, context, uuid);
    return nics.length === 0 && addresses.length === 0 ? done : ready;
  },
  async apply(params, context) {
    const { uuid } = context.zone({ instance: params.instance, side: 'old' });
    for (const { mac } of await listNicsOf(context, uuid)) await deleteNic(context, mac);
    for (const { network, ip } of await leftAddresses(params, context, uuid)) {
      await setAddress(context, network, ip, { free: true });
    }
  },
};

async function leftAddresses({ addresses, owner }: Params, context: StepContext, zone: string) {
  const found = [];
  for (const place of addresses) {
    const address = await getAddress(context, place.network, place.ip);
    const isOurs = isNobodyElses(address, zone, owner) && (place.reserved || !address.reserved);
    if (!address.free && isOurs) found.push(place);
  }
  return found;
}

function isNobodyElses(
  { belongs_to_uuid: holder, owner_uuid: of }: NapiAddress,
  zone: string,
  owner: string,
): boolean {
  return (holder === undefined || holder === zone) && (of === undefined || of === owner);
}
