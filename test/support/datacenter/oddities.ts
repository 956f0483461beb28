/** What real datacenters have beside their core services, and what they have where it should not be. */
import { hold, dotted, type AddressRecord, type Network } from './address-book.ts';
import { uuidOf } from './names.ts';
import { canary } from './population.ts';
import type { AddressFill, Oddity } from './recipe.ts';
import {
  plug,
  serverAt,
  zoneUuid,
  type Nic,
  type Server,
  type Service,
  type Site,
  type Zone,
} from './site.ts';

/** Adds one oddity, the n-th of its datacenter. */
export function addOddity(site: Site, oddity: Oddity, n: number): void {
  const server = serverAt(site, oddity.server);
  switch (oddity.kind) {
    case 'destroyed-row':
      // Its alias is the one that the first service's next instance would have.
      site.zones.push({ ...leftover(site, server, n), state: 'destroyed' });
      return;
    case 'failed-row': {
      const zone = leftover(site, server, n);
      const nic = plug(site, site.admin, zone, { where: 'range', primary: true });
      site.zones.push({
        ...zone,
        alias: `${zone.alias}tmp`,
        state: 'failed',
        nics: nic === null ? [] : [nic],
      });
      return;
    }
    case 'customer-zone':
      site.zones.push(customerZone(site, server, n));
      return;
    case 'zone-without-instance':
      site.zones.push({ ...bareZone(site, server, 'vmapi', n), alias: `vmapi${String(20 + n)}` });
      return;
    case 'nat-zone': {
      const service = extraService(site, 'nat', site.application);
      site.zones.push({
        ...bareZone(site, server, 'nat', n),
        instance: record(service, server, `nat${String(n)}`),
      });
      return;
    }
    case 'manta-application': {
      const service = extraService(site, 'webapi', mantaApplication(site));
      const zone = bareZone(site, server, 'webapi', n);
      site.zones.push({
        ...zone,
        owner: uuidOf(site.recipe.salt, 'poseidon'),
        tags: { manta_role: 'webapi' },
        instance: record(service, server, zone.alias),
      });
      return;
    }
    default:
      oddity.kind satisfies never;
  }
}

/** UUID of the application manta. */
export function mantaApplication(site: Site): string {
  return uuidOf(site.recipe.salt, 'application', 'manta');
}

function extraService(site: Site, name: string, application: string): Service {
  const uuid = uuidOf(site.recipe.salt, 'service', name);
  const known = site.services.find((service) => service.uuid === uuid);
  if (known !== undefined) return known;
  const service: Service = {
    uuid,
    name,
    application,
    type: 'vm',
    params: { image_uuid: uuidOf(site.recipe.salt, 'image', name), tags: { smartdc_role: name } },
    metadata: { SERVICE_NAME: name, SECRET_KEY: canary(site, name) },
  };
  site.services.push(service);
  return service;
}

function record(service: Service, server: Server, alias: string): NonNullable<Zone['instance']> {
  return { service: service.uuid, params: { alias, server_uuid: server.uuid }, metadata: {} };
}

function bareZone(site: Site, server: Server, role: string, n: number): Zone {
  const uuid = zoneUuid(site.recipe, `odd-${role}`, n);
  const network = role === 'nat' ? site.others[0] : site.admin;
  const nic =
    network === undefined ? null : plug(site, network, { uuid, server }, { where: 'range', primary: true });
  return {
    uuid,
    alias: `${role}${String(n)}`,
    server,
    owner: site.administrator,
    state: 'running',
    tags: { smartdc_role: role, smartdc_type: 'core' },
    nics: nic === null ? [] : [nic],
    image: uuidOf(site.recipe.salt, 'image', role),
    ram: 1024,
    quota: 25,
    dataset: null,
    instance: null,
    row: true,
  };
}

/** A row whose UUID is burnt, without NICs, under an alias that a planner might choose. */
function leftover(site: Site, server: Server, n: number): Zone {
  const service = site.recipe.services[0];
  const name = service?.name ?? 'vmapi';
  return {
    ...bareZone({ ...site, others: [], admin: closed(site.admin) }, server, name, n),
    alias: `${name}${String((service?.instances.length ?? 0) + n)}`,
    nics: [],
  };
}

/** A view of a network whose addresses can't be taken by accident. */
function closed(network: Network): Network {
  return { ...network, nicTag: 'none' };
}

function customerZone(site: Site, server: Server, n: number): Zone {
  return {
    ...bareZone({ ...site, admin: closed(site.admin) }, server, 'customer', n),
    owner: site.customer,
    tags: {},
  };
}

/** Gives the range's first addresses what the recipe says of them, where nobody has them yet. */
export function fillRange(site: Site, network: Network, fill: readonly AddressFill[], marker: string): void {
  fill.forEach((kind, index) => {
    const offset = network.start + index;
    if (offset > network.end || network.taken.has(offset)) return;
    fillAddress(site, network, offset, kind, marker);
  });
}

function fillAddress(site: Site, network: Network, offset: number, kind: AddressFill, marker: string): void {
  const uuid = uuidOf(site.recipe.salt, 'holder', network.name, offset);
  const nic = (): Nic => ({ mac: site.nextMac(), network, offset, primary: true });
  const held = (type: string): AddressRecord => ({
    reserved: false,
    belongs_to_type: type,
    belongs_to_uuid: uuid,
    owner_uuid: site.customer,
  });
  switch (kind) {
    case 'never':
      return;
    case 'freed':
      network.records.set(offset, { reserved: false });
      return;
    case 'owned':
      hold(network, offset, { reserved: false, owner_uuid: site.customer });
      return;
    case 'reserved':
      hold(network, offset, { reserved: true, owner_uuid: site.administrator });
      return;
    case 'marked':
      network.records.set(offset, { reserved: true, owner_uuid: marker });
      return;
    case 'customer':
      hold(network, offset, held('zone'));
      site.strayNics.push({ nic: nic(), type: 'zone', owner: site.customer, uuid });
      return;
    case 'other':
      hold(network, offset, held('other'));
      return;
    case 'nic':
      hold(network, offset, null);
      site.strayNics.push({ nic: nic(), type: 'other', owner: site.customer, uuid });
      return;
    case 'vm':
      hold(network, offset, null);
      site.zones.push({ ...customerZone(site, serverAt(site, offset), 1000 + offset), uuid, nics: [nic()] });
      return;
    case 'server':
      hold(network, offset, null);
      site.sysinfoAddresses.push(dotted(network, offset));
      return;
    case 'metadata':
      hold(network, offset, null);
      site.spareResolvers.push(dotted(network, offset));
      return;
    default:
      kind satisfies never;
  }
}
