/**
 * NAPI's rules for a free address, written from its documentation alone: what the automatic choice
 * of sdc-napi would never give out, no plan may take either. Plain integers, no library.
 */
import type { NapiNetwork, Snapshot } from '../../../schemas/snapshot.ts';
import { marker } from '../../support/datacenter/build.ts';

/** A dotted address as a number. */
export function asNumber(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function asText(value: number): string {
  return [16777216, 65536, 256, 1].map((unit) => Math.floor(value / unit) % 256).join('.');
}

/** Why an address of a network may not be taken; null where it may. */
export function whyNotFree(snapshot: Snapshot, network: NapiNetwork, ip: string): string | null {
  const value = asNumber(ip);
  if (value < asNumber(network.provision_start_ip)) return 'it lies before the provisioning range';
  if (value > asNumber(network.provision_end_ip)) return 'it lies behind the provisioning range';
  const [base = '', prefix = ''] = network.subnet.split('/');
  const size = 2 ** (32 - Number(prefix));
  if (value <= asNumber(base)) return 'it is not in the subnet';
  if (value >= asNumber(base) + size - 1) return 'it is the broadcast address or beyond';
  if (ip === network.gateway) return 'it is the gateway';
  if (network.resolvers?.includes(ip) === true) return 'it is a resolver';
  return recordForbids(snapshot, network, ip) ?? holder(snapshot, ip);
}

function recordForbids(snapshot: Snapshot, network: NapiNetwork, ip: string): string | null {
  const record = snapshot.napi?.ips[network.uuid]?.find((one) => one.ip === ip);
  if (record === undefined || record.free) return null;
  if (record.belongs_to_uuid !== undefined) return `NAPI says it belongs to ${record.belongs_to_uuid}`;
  if (record.owner_uuid === marker(snapshot.datacenter) && record.reserved) return null;
  return record.reserved ? 'somebody reserved it' : 'an owner clings to it';
}

function holder(snapshot: Snapshot, ip: string): string | null {
  if (snapshot.napi?.nics.some((nic) => nic.ip === ip) === true) return 'a NIC has it';
  const vm = snapshot.vmapi?.vms.find((one) => one.nics?.some((nic) => nic.ip === ip) === true);
  if (vm !== undefined) return `the zone ${vm.uuid} has it`;
  // Whatever else of a server or of SAPI's metadata spells the address out, it is not ours.
  const quoted = new RegExp(`[",]${ip.replaceAll('.', '\\.')}[",]`);
  if (quoted.test(JSON.stringify(snapshot.cnapi?.servers ?? []))) return 'a server has it';
  if (quoted.test(JSON.stringify(snapshot.sapi?.applications ?? []))) return 'the metadata names it';
  return null;
}

/** How many addresses of a network may be taken, counted up to `enough`. */
export function freeCount(snapshot: Snapshot, network: NapiNetwork, enough: number): number {
  let count = 0;
  const last = asNumber(network.provision_end_ip);
  for (let value = asNumber(network.provision_start_ip); value <= last && count < enough; value += 1)
    if (whyNotFree(snapshot, network, asText(value)) === null) count += 1;
  return count;
}
