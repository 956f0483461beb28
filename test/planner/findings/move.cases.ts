/** What is wrong with a request, or with the very move, each alone; and what a person has to do around it. */
import { candidateUuids } from '../../../planner/identifiers.ts';
import type { ServerUuid, ZoneUuid } from '../../../schemas/ids.ts';
import type { Case } from './case.ts';
import {
  find,
  globalZone,
  install,
  instance,
  network,
  part,
  sdc,
  server,
  service,
  twin,
  vm,
  vmNics,
  type Recording,
} from './recording.ts';

const GIB = 1024 ** 3;

/** An unfinished move of amonredis: its new zone is there, in some state. */
function halfDone(dc: Recording, state: string): void {
  const [uuid] = candidateUuids(
    'us-test-1',
    'amonredis',
    vm(dc, 'amonredis0')['uuid'] as ZoneUuid,
    server(dc, 'headnode1')['uuid'] as ServerUuid,
  );
  const row = twin(dc, 'amonredis0', { alias: 'amonredis1', host: 'headnode1', ip: '10.99.99.226' });
  instance(dc, 'amonredis1')['uuid'] = uuid;
  find(dc.napi.nics, 'belongs_to_uuid', row['uuid'])['belongs_to_uuid'] = uuid;
  Object.assign(row, { uuid, state });
}

/** Gives a zone a NIC on the external network. */
function giveOutside(dc: Recording, alias: string, ip: string): void {
  const { uuid, nic_tag } = network(dc, 'external');
  const place = { mac: '90:b8:d0:00:00:01', ip, nic_tag, network_uuid: uuid, primary: false };
  const row = vm(dc, alias);
  const owner = { belongs_to_type: 'zone', belongs_to_uuid: row['uuid'], owner_uuid: row['owner_uuid'] };
  vmNics(dc, alias).push(place);
  dc.napi.nics.push({ ...place, ...owner, state: 'running' });
  dc.napi.ips[String(uuid)]?.push({ ip, network_uuid: uuid, reserved: false, free: false, ...owner });
}

function imageOf(dc: Recording, name: string) {
  return find(dc.imgapi?.images, 'uuid', part(service(dc, name), 'params')['image_uuid']);
}

export const moveCases: readonly Case[] = [
  { code: 'unknown-server', asked: { from: 'nowhere' }, askedWell: {} },
  { code: 'ambiguous-server', asked: { from: 'headnode' }, askedWell: {} },
  { code: 'same-server', asked: { to: 'headnode0' }, askedWell: {} },
  { code: 'source-not-running', break: (dc) => (server(dc, 'headnode0')['status'] = 'unknown') },
  { code: 'target-not-headnode', break: (dc) => (server(dc, 'headnode1')['headnode'] = false) },
  { code: 'target-not-set-up', break: (dc) => (server(dc, 'headnode1')['setup'] = false) },
  { code: 'target-not-running', break: (dc) => (server(dc, 'headnode1')['status'] = 'rebooting') },
  { code: 'ha-to-unfit', of: 'it is FROM', asked: { haTo: 'headnode0' }, askedWell: {} },
  { code: 'ha-to-unfit', of: 'it is TO', asked: { haTo: 'headnode1' }, askedWell: {} },
  {
    code: 'ha-to-idle',
    asked: { haTo: 'headnode2', services: ['papi'] },
    askedWell: { services: ['papi'] },
  },
  {
    code: 'ha-to-unfit',
    of: 'it is not set up',
    break: (dc) => (server(dc, 'headnode2')['setup'] = false),
    asked: { haTo: 'headnode2' },
  },
  {
    code: 'ha-no-place',
    asked: { allowDegraded: false, services: ['moray'] },
    askedWell: { services: ['moray'] },
  },
  {
    code: 'ha-to-taken',
    asked: { allowDegraded: false, haTo: 'headnode2', services: ['moray'] },
    askedWell: { services: ['moray'] },
  },
  {
    code: 'ha-last-member',
    break: (dc) => {
      for (const alias of ['moray1', 'moray2']) vm(dc, alias)['state'] = 'stopped';
    },
  },
  {
    code: 'ha-last-member',
    of: 'the others are on servers that nobody hears from',
    break: (dc) => {
      vm(dc, 'moray1')['state'] = 'stopped';
      server(dc, 'headnode2')['status'] = 'unknown';
    },
    asked: { services: ['moray'] },
  },
  {
    code: 'degraded-forbidden',
    break: (dc) => (dc.policy = { allowDegraded: false }),
    asked: { services: ['moray'] },
  },
  { code: 'cluster-degraded', asked: { services: ['moray'] }, askedWell: { services: ['papi'] } },
  { code: 'address-not-keepable', asked: { keepAddress: ['napi'] }, askedWell: {} },
  { code: 'address-must-stay', asked: { newAddress: ['rabbitmq'] }, askedWell: {} },
  { code: 'address-option-idle', of: 'what stays', asked: { keepAddress: ['docker'] }, askedWell: {} },
  { code: 'address-option-idle', of: 'what goes', asked: { newAddress: ['papi'] }, askedWell: {} },
  {
    code: 'address-option-idle',
    of: 'what does not move',
    asked: { services: ['papi'], keepAddress: ['mahi'] },
    askedWell: { services: ['papi'] },
  },
  { code: 'known-address-goes', asked: { newAddress: ['cloudapi'] }, askedWell: {} },
  {
    code: 'boot-files-missing',
    break: (dc) => (part(globalZone(dc, 'headnode1'), 'usbkey')['platforms'] = []),
  },
  { code: 'boot-files-unknown', break: (dc) => delete globalZone(dc, 'headnode1')['usbkey'] },
  { code: 'unknown-service', asked: { services: ['no-such-service'] }, askedWell: {} },
  {
    code: 'service-not-there',
    asked: { from: 'headnode2', services: ['vmapi'] },
    askedWell: { services: ['vmapi'] },
  },
  {
    code: 'asked-not-moved',
    break: (dc) => {
      install(dc, 'nat', 'headnode0');
    },
    asked: { services: ['nat'] },
    askedWell: { services: ['papi'] },
  },
  {
    code: 'asked-not-running',
    break: (dc) => (vm(dc, 'amon0')['state'] = 'stopped'),
    asked: { services: ['amon'] },
  },
  { code: 'not-running', break: (dc) => (vm(dc, 'amon0')['state'] = 'stopped') },
  {
    code: 'half-done-not-settled',
    break: (dc) => {
      halfDone(dc, 'provisioning');
    },
  },
  {
    code: 'both-running',
    break: (dc) => {
      halfDone(dc, 'running');
    },
  },
  { code: 'image-unknown', break: (dc) => delete part(service(dc, 'vmapi'), 'params')['image_uuid'] },
  { code: 'image-missing', break: (dc) => (imageOf(dc, 'vmapi')['origin'] = network(dc, 'admin')['uuid']) },
  { code: 'image-not-active', break: (dc) => (imageOf(dc, 'vmapi')['state'] = 'unactivated') },
  {
    code: 'image-origin-circle',
    break: (dc) => (imageOf(dc, 'vmapi')['origin'] = imageOf(dc, 'vmapi')['uuid']),
  },
  {
    code: 'nic-tag-missing',
    break: (dc) => {
      for (const nic of dc.napi.nics)
        if (nic['belongs_to_uuid'] === server(dc, 'headnode1')['uuid']) nic['nic_tags_provided'] = ['admin'];
    },
  },
  {
    code: 'no-space',
    break: (dc) =>
      (server(dc, 'headnode1')['disk_pool_alloc_bytes'] = server(dc, 'headnode1')['disk_pool_size_bytes']),
  },
  { code: 'quota-too-small', break: (dc) => (vm(dc, 'imgapi0')['quota'] = 1) },
  {
    code: 'dataset-has-children',
    break: (dc) => {
      const name = `zones/${String(vm(dc, 'imgapi0')['uuid'])}/data/images`;
      (globalZone(dc, 'headnode0')['datasets'] as object[]).push({ name });
    },
  },
  { code: 'memory-tight', break: (dc) => (server(dc, 'headnode1')['memory_provisionable_bytes'] = GIB) },
  {
    code: 'side-by-side',
    break: (dc) => {
      twin(dc, 'papi0', { alias: 'papi1', host: 'headnode1', ip: '10.99.99.227' });
      part(sdc(dc), 'metadata')['papi_admin_ips'] =
        `${String(part(sdc(dc), 'metadata')['papi_admin_ips'])},10.99.99.227`;
    },
  },
  {
    code: 'nic-under-way',
    break: (dc) => {
      const { uuid } = Object.assign(vm(dc, 'rabbitmq0'), { state: 'stopped', nics: [] });
      dc.napi.nics = dc.napi.nics.filter((nic) => nic['belongs_to_uuid'] !== uuid);
    },
  },
  {
    code: 'no-admin-nic',
    break: (dc) => {
      const external = { nic_tag: 'external', network_uuid: network(dc, 'external')['uuid'] };
      Object.assign(vmNics(dc, 'vmapi0')[0] ?? {}, external, { ip: '10.88.88.99' });
    },
  },
  {
    code: 'nic-network-unknown',
    break: (dc) => Object.assign(vmNics(dc, 'vmapi0')[0] ?? {}, { network_uuid: vm(dc, 'vmapi0')['uuid'] }),
  },
  {
    code: 'kept-address-not-held',
    break: (dc) => {
      const { ip, network_uuid } = find(vmNics(dc, 'cloudapi0'), 'nic_tag', 'external');
      find(dc.napi.ips[String(network_uuid)], 'ip', ip)['belongs_to_uuid'] = vm(dc, 'docker0')['uuid'];
    },
  },
  {
    code: 'too-few-addresses',
    break: (dc) => (network(dc, 'admin')['provision_end_ip'] = '10.99.99.50'),
    asked: { services: ['papi'] },
  },
  {
    code: 'provisioning-down',
    break: (dc) => (vm(dc, 'napi0')['state'] = 'stopped'),
    asked: { services: ['amon'] },
  },
  {
    code: 'dns-unseen',
    break: (dc) => delete part(sdc(dc), 'metadata')['dns_domain'],
    asked: { services: ['papi'] },
  },
  {
    code: 'address-not-keepable',
    of: 'SAPI, which has one outside too',
    break: (dc) => {
      giveOutside(dc, 'sapi0', '10.88.88.200');
    },
    asked: { services: ['sapi'], keepAddress: ['sapi'] },
    askedWell: { services: ['sapi'] },
  },
  { code: 'sdc-tools', asked: { services: ['sdc'] }, askedWell: { services: ['mahi'] } },
  {
    code: 'sdc-outside',
    break: (dc) => {
      giveOutside(dc, 'sdc0', '10.88.88.200');
    },
    asked: { services: ['sdc'] },
  },
  {
    code: 'ufds-replica',
    break: (dc) => {
      Object.assign(part(sdc(dc), 'metadata'), { ufds_is_master: 'false', ufds_remote_ip: '192.0.2.1' });
    },
    asked: { services: ['ufds'] },
  },
  {
    code: 'sapi-image-too-old',
    break: (dc) => (imageOf(dc, 'sapi')['version'] = 'master-20180621T000000Z-g0'),
    asked: { services: ['sapi'] },
  },
  {
    code: 'sapi-image-unknown',
    break: (dc) => (imageOf(dc, 'sapi')['version'] = '1.2.3'),
    asked: { services: ['sapi'] },
  },
  { code: 'image-files', asked: { services: ['imgapi'] }, askedWell: { services: ['mahi'] } },
  { code: 'amon-probes', asked: { services: ['amon'] }, askedWell: { services: ['papi'] } },
  {
    code: 'global-zone-links',
    break: (dc) => {
      install(dc, 'manta', 'headnode0');
    },
    asked: { services: ['manta'] },
    askedWell: { services: ['papi'] },
  },
];
