/** Snapshots that lack something, or contradict themselves, each in one place. */
import type { Case } from './case.ts';
import {
  globalZone,
  instance,
  napiNic,
  part,
  sdc,
  server,
  service,
  twin,
  vm,
  type Row,
} from './recording.ts';

const NOBODY = '11111111-1111-4111-8111-111111111111';

export const recordCases: readonly Case[] = [
  { code: 'part-missing', break: (dc) => ((dc as unknown as Row)['napi'] = null) },
  { code: 'vmapi-unknown', break: (dc) => delete dc.vmapi },
  {
    code: 'global-zones-unknown',
    break: (dc) => delete dc.globalZones,
    also: ['installed-images-unknown', 'boot-files-unknown'],
  },
  { code: 'images-unknown', break: (dc) => delete dc.imgapi, also: ['sapi-image-unknown'] },
  { code: 'installed-images-unknown', break: (dc) => delete globalZone(dc, 'headnode1')['images'] },
  {
    code: 'space-unknown',
    break: (dc) => {
      delete server(dc, 'headnode1')['disk_pool_size_bytes'];
      delete server(dc, 'headnode1')['unreserved_disk'];
    },
  },
  { code: 'jobs-running', break: (dc) => dc.workflow?.jobs.push({ uuid: NOBODY, execution: 'running' }) },
  {
    code: 'recording-incomplete',
    break: (dc) => dc.errors.push({ part: 'globalZones.x', message: 'no route to host' }),
  },
  { code: 'global-zone-unreachable', break: (dc) => (globalZone(dc, 'headnode2')['reachable'] = false) },
  { code: 'not-looked-at', of: 'DNS', break: (dc) => delete dc.dns },
  { code: 'not-looked-at', of: 'clusters', break: (dc) => delete dc.clusters },
  { code: 'not-looked-at', of: 'jobs', break: (dc) => delete dc.workflow },
  { code: 'no-sdc-application', break: (dc) => (sdc(dc)['name'] = 'other') },
  { code: 'two-sdc-applications', break: (dc) => dc.sapi.applications.push({ ...sdc(dc), uuid: NOBODY }) },
  { code: 'sapi-not-full', break: (dc) => (dc.sapi.mode = 'proto') },
  { code: 'duplicate-instance', break: (dc) => dc.sapi.instances.push(instance(dc, 'papi0')) },
  { code: 'duplicate-vm', break: (dc) => dc.vmapi?.vms.push(vm(dc, 'papi0')) },
  {
    code: 'duplicate-server',
    break: (dc) => dc.cnapi.servers.push({ ...server(dc, 'headnode2'), hostname: 'x' }),
  },
  {
    code: 'dangling-service',
    break: (dc) => dc.sapi.services.push({ ...service(dc, 'papi'), uuid: NOBODY, application_uuid: NOBODY }),
  },
  {
    code: 'dangling-instance',
    break: (dc) => dc.sapi.instances.push({ uuid: NOBODY, service_uuid: NOBODY }),
  },
  { code: 'dangling-server', break: (dc) => (vm(dc, 'papi0')['server_uuid'] = NOBODY) },
  {
    code: 'location-unknown',
    break: (dc) => {
      vm(dc, 'papi0')['server_uuid'] = null;
      delete part(instance(dc, 'papi0'), 'params')['server_uuid'];
      delete napiNic(dc, 'papi0')['cn_uuid'];
    },
  },
  {
    code: 'singleton-twice',
    break: (dc) => void twin(dc, 'vmapi0', { alias: 'vmapi1', host: 'headnode2', ip: '10.99.99.210' }),
  },
  { code: 'alias-unusable', break: (dc) => (vm(dc, 'papi0')['alias'] = 'pa pi') },
];
