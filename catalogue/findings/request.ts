/** Findings about what was asked for: servers and services that are not there or cannot be used so. */
import type { Meanings } from './meaning.ts';

export const request = {
  'unknown-server': {
    severity: 'error',
    means: 'FROM, TO or --ha-to names a server that the snapshot does not have.',
    remedy: '`hnadm servers` lists them; name one by hostname or UUID.',
    source: 'the request',
  },
  'ambiguous-server': {
    severity: 'error',
    means: 'FROM, TO or --ha-to fits more than one server.',
    remedy: 'Name the server by its UUID.',
    source: 'the request',
  },
  'same-server': {
    severity: 'error',
    means: 'FROM and TO are one server.',
    remedy: 'Name another headnode as TO.',
    source: 'the request',
  },
  'ha-to-unfit': {
    severity: 'error',
    means: '--ha-to names FROM or TO, or a server that is not set up or that CNAPI does not hear from.',
    remedy: 'Name another server: any that is set up and runs will do, a compute node too.',
    source: 'sdcadm lib/post-setup/ha-manatee.js',
  },
  'ha-to-idle': {
    severity: 'error',
    means: 'A server was named with --ha-to to which no member of a cluster goes.',
    remedy: 'Leave it out, or name the services that were meant.',
    source: 'the request',
  },
  'source-not-running': {
    severity: 'error',
    means: 'CNAPI does not hear from FROM: nothing can be copied from it.',
    remedy: 'Bring it back, or plan a restore.',
    source: 'sdc-cnapi: answers 409 ServerNotRunning',
  },
  'target-not-headnode': {
    severity: 'error',
    means: 'TO is no headnode, and core services live on headnodes.',
    remedy: 'Name a headnode, or make this server one.',
    source: 'RFD 67',
  },
  'target-not-set-up': {
    severity: 'error',
    means: 'TO has not been set up: no zone can be made there.',
    remedy: 'Set it up with `sdc-server setup`, record a new snapshot and plan again.',
    source: 'sdc-cnapi: server-setup',
  },
  'target-not-running': {
    severity: 'error',
    means: 'CNAPI does not hear from TO.',
    remedy: 'Bring it back, record a new snapshot and plan again.',
    source: 'sdc-cnapi: answers 409 ServerNotRunning',
  },
  'unknown-service': {
    severity: 'error',
    means: 'A service was named that the application sdc does not have.',
    remedy: '`hnadm services` lists them.',
    source: 'the request',
  },
  'service-not-there': {
    severity: 'error',
    means: 'A service was named that has no instance on FROM.',
    remedy: '`hnadm instances` tells where it is.',
    source: 'the request',
  },
  'address-not-keepable': {
    severity: 'error',
    means: 'A service was named with --keep-address whose only address its new zone cannot take over.',
    remedy: 'Leave it out of --keep-address.',
    source: 'hnadm: such a zone is created when the old one has stopped',
  },
  'address-must-stay': {
    severity: 'error',
    means: 'A service was named with --new-address whose address is written down where no step changes it.',
    remedy: 'Leave it out of --new-address.',
    source: 'sdc-booter, sdc-cnapi: servers know it by number',
  },
  'address-option-idle': {
    severity: 'error',
    means: 'A service was named with --keep-address or --new-address where that changes nothing.',
    remedy: 'Leave it out of the option, or name the service that was meant.',
    source: 'the request',
  },
  'known-address-goes': {
    severity: 'warning',
    means: 'A service gives up an address outside the admin network, as asked.',
    remedy: 'Tell names, load balancers, certificates and firewalls that know it of the new one.',
    source: 'the request',
  },
  'asked-not-moved': {
    severity: 'error',
    means: 'A service was named that stays where it is: the message says why.',
    remedy: 'Leave it out.',
    source: 'the request',
  },
  'asked-not-running': {
    severity: 'error',
    means: 'A service was named whose zone on FROM is not running, and only running zones are moved.',
    remedy: 'Start the zone, or delete it, and plan again.',
    source: 'the request',
  },
  'not-running': {
    severity: 'warning',
    means: 'A zone on FROM is not running: it is left there.',
    remedy: 'Start the zone, or delete it, and plan again.',
    source: 'hnadm: moves what runs',
  },
  'half-done-not-settled': {
    severity: 'error',
    means: 'The new zone of an unfinished move is neither running nor stopped.',
    remedy: 'Wait until it is, record a new snapshot and plan again.',
    source: 'hnadm: takes an unfinished move up',
  },
  'both-running': {
    severity: 'error',
    means: 'The old and the new zone of an unfinished move both run, and only one of them may.',
    remedy: 'Stop the one whose data is not wanted, record a new snapshot and plan again.',
    source: 'hnadm: takes an unfinished move up',
  },
} as const satisfies Meanings;
