/** Findings about TO: whether it can take what moves, and what a loss of it would then take along. */
import type { Meanings } from './meaning.ts';

export const target = {
  'nic-tag-missing': {
    severity: 'error',
    means: 'TO does not provide a NIC tag that a new zone needs: VMAPI refuses to make it there.',
    remedy: 'Add the tag to one of its NICs, or leave the services out with --except.',
    source: 'sdc-vmapi lib/workflows/provision.js',
  },
  'no-space': {
    severity: 'error',
    means: "TO's pool is too small for the datasets and images that go there.",
    remedy: 'Make room, or leave services out with --except.',
    source: 'hnadm: a fifth more than the datasets hold, three times the images',
  },
  'quota-too-small': {
    severity: 'error',
    means: "A dataset holds more than its zone's quota: the copy would not fit.",
    remedy: 'Raise the quota in VMAPI.',
    source: 'zfs(8): a quota covers descendants',
  },
  'dataset-has-children': {
    severity: 'error',
    means: 'A dataset that moves has child datasets, which are not copied.',
    remedy: 'Leave the service out with --except.',
    source: 'hnadm: copies one dataset a zone',
  },
  'boot-files-missing': {
    severity: 'error',
    means:
      'TO lacks platforms or files that assets or dhcpd hand out: servers would boot or be set up no more.',
    remedy: 'Copy them from another headnode, or leave the services out with --except.',
    source: 'sdc-headnode; sdc-booter: they mount /usbkey of their own headnode',
  },
  'boot-files-unknown': {
    severity: 'warning',
    means: 'Whether TO has what assets or dhcpd hand out was not recorded.',
    remedy: 'Look at /usbkey/os and /usbkey/extra there.',
    source: 'sdc-headnode; sdc-booter: they mount /usbkey of their own headnode',
  },
  'memory-tight': {
    severity: 'warning',
    means: 'The zones that move may use more memory than CNAPI says TO has left.',
    remedy: 'Look at what they really use; limits are seldom reached.',
    source: 'sdc-cnapi: memory_provisionable_bytes',
  },
  'image-missing': {
    severity: 'error',
    means: 'IMGAPI lacks the image of a service that moves, or one that it stands on.',
    remedy: 'Import it with `sdc-imgadm import`.',
    source: 'sdc-vmapi: an image must be in IMGAPI',
  },
  'image-not-active': {
    severity: 'error',
    means: 'The image of a service that moves, or one that it stands on, is not active in IMGAPI.',
    remedy: 'Activate or enable it with sdc-imgadm.',
    source: 'sdc-imgapi',
  },
  'image-origin-circle': {
    severity: 'error',
    means: 'An image is, by its origins, an origin of itself.',
    remedy: "Mend IMGAPI's manifests.",
    source: 'a contradiction in IMGAPI',
  },
  'sapi-image-too-old': {
    severity: 'error',
    means: "SAPI's image is too old to be set up beside the SAPI that serves.",
    remedy: 'Update it with `sdcadm update sapi` first, or leave SAPI out with --except sapi.',
    source: 'sdcadm lib/procedures/index.js',
  },
  'sapi-image-unknown': {
    severity: 'warning',
    means:
      "Nothing recorded tells how old SAPI's image is, and an old one cannot be set up beside the SAPI that serves.",
    remedy: 'Look at it with `sdc-imgadm get` before the plan is applied.',
    source: 'sdcadm lib/procedures/index.js',
  },
  'side-by-side': {
    severity: 'note',
    means: 'A move puts two instances of one service on one server: its loss takes both.',
    remedy: 'Move the service to another headnode if there is one.',
    source: 'RFD 67',
  },
} as const satisfies Meanings;
