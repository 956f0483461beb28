/** Whether NAPI's NICs are those of the core zones, each address once, and nothing is left of zones that are gone. */
import type { Finding } from '../../schemas/plan.ts';
import type { NapiNic } from '../../schemas/snapshot.ts';
import { note, warning } from '../findings.ts';
import { isGone } from '../world.ts';
import { openJobs } from './snapshot.ts';
import { listed, type Survey } from './survey.ts';

/** Findings about NICs. */
export function checkNics(survey: Survey): readonly Finding[] {
  return [...twice(survey), ...differ(survey), ...leftOver(survey), ...stuck(survey)];
}

/**
 * Addresses repeat from network to network: only a holder on the same one is a second. Two zones with one
 * address are seen here as well, because each has a NIC in NAPI, or differs from it.
 */
function twice({ zones, nics }: Survey): readonly Finding[] {
  const holders = new Map(
    zones.flatMap((zone) =>
      zone.nics.map(({ network, ip }) => [`${network ?? ''} ${ip ?? ''}`, zone] as const),
    ),
  );
  return nics.flatMap(({ mac, ip, network_uuid, belongs_to_type, belongs_to_uuid }) => {
    if (ip === undefined || network_uuid === undefined) return [];
    const zone = holders.get(`${network_uuid} ${ip}`);
    if (!zone || belongs_to_uuid === zone.uuid || zone.nics.some((nic) => nic.mac === mac.toLowerCase()))
      return [];
    return [
      warning(
        'address-twice',
        zone.alias,
        `${zone.alias} has the address ${ip}, and so has NIC ${mac} of ${belongs_to_type} ${belongs_to_uuid}: whom it leads to is chance. Find out who may have it, and take it from the other.`,
      ),
    ];
  });
}

function differ({ zones, nics }: Survey): readonly Finding[] {
  const byMac = new Map<string, NapiNic>(nics.map((nic) => [nic.mac.toLowerCase(), nic]));
  return zones.flatMap((zone) => {
    const wrong = (zone.vm?.nics ?? []).flatMap((nic) => {
      const record = byMac.get(nic.mac.toLowerCase());
      if (!record) return [`NAPI does not have NIC ${nic.mac}`];
      if (record.belongs_to_uuid !== zone.uuid)
        return [`NAPI has NIC ${nic.mac} as that of ${record.belongs_to_type} ${record.belongs_to_uuid}`];
      if (record.ip === nic.ip) return [];
      return [`NIC ${nic.mac} has ${nic.ip ?? 'no address'}, and ${record.ip ?? 'none'} in NAPI`];
    });
    if (wrong.length === 0) return [];
    return [
      warning(
        'nic-differs',
        zone.alias,
        `VMAPI and NAPI do not agree on ${zone.alias}: ${listed(wrong)}. Mend the record that is wrong.`,
      ),
    ];
  });
}

/** A zone that VMAPI does not show may be one that was not recorded: only a row that says so is taken for gone. */
function leftOver({ owned, nics }: Survey): readonly Finding[] {
  const gone = new Map<string, string>(
    (owned ?? []).filter((vm) => isGone(vm.state)).map((vm) => [vm.uuid, vm.alias ?? vm.uuid]),
  );
  const left = nics.flatMap((nic) => {
    const alias = nic.belongs_to_type === 'zone' ? gone.get(nic.belongs_to_uuid) : undefined;
    return alias === undefined ? [] : [`${nic.mac} (${alias})`];
  });
  if (left.length === 0) return [];
  return [
    note(
      'nic-left-over',
      'napi',
      `NAPI keeps NICs of zones that are gone, and their addresses: ${listed(left)}. Delete them.`,
    ),
  ];
}

/** Where the jobs were not recorded, one may be about to end it. */
function stuck({ world, nics }: Survey): readonly Finding[] {
  const { workflow } = world.snapshot;
  if (!workflow || openJobs(world.snapshot).length > 0) return [];
  const waiting = nics.filter((nic) => nic['state'] === 'provisioning');
  if (waiting.length === 0) return [];
  return [
    note(
      'nic-stuck',
      'napi',
      `These NICs are in provisioning, and no job runs that could end it: ${listed(waiting.map((nic) => nic.mac))}. Delete them when no zone uses them.`,
    ),
  ];
}
