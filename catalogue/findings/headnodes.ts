/** Findings about headnodes, and other servers that hold core zones. */
import type { Meanings } from './meaning.ts';

export const headnodes = {
  'few-headnodes': {
    severity: 'note',
    means: 'Fewer than three headnodes are set up and run: after the loss of one there is no majority.',
    remedy: 'Set up another headnode.',
    source: 'RFD 67',
  },
  'server-down': {
    severity: 'warning',
    means:
      'A headnode, or a server with core zones, is not running. VMAPI goes on showing its zones as they were.',
    remedy: 'Bring it back, or recover what it took along, before anything is moved.',
    source: 'sdc-vm-agent: states come from the server itself',
  },
  'headnode-not-set-up': {
    severity: 'note',
    means: 'A headnode is not set up.',
    remedy: 'Set it up, or find out which server CNAPI took it for.',
    source: 'TritonDataCenter/triton#215',
  },
  'generic-server-uuid': {
    severity: 'warning',
    means: 'A server has a UUID that its maker gave to many: two such servers share one record.',
    remedy: 'Have the maker set a UUID in its firmware.',
    source: 'TritonDataCenter/triton#215',
  },
  'platform-pending': {
    severity: 'note',
    means: 'A headnode runs another platform than it will boot.',
    remedy: 'Reboot it at a time of your choosing, not in the middle of a move.',
    source: 'RFD 67',
  },
  'platforms-differ': {
    severity: 'note',
    means: 'Headnodes run different platforms.',
    remedy: 'Update them to one: `sdcadm platform assign`.',
    source: 'RFD 67',
  },
  'pool-not-online': {
    severity: 'warning',
    means: "A headnode's pool is degraded or worse.",
    remedy: 'Look at `zpool status zones`, and mend it first.',
    source: 'zpool(8)',
  },
  'tags-not-everywhere': {
    severity: 'note',
    means: 'A headnode does not provide NIC tags that core zones use: these could not be recovered there.',
    remedy: 'Add the tags to its NICs.',
    source: 'sdc-vmapi lib/workflows/provision.js',
  },
  'dhcpd-missing': {
    severity: 'note',
    means: 'A headnode has no dhcpd: without the others no compute node boots.',
    remedy: 'Create one there: `sdcadm create dhcpd -s SERVER --dev-allow-multiple-instances`.',
    source: 'sdc-booter',
  },
  'dhcp-spoofing-off': {
    severity: 'warning',
    means: "dhcpd's NIC may not answer for others (allow_dhcp_spoofing): no compute node boots from it.",
    remedy: 'Set allow_dhcp_spoofing on its admin NIC.',
    source: 'sdcadm: TOOLS-1966',
  },
} as const satisfies Meanings;
