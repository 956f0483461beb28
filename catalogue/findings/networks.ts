/** Findings about NICs and addresses. */
import type { Meanings } from './meaning.ts';

export const networks = {
  'no-admin-nic': {
    severity: 'error',
    means: 'A zone that moves has no NIC on the admin network: its replacement could not be looked at.',
    remedy: 'Leave it out with --except.',
    source: 'sdc-headnode config/sapi/services',
  },
  'nic-under-way': {
    severity: 'error',
    means: 'An unfinished move has taken the only NIC of a zone, and has not made the new zone yet.',
    remedy: "Go on with that move's plan, or take it back; record a new snapshot and plan again.",
    source: 'hnadm executor/taken-nics.ts',
  },
  'nic-network-unknown': {
    severity: 'error',
    means: 'A NIC of a zone that moves is on no network that NAPI knows: no address can be chosen.',
    remedy: "Mend NAPI's record of the NIC, or leave the service out with --except.",
    source: 'sdc-napi',
  },
  'kept-address-not-held': {
    severity: 'error',
    means: "An address is to move with its service, and NAPI does not have it as the old zone's.",
    remedy: "Mend NAPI's record first.",
    source: 'sdc-napi lib/models/ip',
  },
  'too-few-addresses': {
    severity: 'error',
    means: 'A network has no free address left for a new zone.',
    remedy: 'Free some, or widen its provisioning range.',
    source: 'RFD 67',
  },
  'address-twice': {
    severity: 'warning',
    means: 'Another NIC has the address of a core zone: whom it leads to is chance.',
    remedy: 'Find out who may have it, and take it from the other.',
    source: 'sdc-net-agent: posts what it finds',
  },
  'nic-differs': {
    severity: 'warning',
    means:
      'NAPI has a NIC of a core zone otherwise than VMAPI: another address, another holder, or not at all.',
    remedy: 'Mend the record that is wrong.',
    source: 'sdc-napi; sdc-net-agent',
  },
  'nic-left-over': {
    severity: 'note',
    means: 'NAPI keeps NICs of core zones that are gone, and their addresses with them.',
    remedy: 'Delete them: `sdc-napi /nics/MAC -X DELETE`.',
    source: 'TritonDataCenter/sdc-vmapi#72',
  },
  'nic-stuck': {
    severity: 'note',
    means: 'NICs are in provisioning, and no job runs that could end it.',
    remedy: 'Delete them when no zone uses them.',
    source: 'sdc-vmapi lib/workflows/provision.js',
  },
  'few-addresses': {
    severity: 'note',
    means:
      'After the plan the admin network has fewer addresses left than a recovery of every single service would take.',
    remedy: 'Widen its provisioning range, or free some.',
    source: 'RFD 67',
  },
  'network-not-plugged': {
    severity: 'note',
    means:
      'Zones have no NIC on a network that their service names; a replacement has the NICs that the zone has.',
    remedy: 'Add the NIC, or take the network out of the service.',
    source: 'sdcadm post-setup common-external-nics',
  },
  'network-resolvers-stale': {
    severity: 'warning',
    means:
      "An admin network's resolvers are not the binders: zones and servers that boot ask the wrong ones.",
    remedy: "Set the network's resolvers in NAPI to the binders' addresses.",
    source: 'sdcadm experimental fix-core-vm-resolvers; sdc-booter',
  },
  'zone-resolvers-stale': {
    severity: 'note',
    means: 'Core zones ask other resolvers than the binders.',
    remedy: '`sdcadm experimental fix-core-vm-resolvers`.',
    source: 'sdcadm',
  },
  'dns-differs': {
    severity: 'warning',
    means: 'A binder answers for a service with other addresses than its running instances have.',
    remedy: 'Look at registrar in its zones: svcs registrar.',
    source: 'registrar, binder',
  },
  'admin-ips-stale': {
    severity: 'note',
    means:
      "`<service>_admin_ips` in SAPI's application metadata names other addresses than the instances have.",
    remedy: 'Change it; only zone set-up and `sdcadm check-config` read it.',
    source: 'sdcadm lib/cli/do_check_config.js',
  },
  'assets-address-stale': {
    severity: 'warning',
    means: '`assets_admin_ips` does not name one running assets zone: server set-up fetches from it.',
    remedy: 'Set it to the address of one assets zone.',
    source: 'sdc-cnapi: assets_url; sdcadm',
  },
  'broker-address-stale': {
    severity: 'warning',
    means: "Compute nodes boot with the address of a broker that is not rabbitmq's: Ur is deaf on them.",
    remedy: 'Set rabbitmq in the boot parameters of CNAPI, and reboot or repair the servers.',
    source: 'sdc-cnapi: boot parameters; ur-agent',
  },
} as const satisfies Meanings;
