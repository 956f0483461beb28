/**
 * What should be known of a datacenter before its services are moved, and which findings answer it. What
 * a snapshot cannot tell is here too, with the reason and how a person finds out: that `hnadm plan` is
 * silent is no answer to these.
 */
import type { FindingCode } from '../findings.ts';

export interface Question {
  readonly asks: string;
  /** Findings that answer it. */
  readonly codes: readonly FindingCode[];
  /** What of it a snapshot cannot tell, why, and how to find out. */
  readonly unseen?: string;
}

/** How a datacenter should be set up. */
export const setUp: readonly Question[] = [
  {
    asks: 'Are there three headnodes, set up and running?',
    codes: ['few-headnodes', 'server-down', 'headnode-not-set-up', 'generic-server-uuid'],
  },
  {
    asks: 'Is SAPI in full mode, with one application sdc, and does each service name its image and domain?',
    codes: [
      'sapi-not-full',
      'no-sdc-application',
      'two-sdc-applications',
      'image-unknown',
      'service-without-image',
      'service-domain-missing',
    ],
  },
  {
    asks: 'Has binder an odd number of members, three at least, on different servers?',
    codes: ['few-members', 'even-ensemble', 'members-together'],
  },
  {
    asks: 'Is ZK_SERVERS one list, that of the binders, with their ids?',
    codes: ['zk-servers-differ', 'zk-servers-stale', 'zk-ids-wrong', 'zk-last-wrong', 'zk-ha-servers'],
  },
  {
    asks: 'Does every binder serve, and follow one leader?',
    codes: ['binder-not-serving', 'binder-leader'],
  },
  {
    asks: 'Has manatee three peers on different servers, none of them deposed, not frozen, not in one-node mode?',
    codes: [
      'few-members',
      'members-together',
      'manatee-no-primary',
      'manatee-no-sync',
      'manatee-deposed',
      'manatee-frozen',
      'manatee-one-node-mode',
      'manatee-peers-differ',
    ],
    unseen: 'The lag of its peers changes by the second: `manatee-adm pg-status` just before a promotion.',
  },
  {
    asks: 'Is moray there twice, and portolan where there are fabrics?',
    codes: ['few-members', 'members-together'],
  },
  { asks: 'Is every service there?', codes: ['service-missing', 'provisioning-down'] },
  {
    asks: 'Is dhcpd on every headnode, and may it answer?',
    codes: ['dhcpd-missing', 'dhcp-spoofing-off'],
    unseen: 'How old its cache is lies in its zone: look at /tftpboot/cache there.',
  },
  { asks: 'Does assets_admin_ips name one assets zone?', codes: ['assets-address-stale'] },
  {
    asks: 'Is what must exist once there once?',
    codes: ['singleton-twice', 'second-instance', 'both-running'],
  },
  {
    asks: 'Do SAPI, VMAPI and CNAPI tell of the same zones, in one place each?',
    codes: [
      'orphan-record',
      'zone-without-instance',
      'zone-down',
      'not-running',
      'failed-zone',
      'location-differs',
      'location-unknown',
      'dangling-server',
      'dangling-service',
      'dangling-instance',
      'alias-twice',
      'duplicate-instance',
      'duplicate-vm',
      'duplicate-server',
    ],
    unseen: 'What vmadm knows on each server is not recorded; vm-agent tells VMAPI of it within minutes.',
  },
  {
    asks: 'Are zones what their services and instances say: image, size, NICs, firewall?',
    codes: ['image-changes', 'image-differs', 'differs-from-service', 'network-not-plugged', 'params-left'],
  },
  {
    asks: "Does NAPI agree with the zones' NICs, and has each address one holder?",
    codes: ['nic-differs', 'address-twice', 'nic-left-over', 'nic-stuck', 'kept-address-not-held'],
  },
  {
    asks: 'Do zones and networks ask the binders?',
    codes: ['network-resolvers-stale', 'zone-resolvers-stale'],
    unseen: "The order of resolvers is not judged: NAPI's and VMAPI's lists come in any.",
  },
  {
    asks: 'Does each binder answer with the addresses of the instances?',
    codes: ['dns-differs', 'dns-unseen'],
  },
  {
    asks: 'Are images and their origins in IMGAPI?',
    codes: [
      'image-missing',
      'image-not-active',
      'image-origin-circle',
      'image-not-in-imgapi',
      'image-without-file',
    ],
    unseen: 'Whether a file is on the disk and whole: `imgapiadm check-files` in the imgapi zone.',
  },
  {
    asks: 'Are the headnodes alike?',
    codes: ['platform-pending', 'platforms-differ', 'boot-files-missing', 'boot-files-unknown'],
    unseen:
      'Whether their keys mount, and which tools they have: `sdc-usbkey mount`, `sdcadm --version` on each.',
  },
  {
    asks: 'Does each headnode have restore data of the others?',
    codes: [],
    unseen: 'Restore data is not recorded.',
  },
  {
    asks: 'Are pools well, and is there space and memory for what a headnode takes over?',
    codes: ['pool-not-online', 'no-space', 'space-unknown', 'quota-too-small', 'memory-tight'],
  },
  {
    asks: 'Has the admin network addresses left for a recovery?',
    codes: ['too-few-addresses', 'few-addresses'],
  },
  {
    asks: 'Do compute nodes have two sources of time?',
    codes: [],
    unseen:
      'ntp_hosts is in config files that are not recorded: /usbkey/config, /opt/smartdc/config/node.config.',
  },
  { asks: 'Do compute nodes boot with the address of rabbitmq?', codes: ['broker-address-stale'] },
  {
    asks: 'Is nobody else at work?',
    codes: ['jobs-running', 'temporary-instance', 'in-maintenance', 'maintenance-left-open'],
    unseen:
      "sdcadm's locks are files of one headnode: /var/run/sdcadm.lock, /var/sdcadm/reprovFailLock.json.",
  },
  {
    asks: "Does the datacenter's domain not resolve in public DNS?",
    codes: [],
    unseen:
      'A snapshot knows no DNS but that of the binders: dig from outside (TritonDataCenter/triton#218).',
  },
  {
    asks: 'Does a UFDS that follows another keep up?',
    codes: [],
    unseen: 'How far its replicator has come is in UFDS alone.',
  },
  {
    asks: 'Is no server back that was kept out?',
    codes: ['zone-without-instance', 'address-twice', 'second-instance'],
    unseen: 'Which servers were fenced is not recorded; what one brings back is seen.',
  },
  {
    asks: 'Does each headnode provide the NIC tags of what it may take over?',
    codes: ['nic-tag-missing', 'tags-not-everywhere'],
  },
  {
    asks: 'Are the addresses written down in SAPI those of the instances?',
    codes: ['admin-ips-stale', 'assets-address-stale'],
  },
];
