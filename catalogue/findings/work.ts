/** Findings about work that a person does around the plan, before it or after it. */
import type { Meanings } from './meaning.ts';

export const work = {
  'in-maintenance': {
    severity: 'note',
    means: 'Customers are in maintenance already: the plan opens none, and leaves it as it is.',
    remedy: 'See that whoever opened it knows of the plan; end it with `sdcadm dc-maint stop`.',
    source: 'sdcadm lib/cli/do_dc_maint.js',
  },
  'maintenance-left-open': {
    severity: 'warning',
    means: 'A run of hnadm was killed in its maintenance: customers wait, and nothing of this plan ends it.',
    remedy:
      'Close it with `hnadm runs PLAN --close`, with the plan of that run; record a new snapshot and plan again.',
    source: 'hnadm executor/maintenance.ts',
  },
  'provisioning-down': {
    severity: 'warning',
    means: 'Nothing that is needed to make a zone may be down, and a service of it is.',
    remedy: 'Start it before the plan is applied.',
    source: 'sdc-vmapi lib/workflows/provision.js',
  },
  'dns-unseen': {
    severity: 'warning',
    means: 'The plan cannot look into DNS: old zones stop without waiting until clients have let go.',
    remedy: 'See with dig that the names lead to the new zones.',
    source: 'binder',
  },
  'sdc-outside': {
    severity: 'warning',
    means:
      'The sdc zone moves, and reaches Manta or the UFDS of another datacenter, whose firewalls nobody here can see.',
    remedy:
      'See that they admit its addresses; after the cutover, that hermes uploads and napi-ufds-watcher connects.',
    source: 'RFD 67; sdc-sdc',
  },
  'ufds-replica': {
    severity: 'warning',
    means: "ufds moves, replicates from another datacenter's UFDS, and will do so from another address.",
    remedy:
      'Let the firewall there admit it before the cutover; see afterwards that ufds-replicator goes on.',
    source: 'sdc-ufds boot/setup.sh, sapi_manifests/ufds-replicator',
  },
  'sdc-tools': {
    severity: 'warning',
    means: 'The sdc zone moves: its logs go with the old one, and probes name the old instances.',
    remedy:
      'Copy /var/log/sdc-data before the gate is opened; run `sdc-healthcheck` and `sdc-amonadm update` afterwards.',
    source: 'sdc-sdc; sdc-amon',
  },
  'image-files': {
    severity: 'warning',
    means: 'IMGAPI moves: an image in the making would be lost.',
    remedy: 'Look at the running jobs before its cutover; run `imgapiadm check-files` after it.',
    source: 'sdc-imgapi',
  },
  'amon-probes': {
    severity: 'warning',
    means: 'amon moves: probes name the old instances.',
    remedy: 'Run `sdc-amonadm update` afterwards.',
    source: 'sdc-amon',
  },
  'global-zone-links': {
    severity: 'warning',
    means: 'The manta zone moves: commands in global zones lead into the old one.',
    remedy: 'Link them to the new one before the gate is opened.',
    source: 'sdc-manta',
  },
} as const satisfies Meanings;
