/** Troubles of NICs, addresses, names and clusters, each alone. */
import type { Case } from './case.ts';
import {
  address,
  find,
  install,
  instance,
  napiNic,
  network,
  part,
  sdc,
  server,
  service,
  twin,
  vm,
  type Recording,
  type Row,
} from './recording.ts';

/** ZK_SERVERS in its three places. */
function zkServers(dc: Recording): readonly Row[][] {
  const places = [sdc(dc), service(dc, 'moray'), service(dc, 'manatee')];
  return places.map((place) => part(place, 'metadata')['ZK_SERVERS'] as Row[]);
}
const manatee = (dc: Recording): Row => part(dc.clusters as unknown as Row, 'manatee');
const binder = (dc: Recording, alias: string): Row =>
  find(dc.clusters?.binder, 'zone', vm(dc, alias)['uuid']);

export const networkCases: readonly Case[] = [
  {
    code: 'address-twice',
    break: (dc) =>
      dc.napi.nics.push({
        ...napiNic(dc, 'moray1'),
        mac: '90:b8:d0:66:66:66',
        belongs_to_type: 'other',
        belongs_to_uuid: '66666666-6666-4666-8666-666666666666',
      }),
  },
  { code: 'nic-differs', of: 'address', break: (dc) => (napiNic(dc, 'moray1')['ip'] = '10.99.99.230') },
  {
    code: 'nic-differs',
    of: 'holder',
    break: (dc) => (napiNic(dc, 'moray1')['belongs_to_uuid'] = vm(dc, 'cnapi0')['uuid']),
  },
  { code: 'nic-differs', of: 'MAC', break: (dc) => (napiNic(dc, 'moray1')['mac'] = '90:b8:d0:66:66:66') },
  {
    code: 'nic-differs',
    of: 'not in NAPI',
    break: (dc) => (dc.napi.nics = dc.napi.nics.filter((nic) => nic !== napiNic(dc, 'moray1'))),
  },
  {
    code: 'nic-left-over',
    break: (dc) =>
      dc.napi.nics.push({
        ...napiNic(dc, 'moray1'),
        mac: '90:b8:d0:66:66:66',
        ip: '10.99.99.231',
        belongs_to_uuid: vm(dc, 'cloudapi0tmp')['uuid'],
      }),
  },
  { code: 'nic-stuck', break: (dc) => (napiNic(dc, 'moray1')['state'] = 'provisioning') },
  {
    code: 'few-addresses',
    break: (dc) => (network(dc, 'admin')['provision_end_ip'] = '10.99.99.80'),
  },
  {
    code: 'network-not-plugged',
    break: (dc) =>
      (part(service(dc, 'vmapi'), 'params')['networks'] = [{ name: 'admin' }, { name: 'external' }]),
  },
  {
    code: 'network-resolvers-stale',
    break: (dc) => (network(dc, 'admin')['resolvers'] = ['10.99.99.12', '10.99.99.41', '10.99.99.222']),
  },
  {
    code: 'zone-resolvers-stale',
    break: (dc) => (vm(dc, 'moray1')['resolvers'] = ['10.99.99.12', '10.99.99.41']),
  },
  {
    code: 'dns-differs',
    break: (dc) => (dc.dns = { '10.99.99.12': { 'vmapi.us-test-1.triton.zone': ['10.99.99.222'] } }),
  },
  {
    code: 'admin-ips-stale',
    break: (dc) => (part(sdc(dc), 'metadata')['moray_admin_ips'] = address(dc, 'moray0')),
  },
  {
    code: 'assets-address-stale',
    of: 'nobody has it',
    break: (dc) => (part(sdc(dc), 'metadata')['assets_admin_ips'] = '10.99.99.222'),
  },
  {
    code: 'assets-address-stale',
    of: 'two of them',
    break: (dc) => {
      twin(dc, 'assets0', { alias: 'assets1', host: 'headnode1', ip: '10.99.99.223' });
      part(sdc(dc), 'metadata')['assets_admin_ips'] = `${address(dc, 'assets0')},10.99.99.223`;
    },
    also: ['side-by-side'],
  },
  {
    code: 'broker-address-stale',
    of: 'by default',
    break: (dc) =>
      (dc.cnapi.bootParams = { default: { kernel_args: { rabbitmq: 'guest:guest:10.99.99.222:5672' } } }),
  },
  {
    code: 'broker-address-stale',
    of: 'of one server',
    break: (dc) =>
      dc.cnapi.servers.push({
        ...server(dc, 'headnode2'),
        uuid: '66666666-6666-4666-8666-666666666666',
        hostname: 'cn9',
        headnode: false,
        boot_params: { rabbitmq: 'guest:guest:10.99.99.222:5672' },
      }),
  },
  {
    code: 'few-members',
    break: (dc) => {
      network(dc, 'admin')['fabric'] = true;
      install(dc, 'portolan', 'headnode1');
    },
  },
  {
    code: 'even-ensemble',
    break: (dc) => {
      twin(dc, 'binder0', { alias: 'binder3', host: 'headnode2', ip: '10.99.99.225' });
    },
    also: [
      'members-together',
      'admin-ips-stale',
      'zk-servers-stale',
      'network-resolvers-stale',
      'zone-resolvers-stale',
    ],
  },
  {
    code: 'members-together',
    break: (dc) => {
      const server_uuid = server(dc, 'headnode1')['uuid'];
      vm(dc, 'moray2')['server_uuid'] = server_uuid;
      part(instance(dc, 'moray2'), 'params')['server_uuid'] = server_uuid;
    },
  },
  { code: 'zk-servers-differ', break: (dc) => void zkServers(dc)[1]?.pop() },
  {
    code: 'zk-servers-stale',
    break: (dc) => {
      for (const list of zkServers(dc)) if (list[1]) list[1]['host'] = '10.99.99.222';
    },
  },
  {
    code: 'zk-ids-wrong',
    of: 'not the ones listed',
    break: (dc) => (part(instance(dc, 'binder1'), 'metadata')['ZK_ID'] = '7'),
  },
  {
    code: 'zk-ids-wrong',
    of: 'two alike',
    break: (dc) => {
      for (const list of zkServers(dc)) if (list[1]) list[1]['num'] = 1;
      delete part(instance(dc, 'binder1'), 'metadata')['ZK_ID'];
    },
  },
  {
    code: 'zk-last-wrong',
    break: (dc) => {
      for (const list of zkServers(dc)) if (list[0]) list[0]['last'] = true;
    },
  },
  { code: 'zk-ha-servers', break: (dc) => (part(sdc(dc), 'metadata')['ZK_HA_SERVERS'] = []) },
  { code: 'binder-not-serving', break: (dc) => (binder(dc, 'binder2')['mode'] = null) },
  { code: 'binder-leader', of: 'two', break: (dc) => (binder(dc, 'binder2')['mode'] = 'leader') },
  { code: 'binder-leader', of: 'one alone', break: (dc) => (binder(dc, 'binder2')['mode'] = 'standalone') },
  {
    code: 'manatee-no-primary',
    break: (dc) => {
      const { primary } = manatee(dc);
      Object.assign(manatee(dc), { primary: null, async: [...(manatee(dc)['async'] as Row[]), primary] });
    },
  },
  {
    code: 'manatee-no-sync',
    break: (dc) => {
      const { sync } = manatee(dc);
      Object.assign(manatee(dc), { sync: null, async: [...(manatee(dc)['async'] as Row[]), sync] });
    },
  },
  { code: 'manatee-frozen', break: (dc) => (manatee(dc)['freeze'] = { date: '2026-11-20', reason: 'why' }) },
  {
    code: 'manatee-deposed',
    break: (dc) => Object.assign(manatee(dc), { deposed: manatee(dc)['async'], async: [] }),
  },
  {
    code: 'manatee-one-node-mode',
    of: 'in SAPI',
    break: (dc) => (part(instance(dc, 'manatee0'), 'metadata')['ONE_NODE_WRITE_MODE'] = true),
  },
  {
    code: 'manatee-one-node-mode',
    of: 'in manatee',
    break: (dc) => (manatee(dc)['oneNodeWriteMode'] = true),
  },
  { code: 'manatee-peers-differ', break: (dc) => (manatee(dc)['async'] = []) },
];
