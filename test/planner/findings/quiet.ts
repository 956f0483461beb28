/** What only looks like a trouble, or is told of elsewhere, and gives no finding of its own. */
import type { Asked } from './case.ts';
import { install, instance, napiNic, part, server, vm, vmNics, type Recording } from './recording.ts';

export interface Quiet {
  readonly of: string;
  readonly change: (dc: Recording) => void;
  readonly asked?: Asked;
}

const NOBODY = '11111111-1111-4111-8111-111111111111';

export const quiet: readonly Quiet[] = [
  { of: 'autoboot off, of a zone that moves', change: (dc) => (vm(dc, 'papi0')['autoboot'] = false) },
  {
    of: "a creation's params, of a zone that moves",
    change: (dc) => (part(instance(dc, 'papi0'), 'params')['autoboot'] = false),
  },
  {
    of: 'a zone without an instance on the source, which is listed as left',
    change: (dc) => dc.vmapi?.vms.push({ ...vm(dc, 'papi0'), uuid: NOBODY, alias: 'papi7', nics: [] }),
  },
  {
    of: "dhcpd's flag by its old name, in VMAPI alone",
    change: (dc) => {
      delete napiNic(dc, 'dhcpd0')['allow_dhcp_spoofing'];
      for (const nic of vmNics(dc, 'dhcpd0')) {
        delete nic['allow_dhcp_spoofing'];
        nic['dhcp_server'] = true;
      }
    },
  },
  {
    of: 'boot parameters of a headnode',
    change: (dc) => (server(dc, 'headnode2')['boot_params'] = { rabbitmq: 'guest:guest:10.99.99.222:5672' }),
  },
  {
    of: "the broker's name instead of its number",
    change: (dc) =>
      (dc.cnapi.bootParams = {
        default: { kernel_args: { rabbitmq: 'guest:guest:rabbitmq.triton.zone:5672' } },
      }),
  },
  {
    of: 'a NIC tag that TO lacks and nothing needs there',
    change: (dc) => {
      for (const nic of dc.napi.nics)
        if (nic['belongs_to_uuid'] === server(dc, 'headnode1')['uuid']) nic['nic_tags_provided'] = ['admin'];
    },
    asked: { services: ['papi'] },
  },
  {
    of: 'one portolan where there are no fabrics',
    change: (dc) => {
      install(dc, 'portolan', 'headnode1');
    },
  },
];
