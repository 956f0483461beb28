/**
 * What went wrong for operators, by the public issues that tell of it, and whether it is about to: asked and
 * answered like the questions of a good set-up.
 */
import type { Question } from './questions.ts';

/** Each story, and the findings that would have warned. */
export const stories: readonly Question[] = [
  {
    asks: 'sdcadm#98: an update of binder died and left manatee frozen and zookeeper half-way.',
    codes: ['manatee-frozen', 'binder-not-serving'],
  },
  {
    asks: 'sdcadm#108: instances in SAPI without zones made the repair of resolvers fail.',
    codes: ['orphan-record'],
  },
  {
    asks: 'sdcadm#16, #20, #22: updates died and left a tmp zone, and moray out of service.',
    codes: ['temporary-instance', 'zone-down', 'orphan-record'],
    unseen: 'Services in maintenance inside a zone: `sdcadm check-health`.',
  },
  {
    asks: 'sdcadm#12: dc-maint failed at cloudapi zones that were destroyed.',
    codes: ['orphan-record', 'server-down'],
  },
  { asks: 'sdcadm#26: VMs whose server is gone from CNAPI.', codes: ['dangling-server'] },
  {
    asks: 'sdcadm#25, triton#201, #204, sdc-headnode#41: the key was not found, or mounted slowly.',
    codes: [],
    unseen: 'Only mounting it tells: `sdc-usbkey mount`, which may take minutes.',
  },
  { asks: 'sdc-vmapi#72: deleting a failed VM leaves its NICs.', codes: ['nic-left-over', 'failed-zone'] },
  {
    asks: 'sdc-vmapi#90: an aborted migration removed NICs.',
    codes: ['nic-differs'],
  },
  {
    asks: "sdc-docker#84: a lost server's VMs went on confusing docker.",
    codes: ['server-down'],
    unseen: "Customers' VMs are not judged.",
  },
  {
    asks: 'sdc-docker#101, triton#218, #254: names leaked into public DNS.',
    codes: [],
    unseen: 'A snapshot knows no DNS but that of the binders: dig from outside.',
  },
  {
    asks: 'triton#215: a server with a generic UUID took the record of the headnode.',
    codes: ['generic-server-uuid', 'headnode-not-set-up', 'duplicate-server'],
  },
  {
    asks: 'A headnode was lost and recovered only because another ran the same platform.',
    codes: ['platforms-differ', 'few-headnodes'],
  },
  { asks: 'Two losses at once made everything read-only.', codes: ['few-members', 'few-headnodes'] },
  { asks: 'smartos-live#591: a reprovision failed and left a failed zone.', codes: ['failed-zone'] },
  {
    asks: 'RFD 67: a server booted another platform after a headnode was swapped.',
    codes: ['platform-pending'],
  },
  { asks: 'RFD 67: the admin network ran out of addresses.', codes: ['too-few-addresses', 'few-addresses'] },
  {
    asks: "Fixed addresses and autoboot off stayed in an instance's params and came back at the next reprovision.",
    codes: ['params-left', 'autoboot-off'],
  },
];
