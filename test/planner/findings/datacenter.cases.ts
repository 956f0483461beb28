/** Troubles of headnodes, zones, services and records, each alone. */
import type { Case } from './case.ts';
import {
  find,
  globalZone,
  instance,
  part,
  remove,
  sdc,
  server,
  service,
  twin,
  vm,
  type Recording,
  type Row,
} from './recording.ts';

const NOBODY = '11111111-1111-4111-8111-111111111111';

/** A platform that every headnode has on its key. */
function newPlatform(dc: Recording): string {
  const platform = '20250101T000000Z';
  for (const zone of Object.values(dc.globalZones ?? {}))
    zone['usbkey'] = {
      ...part(zone, 'usbkey'),
      platforms: [platform, server(dc, 'headnode0')['boot_platform']],
    };
  return platform;
}

export const datacenterCases: readonly Case[] = [
  { code: 'few-headnodes', break: (dc) => delete server(dc, 'headnode2')['headnode'] },
  {
    code: 'server-down',
    break: (dc) => (server(dc, 'headnode2')['status'] = 'unknown'),
    asked: { except: ['manatee'] },
    also: ['few-headnodes'],
  },
  {
    code: 'headnode-not-set-up',
    break: (dc) => (server(dc, 'headnode2')['setup'] = false),
    also: ['few-headnodes'],
  },
  {
    code: 'generic-server-uuid',
    break: (dc) => dc.cnapi.servers.push({ uuid: '03000200-0400-0500-0006-000700080009', hostname: 'cn9' }),
  },
  {
    code: 'platform-pending',
    break: (dc) => (server(dc, 'headnode1')['boot_platform'] = newPlatform(dc)),
  },
  {
    code: 'platforms-differ',
    break: (dc) => {
      const platform = newPlatform(dc);
      Object.assign(server(dc, 'headnode1'), { current_platform: platform, boot_platform: platform });
    },
  },
  { code: 'pool-not-online', break: (dc) => (globalZone(dc, 'headnode1')['zpool'] = { health: 'DEGRADED' }) },
  {
    code: 'tags-not-everywhere',
    break: (dc) => {
      const { uuid } = server(dc, 'headnode2');
      for (const nic of dc.napi.nics)
        if (nic['belongs_to_uuid'] === uuid && String(nic['nic_tags_provided']).includes('external'))
          nic['nic_tags_provided'] = [];
    },
  },
  {
    code: 'dhcpd-missing',
    break: (dc) => {
      remove(dc, 'dhcpd2');
    },
    also: ['admin-ips-stale'],
  },
  {
    code: 'dhcp-spoofing-off',
    break: (dc) => {
      for (const nic of dc.napi.nics)
        if (nic['belongs_to_uuid'] === vm(dc, 'dhcpd0')['uuid']) nic['allow_dhcp_spoofing'] = false;
      for (const nic of vm(dc, 'dhcpd0')['nics'] as Row[])
        nic['dhcp_server'] = nic['allow_dhcp_spoofing'] = false;
    },
  },
  {
    code: 'second-instance',
    break: (dc) => void twin(dc, 'vmapi0', { alias: 'vmapi1', host: 'headnode2', ip: '10.99.99.210' }),
    asked: { services: ['papi'] },
    also: ['admin-ips-stale', 'dns-differs'],
  },
  {
    code: 'zone-without-instance',
    break: (dc) => {
      const stray = { uuid: NOBODY, alias: 'papi7', server_uuid: server(dc, 'headnode2')['uuid'], nics: [] };
      dc.vmapi?.vms.push({ ...vm(dc, 'papi0'), ...stray });
    },
  },
  {
    code: 'temporary-instance',
    break: (dc) => {
      vm(dc, 'moray1')['alias'] = 'moray1tmp';
    },
  },
  { code: 'zone-down', break: (dc) => (vm(dc, 'moray1')['state'] = 'stopped') },
  { code: 'autoboot-off', break: (dc) => (vm(dc, 'moray1')['autoboot'] = false) },
  { code: 'alias-twice', break: (dc) => (vm(dc, 'moray1')['alias'] = 'moray2') },
  {
    code: 'location-differs',
    break: (dc) => (part(instance(dc, 'moray1'), 'params')['server_uuid'] = server(dc, 'headnode2')['uuid']),
  },
  {
    code: 'failed-zone',
    break: (dc) => (vm(dc, 'cloudapi0tmp')['server_uuid'] = server(dc, 'headnode2')['uuid']),
  },
  {
    code: 'orphan-record',
    of: 'on the source',
    break: (dc) => (vm(dc, 'papi0')['state'] = 'destroyed'),
    also: ['provisioning-down', 'nic-left-over'],
  },
  {
    code: 'orphan-record',
    of: 'elsewhere',
    break: (dc) => (vm(dc, 'dhcpd1')['state'] = 'destroyed'),
    also: ['admin-ips-stale', 'nic-left-over'],
  },
  {
    code: 'service-missing',
    break: (dc) => {
      remove(dc, 'amon0');
    },
  },
  {
    code: 'service-domain-missing',
    break: (dc) => delete part(service(dc, 'vmapi'), 'metadata')['SERVICE_DOMAIN'],
  },
  { code: 'service-without-image', break: (dc) => delete part(service(dc, 'moray'), 'params')['image_uuid'] },
  { code: 'image-changes', break: (dc) => (vm(dc, 'vmapi0')['image_uuid'] = NOBODY) },
  { code: 'image-differs', break: (dc) => (vm(dc, 'moray1')['image_uuid'] = NOBODY) },
  {
    code: 'image-not-in-imgapi',
    break: (dc) => {
      const image = part(service(dc, 'moray'), 'params')['image_uuid'];
      if (dc.imgapi) dc.imgapi.images = dc.imgapi.images.filter((one) => one['uuid'] !== image);
    },
  },
  {
    code: 'image-without-file',
    break: (dc) => {
      const image = part(service(dc, 'vmapi'), 'params')['image_uuid'];
      find(dc.imgapi?.images, 'uuid', image)['files'] = [];
    },
  },
  { code: 'differs-from-service', of: 'size', break: (dc) => (vm(dc, 'vmapi0')['quota'] = 77) },
  {
    code: 'differs-from-service',
    of: 'firewall',
    break: (dc) => {
      part(service(dc, 'vmapi'), 'params')['firewall_enabled'] = true;
      vm(dc, 'vmapi0')['firewall_enabled'] = false;
    },
  },
  { code: 'params-left', break: (dc) => (part(instance(dc, 'moray1'), 'params')['autoboot'] = false) },
  {
    code: 'in-maintenance',
    break: (dc) => (part(service(dc, 'cloudapi'), 'metadata')['CLOUDAPI_READONLY'] = true),
  },
  {
    code: 'maintenance-left-open',
    break: (dc) => {
      part(sdc(dc), 'metadata')['DC_MAINT_MESSAGE'] =
        'Core services move from headnode0 to headnode1 (hnadm run 0123456789abcdef)';
    },
  },
];
