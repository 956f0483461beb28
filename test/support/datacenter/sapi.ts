/** A finished site as SAPI would list it: applications, services, instances. */
import { dotted } from './address-book.ts';
import { shuffled, uuidOf } from './names.ts';
import { mantaApplication } from './oddities.ts';
import { canary } from './population.ts';
import type { Site, Zone } from './site.ts';

type Json = Readonly<Record<string, unknown>>;

/** SAPI's objects. */
export function sapi(site: Site): Json {
  const { recipe } = site;
  const manta = site.services.some((service) => service.application !== site.application);
  const others = manta
    ? [
        {
          uuid: mantaApplication(site),
          name: 'manta',
          owner_uuid: uuidOf(recipe.salt, 'poseidon'),
          params: {},
        },
      ]
    : [];
  const instances = [
    ...site.zones.flatMap(({ uuid, instance }) => {
      if (instance === null) return [];
      const params = instance.params === null ? {} : { params: instance.params };
      return [{ uuid, service_uuid: instance.service, ...params, metadata: instance.metadata, type: 'vm' }];
    }),
    ...site.agents.map(({ uuid, service, server }) => ({
      uuid,
      service_uuid: service,
      params: { server_uuid: server.uuid },
      type: 'agent',
    })),
  ];
  return {
    mode: 'full',
    applications: shuffled([application(site), ...others], recipe.salt, 'applications'),
    services: shuffled(
      site.services.map(({ application: application_uuid, ...service }) => ({
        ...service,
        application_uuid,
        manifests: {},
      })),
      recipe.salt,
      'services',
    ),
    instances: shuffled(instances, recipe.salt, 'instances'),
  };
}

/** `<service>_admin_ips`: each service's addresses on the admin network, with commas. */
export function adminLists(site: Site): readonly (readonly [string, string])[] {
  return site.recipe.services.map(({ name }) => {
    const zones = site.zones.filter((zone) => zone.tags['smartdc_role'] === name && zone.instance !== null);
    return [`${name}_admin_ips`, zones.flatMap((zone) => adminAddress(site, zone) ?? []).join(',')];
  });
}

function application(site: Site): Json {
  const addresses = adminLists(site);
  const name = site.recipe.datacenter;
  return {
    uuid: site.application,
    name: 'sdc',
    owner_uuid: site.administrator,
    params: { brand: 'joyent-minimal', zfs_storage_pool_name: 'zones' },
    manifests: {},
    metadata: {
      datacenter_name: name,
      region_name: 'test-region',
      dns_domain: 'triton.zone',
      ufds_admin_uuid: site.administrator,
      ufds_is_master: 'true',
      'sapi-url': `http://sapi.${name}.triton.zone`,
      ufds_ldap_root_pw: canary(site, 'ldap'),
      rabbitmq: `guest:${canary(site, 'rabbit')}:rabbitmq.${name}.triton.zone:5672`,
      SDC_PRIVATE_KEY: `-----BEGIN RSA PRIVATE KEY-----\n${canary(site, 'key')}\n-----END RSA PRIVATE KEY-----`,
      ...(site.spareResolvers.length > 0 ? { binder_resolver_ips: site.spareResolvers.join(',') } : {}),
      ...zkServers(site),
      ...Object.fromEntries(addresses),
      ...writtenByHand(site),
    },
  };
}

/** What operators and scripts write down besides: every address in one value, and none that is only like one. */
function writtenByHand(site: Site): Json {
  const all = site.zones.flatMap((zone) => adminAddress(site, zone) ?? []);
  const urls = all.map((ip) => ({ url: `http://${ip}:8080/ping`, like: `${ip}0 1${ip} ${ip}.example.com` }));
  return site.recipe.salt % 2 === 0 ? { MONITORED: urls } : {};
}

/** The list of the binders; of a datacenter without any, none. */
function zkServers(site: Site): Json {
  const servers = site.zones.flatMap((zone) => {
    const id = zone.instance?.metadata['ZK_ID'];
    const host = id === undefined ? null : adminAddress(site, zone);
    return host === null ? [] : [{ host, port: 2181, num: Number(id) }];
  });
  const list = servers.map((one, at) => (at === servers.length - 1 ? { ...one, last: true } : one));
  return list.length === 0 ? {} : { ZK_SERVERS: list };
}

function adminAddress(site: Site, zone: Zone): string | null {
  const nic = zone.nics.find((one) => one.network === site.admin);
  return nic === undefined ? null : dotted(nic.network, nic.offset);
}
