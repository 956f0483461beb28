/**
 * Services that servers know by number, so that their address goes along with them. They have no other
 * NIC: the new zone can be made only when the old one has given its address up.
 */
import type { ServiceRules } from '../service-rules.ts';
import { service } from '../row.ts';

export const numbered: readonly ServiceRules[] = [
  service('rabbitmq', {
    mayOverlap: false,
    keepsOuterAddresses: true,
    keepsAdminAddress: true,
    literals: [{ where: 'kernel arguments of compute nodes, usbkey config, node.config', address: 'admin' }],
    source:
      'sdc-booter and sdc-cnapi: compute nodes get the broker as a literal address at boot, so that a new one would leave Ur deaf on each until it reboots',
  }),
  service('assets', {
    wave: 'boot',
    singleton: false,
    keepsOuterAddresses: true,
    keepsAdminAddress: true,
    servesUsbkey: true,
    literals: [{ where: 'node.config of every server: assets_admin_ip, assets-ip', address: 'admin' }],
    source:
      'sdc-cnapi and sdc-headnode: server set-up fetches from assets_admin_ips, which names one address; zones mount /usbkey/os and /usbkey/extra of their own headnode',
  }),
];
