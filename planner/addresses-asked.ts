/**
 * `--keep-address` and `--new-address`: whose addresses stay is the catalogue's to say, and the operator
 * may know better. What they ask for and can't have is an error: a plan that quietly did something else
 * would be read as if it did it.
 */
import { rules } from '../catalogue/rules.ts';
import type { ServiceRules } from '../catalogue/service-rules.ts';
import type { Finding } from '../schemas/plan.ts';
import { CREATE_NEEDS } from './checks/snapshot.ts';
import { error, warning } from './findings.ts';
import { isAskedFor, type MigrateRequest } from './request.ts';
import type { Route } from './servers.ts';
import { compare, isAdminTag, type CoreZone, type World } from './world.ts';

/** The rules by service name, with what was asked for put in. */
export interface Asked {
  readonly rules: ReadonlyMap<string, ServiceRules>;
  readonly findings: readonly Finding[];
}

/** Puts what a request says of addresses into the rules. */
export function addressesAsked(world: World, { from }: Route, request: MigrateRequest): Asked {
  const findings: Finding[] = [];
  const changed = new Map(rules);
  const keep = new Set(request.keepAddress);
  for (const name of [...keep, ...(request.newAddress ?? [])].sort(compare)) {
    const row = rules.get(name);
    const zones = world.zones.filter((zone) => zone.service.name === name && zone.server === from.uuid);
    if (!row || zones.length === 0 || !isAskedFor(name, request)) continue;
    const answer = keep.has(name) ? kept(row, zones) : renewed(row, zones);
    if ('severity' in answer) findings.push(answer);
    else changed.set(name, answer);
    if (!keep.has(name) && row.keepsOuterAddresses) findings.push(...known(name, zones));
  }
  return { rules: changed, findings };
}

/** An option that changes nothing was meant to change something. */
export function addressIdle(name: string, why: string, isKeep: boolean): Finding {
  const option = isKeep ? '--keep-address' : '--new-address';
  return error('address-option-idle', name, `${option} ${name} would change nothing: ${why}. Leave it out.`);
}

/** An address outside the admin network is what others know; a service without one is known by the other. */
function kept(row: ServiceRules, zones: readonly CoreZone[]): ServiceRules | Finding {
  const { name } = row;
  const isOutside = zones.some(hasOuter);
  if (row.keepsAdminAddress || (row.keepsOuterAddresses && isOutside)) {
    const which = row.keepsAdminAddress ? 'its address' : 'its address outside the admin network';
    return addressIdle(name, `${which} stays anyway, and no other can`, true);
  }
  if (name === 'sapi') {
    return error(
      'address-not-keepable',
      name,
      'sapi cannot keep an address: the old one serves until the new one was compared with it. Leave it out of --keep-address.',
    );
  }
  if (isOutside) return { ...row, keepsOuterAddresses: true };
  if (row.provisioningChain || CREATE_NEEDS.includes(name)) {
    return error(
      'address-not-keepable',
      name,
      `${name} cannot keep its only address: its new zone could be created only when the old one has stopped, and a create goes through ${name}. Leave it out of --keep-address.`,
    );
  }
  if (zones.some(({ dataset }) => dataset !== null) && row.data?.carry !== false) {
    return error(
      'address-not-keepable',
      name,
      `${name} cannot keep its only address: its new zone could be created only when the old one has stopped, and ${name} would be down until all its data is copied. Leave it out of --keep-address.`,
    );
  }
  return { ...row, keepsAdminAddress: true };
}

function hasOuter({ nics }: CoreZone): boolean {
  return nics.some(({ nicTag }) => !isAdminTag(nicTag));
}

function renewed(row: ServiceRules, zones: readonly CoreZone[]): ServiceRules | Finding {
  if (!row.keepsAdminAddress) {
    if (!row.keepsOuterAddresses || !zones.some(hasOuter))
      return addressIdle(row.name, 'it gets new addresses anyway', false);
    return { ...row, keepsOuterAddresses: false };
  }
  return error(
    'address-must-stay',
    row.name,
    `the address of ${row.name} is written down where no step of a plan changes it (${row.literals.map(({ where }) => where).join('; ')}): leave it out of --new-address.`,
  );
}

/** Who knows an address that goes. */
function known(name: string, zones: readonly CoreZone[]): readonly Finding[] {
  const addresses = zones.flatMap(({ nics }) =>
    nics.flatMap(({ nicTag, ip }) => (ip === null || isAdminTag(nicTag) ? [] : [ip])),
  );
  if (addresses.length === 0) return [];
  return [
    warning(
      'known-address-goes',
      name,
      `${name} gives up ${addresses.join(', ')}, as asked: names, load balancers, certificates and firewalls outside that know it must learn the new one.`,
    ),
  ];
}
