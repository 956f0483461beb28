/**
 * Services that need a procedure of their own: clusters with a quorum. And nat, which belongs to a
 * customer's network and is moved by nobody.
 */
import type { DelegatedData, ServiceRules } from '../service-rules.ts';
import { refilled, service } from '../row.ts';

const later = (name: string, source: string, more: Partial<ServiceRules> = {}): ServiceRules =>
  service(name, { procedure: 'later', source, ...more });
const replicated = (content: string): DelegatedData => refilled('replicated', content);

export const ownProcedure: readonly ServiceRules[] = [
  // After everything whose making it serves, and with its address and id: then no list of members changes.
  service('binder', {
    singleton: false,
    oneAServer: true,
    majority: true,
    keepsAdminAddress: true,
    provisioningChain: true,
    data: replicated('ZooKeeper data and id'),
    literals: ['binder_admin_ips', 'ZK_SERVERS', 'resolvers of every core zone and of the admin network'],
    source:
      'binder sapi_manifests zookeeper, zookeeper_id: a static ensemble of addresses and ids; an empty member takes all data from the leader',
  }),
  service('moray', {
    singleton: false,
    oneAServer: true,
    cluster: {
      least: 1,
      fewer:
        'Each of the others takes its share of the load. Of two, one may still be lost; when the last one is lost, every API stands still.',
      again: 'sdcadm create moray -s SERVER',
    },
    data: refilled('empty', 'nothing'),
    provisioningChain: true,
    needs: ['manatee'],
    source: 'moray: stateless over manatee; sdc-sapi, vmapi … find its processes by name and reconnect',
  }),
  later('manatee', 'manatee docs/user-guide.md: promote, never stop the primary', {
    singleton: false,
    data: replicated('the database'),
    needs: ['binder'],
  }),
  service('nat', {
    procedure: 'never',
    singleton: false,
    source: "sdc-vmapi: nat zones belong to a customer's fabric network",
  }),
];
