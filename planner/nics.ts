/**
 * The NICs of a new zone: those of the zone it replaces, on the same networks. On the admin network
 * it gets an address of its own; addresses that others know by number move over with their MAC.
 */
import type { Finding } from '../schemas/plan.ts';
import type { NapiNetwork } from '../schemas/snapshot.ts';
import { isInSubnet } from './addresses.ts';
import type { ServiceRules } from '../catalogue/service-rules.ts';
import type { Desk } from './desk.ts';
import { error } from './findings.ts';
import type { MoveNic } from './move.ts';
import type { Selected } from './selection.ts';
import { isAdminTag, type ZoneNic } from './world.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** Decides the NICs of one move, in the order of the zone's interfaces. */
export function chooseNics(
  desk: Desk,
  selected: Selected,
): { readonly nics: readonly MoveNic[]; readonly findings: readonly Finding[] } {
  const { zone, halfDone, rules } = selected;
  const findings: Finding[] = [];
  const held = (halfDone?.nics ?? []).flatMap((nic) => heldNic(desk, nic) ?? []);
  const outstanding = halfDone ? zone.nics.filter((nic) => isKept(rules, nic.nicTag)) : zone.nics;
  const fresh = outstanding.flatMap((nic) => {
    const network = networkOf(desk, nic);
    if (!network || nic.ip === null || !MAC.test(nic.mac)) {
      findings.push(
        error(
          'nic-network-unknown',
          zone.alias,
          `NIC ${nic.mac} of ${zone.alias} is on no network that NAPI knows: its replacement's address cannot be chosen.`,
        ),
      );
      return [];
    }
    if (isKept(rules, network.nic_tag)) {
      const holder = desk.addresses.record(network.uuid, nic.ip)?.belongs_to_uuid;
      if (holder === zone.uuid && isInSubnet(network, nic.ip)) return [takeOver(desk, network, nic, nic.ip)];
      findings.push(
        error(
          'kept-address-not-held',
          zone.alias,
          `${nic.ip} on ${network.name} is to move with ${zone.service.name}, and NAPI has it for ${holder ?? 'nobody'}, not for ${zone.alias} (${zone.uuid}). Mend NAPI's record first.`,
        ),
      );
      return [];
    }
    const taken = desk.addresses.take(network.uuid);
    if (taken) return [{ ...place(network, nic.primary), ...taken, mac: null, wasReserved: false }];
    findings.push(
      error(
        'too-few-addresses',
        network.name,
        `Network ${network.name} (${network.subnet}) has no free address left in ${network.provision_start_ip}–${network.provision_end_ip} for ${zone.service.name}. Free some, or widen its provisioning range.`,
      ),
    );
    return [];
  });
  return { nics: withPrimary([...held, ...fresh]), findings };
}

function isKept(rules: ServiceRules, nicTag: string | null): boolean {
  return isAdminTag(nicTag) ? rules.keepsAdminAddress : rules.keepsOuterAddresses;
}

function takeOver(desk: Desk, network: NapiNetwork, nic: ZoneNic, ip: string): MoveNic {
  const wasReserved = desk.addresses.record(network.uuid, ip)?.reserved ?? false;
  return { ...place(network, nic.primary), ip, source: 'takeover', mac: nic.mac, wasReserved };
}

function heldNic(desk: Desk, nic: ZoneNic): MoveNic | null {
  const network = networkOf(desk, nic);
  if (!network || nic.ip === null) return null;
  const wasReserved = desk.addresses.record(network.uuid, nic.ip)?.reserved ?? false;
  return { ...place(network, nic.primary), ip: nic.ip, source: 'held', mac: null, wasReserved };
}

function place(network: NapiNetwork, primary: boolean) {
  return { network: network.uuid, networkName: network.name, nicTag: network.nic_tag, primary };
}

/** By the NIC's network; a NIC without one (vmadm made it) by its tag, where that names one network. */
export function networkOf({ world }: Pick<Desk, 'world'>, nic: ZoneNic): NapiNetwork | null {
  if (nic.network !== null) return world.networks.get(nic.network) ?? null;
  const byTag = [...world.networks.values()].filter((network) => network.nic_tag === nic.nicTag);
  return byTag.length === 1 ? (byTag[0] ?? null) : null;
}

/**
 * Exactly one NIC is primary: VMAPI would make the first one so where none is. A zone made without
 * the NIC that is yet to come has its admin NIC as primary until then.
 */
function withPrimary(nics: readonly MoveNic[]): readonly MoveNic[] {
  const primary =
    nics.find((nic) => nic.primary && nic.source === 'takeover') ??
    nics.find((nic) => nic.primary) ??
    nics[0];
  return nics.map((nic) => ({ ...nic, primary: nic === primary }));
}
