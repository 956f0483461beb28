/**
 * Services that need a procedure of their own: clusters with a quorum. And nat, which belongs to a
 * customer's network and is moved by nobody.
 */
import type { DelegatedData, ServiceRules } from '../service-rules.ts';
import { refilled, service } from '../row.ts';

const replicated = (content: string): DelegatedData => refilled('replicated', content);

export const ownProcedure: readonly ServiceRules[] = [
  // After everything whose making it serves, and with its address and id: then no list of members changes.
  service('binder', {
    wave: 'clusters',
    singleton: false,
    oneAServer: true,
    majority: true,
    keepsAdminAddress: true,
    provisioningChain: true,
    data: replicated('ZooKeeper data and id'),
    literals: [
      {
        where: 'binder_admin_ips, ZK_SERVERS, resolvers of every core zone and of the admin network',
        address: 'admin',
      },
    ],
    source:
      'binder sapi_manifests zookeeper, zookeeper_id: a static ensemble of addresses and ids; an empty member takes all data from the leader',
  }),
  service('moray', {
    wave: 'clusters',
    singleton: false,
    oneAServer: true,
    cluster: {
      least: 1,
      fewer: (members) =>
        members === 1
          ? 'It takes all of the load, and when it is lost, every API stands still.'
          : 'Each takes its share of the load. One may still be lost; when the last one is lost, every API stands still.',
      again: 'sdcadm create moray -s SERVER',
    },
    data: refilled('empty', 'nothing'),
    provisioningChain: true,
    needs: ['manatee'],
    literals: [
      { where: 'MASTER_MORAY_IP in SAPI of other datacenters that use this moray', address: 'admin' },
    ],
    source: 'moray: stateless over manatee; sdc-sapi, vmapi … find its processes by name and reconnect',
  }),
  service('manatee', {
    wave: 'clusters',
    singleton: false,
    oneAServer: true,
    cluster: {
      least: 2,
      fewer: (members) =>
        members === 2
          ? 'Two replicate and take writes, and neither takes over from the other: when one of them is lost, nothing can be written until it is back.'
          : 'They replicate and take writes, and one may still be lost: another takes its place.',
      again: 'sdcadm create manatee -s SERVER',
    },
    data: replicated('the database'),
    provisioningChain: true,
    needs: ['binder'],
    impact: 'changes fail for some seconds, while another peer becomes the primary or its sync',
    source:
      'manatee docs/user-guide.md: promote, never stop the primary; manatee-state-machine: two peers never fail over',
  }),
  service('nat', {
    procedure: 'never',
    singleton: false,
    source: "sdc-vmapi: nat zones belong to a customer's fabric network",
  }),
];
