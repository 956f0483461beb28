/**
 * Somebody else takes an address: by a NIC on it where NAPI lets him, which is wherever nobody's NIC is,
 * reserved or not; otherwise by a reservation, which NAPI grants to whoever asks (sdc-napi
 * lib/models/ip).
 */
import { mark } from '../blame.ts';
import { recordOf, store } from '../api/napi-ips.ts';
import { createNic } from '../api/napi-nics.ts';
import type { TimedFault } from './fault.ts';
import { note } from './strike.ts';
import type { World } from '../world.ts';

/** Takes it. */
export function steal(
  world: World,
  id: number,
  { network, ip, thief, mac }: Extract<TimedFault, { readonly kind: 'address-stolen' }>,
): void {
  if (!world.networks.has(network)) return;
  const record = recordOf(world, network, ip);
  mark(world, `address:${ip}`);
  if (mac === null || record?.belongs_to_uuid !== undefined) {
    store(world, network, { ip, ...record, reserved: true, owner_uuid: thief });
    note(world, id, `address:${ip}`, `reserved by ${thief}`);
    return;
  }
  const nic = { mac, ip, network_uuid: network, belongs_to_type: 'zone', belongs_to_uuid: thief };
  createNic(world, { ...nic, owner_uuid: thief, check_owner: false });
  note(world, id, `address:${ip}`, `taken by a NIC of zone ${thief}`);
}
