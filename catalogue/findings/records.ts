/** Findings about records that contradict themselves or each other: SAPI, VMAPI, CNAPI. */
import type { Meanings } from './meaning.ts';

export const records = {
  'no-sdc-application': {
    severity: 'error',
    means: 'SAPI has no application "sdc".',
    remedy: 'This is no Triton datacenter that hnadm knows.',
    source: 'sdc-headnode: headnode set-up makes it',
  },
  'two-sdc-applications': {
    severity: 'error',
    means: 'SAPI has more than one application "sdc": nobody can say which is true.',
    remedy: 'Remove the one that has no services.',
    source: 'sdc-headnode: headnode set-up makes one',
  },
  'sapi-not-full': {
    severity: 'error',
    means: 'SAPI is not in full mode: headnode set-up has not ended, and SAPI makes no zones.',
    remedy: 'Finish headnode set-up.',
    source: 'sdc-sapi: proto and full mode',
  },
  'duplicate-instance': {
    severity: 'error',
    means: 'Two SAPI instances have one UUID.',
    remedy: 'Record the snapshot again.',
    source: 'a contradiction in the snapshot',
  },
  'duplicate-vm': {
    severity: 'error',
    means: 'Two VMAPI rows of a core zone have one UUID.',
    remedy: 'Record the snapshot again.',
    source: 'a contradiction in the snapshot',
  },
  'duplicate-server': {
    severity: 'error',
    means: 'Two CNAPI servers have one UUID.',
    remedy: 'Record the snapshot again.',
    source: 'a contradiction in the snapshot',
  },
  'dangling-service': {
    severity: 'error',
    means: 'A SAPI service names an application that SAPI does not have.',
    remedy: 'Record the snapshot again, or remove the service.',
    source: 'a contradiction in SAPI',
  },
  'dangling-instance': {
    severity: 'error',
    means: 'A SAPI instance names a service that SAPI does not have.',
    remedy: 'Record the snapshot again, or remove the instance.',
    source: 'a contradiction in SAPI',
  },
  'dangling-server': {
    severity: 'error',
    means: 'A core zone is on a server that CNAPI does not have.',
    remedy: 'Record the snapshot again, or mend the record.',
    source: 'TritonDataCenter/sdcadm#26: sdcadm crashed on it',
  },
  'location-unknown': {
    severity: 'error',
    means: 'Nothing recorded tells on which server a core zone is: it may be on FROM.',
    remedy: 'Record VMAPI too.',
    source: 'hnadm: forgets nothing on FROM',
  },
  'singleton-twice': {
    severity: 'error',
    means: 'What must exist once exists more than once, and no unfinished move made the second.',
    remedy: 'Remove the one that is not needed.',
    source: 'sdcadm lib/procedures/create-service-instance-v1.js',
  },
  'orphan-record': {
    severity: 'warning',
    means: 'SAPI has an instance whose zone is gone: sdcadm stumbles over it.',
    remedy: 'Remove the record when you know that it is not needed: sapiadm.',
    source: 'TritonDataCenter/sdcadm#108',
  },
  'image-unknown': {
    severity: 'error',
    means: 'A service that moves names no image: its new zone cannot be made.',
    remedy: "Set the service's params.image_uuid with sapiadm.",
    source: 'sdc-sapi lib/server/model.js',
  },
  'alias-unusable': {
    severity: 'error',
    means: 'A zone that moves has an alias that VMAPI does not allow.',
    remedy: 'Record the snapshot again, or rename the zone.',
    source: 'sdc-vmapi lib/common/validation.js',
  },
  'second-instance': {
    severity: 'warning',
    means: 'A service that the plan does not move must exist once, and exists more than once.',
    remedy: 'Remove the one that is not needed.',
    source: 'sdcadm lib/procedures/create-service-instance-v1.js',
  },
  'zone-without-instance': {
    severity: 'warning',
    means:
      'A core zone is active that SAPI has no instance for: nothing configures it, and it may be what a returned headnode brought back.',
    remedy: 'Remove the zone, or have SAPI adopt it.',
    source: 'TritonDataCenter/sdcadm#108; sdc-vm-agent: reports what it finds',
  },
  'temporary-instance': {
    severity: 'warning',
    means:
      'An instance is left of an update that died half-way (its alias ends in tmp); it blocks the next one.',
    remedy: 'Remove it once the service is well without it.',
    source: 'TritonDataCenter/sdcadm#16, #20, #22',
  },
  'zone-down': {
    severity: 'warning',
    means: 'A core zone on another server than FROM is not running.',
    remedy: 'Start it, or find out why it stopped, before the plan is applied.',
    source: 'TritonDataCenter/sdcadm#20, #22',
  },
  'autoboot-off': {
    severity: 'warning',
    means: 'A core zone runs and would not start with its server: autoboot is off.',
    remedy: 'Set it: vmadm update ZONE autoboot=true.',
    source: 'smartos-live vmadm.1m: stop clears autoboot',
  },
  'alias-twice': {
    severity: 'warning',
    means: 'Two active zones have one alias: sdcadm and people take one for the other.',
    remedy: 'Rename one of them.',
    source: 'sdc-vmapi lib/common/validation.js; sdcadm',
  },
  'location-differs': {
    severity: 'note',
    means: 'SAPI has an instance on another server than VMAPI; VMAPI is believed.',
    remedy: 'Correct params.server_uuid of the SAPI instance.',
    source: 'sdc-sapi: set at creation only',
  },
  'failed-zone': {
    severity: 'note',
    means: 'VMAPI has a row of a core zone whose creation failed.',
    remedy: 'See that no NIC or address of it is left.',
    source: 'TritonDataCenter/sdc-vmapi#72; smartos-live#591',
  },
  'service-missing': {
    severity: 'warning',
    means: 'A service that every datacenter has, has no instance.',
    remedy: 'Create it, or find out where it went, before anything is moved.',
    source: 'sdc-headnode scripts/headnode.sh',
  },
  'service-domain-missing': {
    severity: 'warning',
    means:
      'A service that moves has no SERVICE_DOMAIN, while others have: its new zone would not register in DNS.',
    remedy: 'Set it in the metadata of the SAPI service.',
    source: 'sdc-headnode; registrar template of each service',
  },
  'service-without-image': {
    severity: 'note',
    means: 'A service that the plan does not move names no image: no instance of it can be made.',
    remedy: "Set the service's params.image_uuid with sapiadm.",
    source: 'sdc-sapi lib/server/model.js',
  },
  'image-changes': {
    severity: 'warning',
    means:
      "A zone that moves runs another image than its service names, and its replacement is made from the service's: the move is an update.",
    remedy: 'Update the service first, or set its image to the one that runs.',
    source: 'sdcadm: reprovision sets both',
  },
  'image-differs': {
    severity: 'note',
    means: 'Zones that stay run other images than their services name.',
    remedy: '`sdcadm update` makes them alike.',
    source: 'sdcadm: reprovision sets both',
  },
  'image-not-in-imgapi': {
    severity: 'note',
    means: 'IMGAPI lacks the image of a service that the plan does not move, or one that it stands on.',
    remedy: 'Import it with `sdc-imgadm import`.',
    source: 'sdc-vmapi: an image must be in IMGAPI',
  },
  'image-without-file': {
    severity: 'warning',
    means: 'IMGAPI has the manifest of an image that is to be installed, and no file of it.',
    remedy: 'Import it again; look with `imgapiadm check-files`.',
    source: 'sdc-imgapi',
  },
  'differs-from-service': {
    severity: 'note',
    means:
      'A zone has another size or firewall than its SAPI records say: somebody changed it by hand. A replacement is made as the zone is.',
    remedy: 'Bring the SAPI records up to date.',
    source: 'sdc-sapi lib/server/model.js',
  },
  'params-left': {
    severity: 'note',
    means:
      "What only a creation needed is still in an instance's params: the next zone made from the record would not start, or would want the same address.",
    remedy: 'Remove autoboot and the fixed addresses from them.',
    source: 'sdc-sapi lib/server/model.js',
  },
} as const satisfies Meanings;
