/** Services that nothing in the provisioning chain needs. */
import type { ServiceRules } from '../service-rules.ts';
import { carried, caution, refilled, service } from '../row.ts';

export const leaves: readonly ServiceRules[] = [
  service('dhcpd', {
    wave: 'boot',
    singleton: false,
    oneAServer: true,
    servesUsbkey: true,
    answersDhcp: true,
    // booter asks for every server's boot parameters so often, and answers from that while NAPI is down.
    warmSeconds: 300,
    needs: ['napi', 'cnapi'],
    source: 'sdc-booter: both answer from the same NAPI; sdcadm TOOLS-1966: allow_dhcp_spoofing',
  }),
  service('amonredis', {
    mayOverlap: false,
    data: carried('operators-choice', 'redis: open alarms'),
    source: 'sdc-amonredis; one redis only',
  }),
  service('amon', {
    needs: ['amonredis', 'ufds', 'cnapi', 'vmapi'],
    cautions: [
      caution(
        'amon-probes',
        'Run `sdc-amonadm update` afterwards, so that the probes name the new instances.',
      ),
    ],
    source: 'sdc-amon',
  }),
  service('cns', {
    mayOverlap: false,
    data: refilled('regenerable', 'redis: name servers that follow do one full zone transfer'),
    keepsOuterAddresses: true,
    needs: ['ufds', 'vmapi', 'cnapi', 'napi', 'binder'],
    literals: [{ where: 'masters of outside BIND servers, where they follow it', address: 'outer' }],
    impact: 'names of customer instances are not updated',
    source: 'triton-cns docs/operator-guide.adoc',
  }),
  service('volapi', {
    mayOverlap: false,
    needs: ['moray', 'vmapi', 'cnapi', 'imgapi', 'napi', 'papi', 'sapi', 'workflow'],
    impact: 'NFS volumes cannot be made or removed',
    source: 'sdc-volapi: volapi-updater must not run twice',
  }),
  service('kbmapi', {
    needs: ['moray', 'cnapi'],
    impact: 'servers with encrypted pools cannot boot',
    source: 'kbmapi',
  }),
  service('logarchiver', {
    source: 'triton-logarchiver',
  }),
  service('manta', {
    mayOverlap: false,
    needs: ['sapi'],
    cautions: [
      caution(
        'global-zone-links',
        'The manta-* commands in global zones lead into the old zone: link them to the new one before the gate is opened.',
      ),
    ],
    source: 'sdc-manta; RFD 67 leaves its links open',
  }),
  service('sdc', {
    wave: 'tools',
    mayOverlap: false,
    acting: ['hermes', 'hermes-proxy', 'napi-ufds-watcher', 'cron'],
    toolsLink: '/opt/smartdc/sdc',
    keepsOuterAddresses: true,
    needs: ['ufds', 'napi', 'sapi', 'vmapi', 'cnapi', 'mahi'],
    cautions: [
      caution(
        'sdc-tools',
        'Run `sdc-healthcheck` and `sdc-amonadm update` on the new headnode afterwards: the first looks at every zone there, the second lets the probes name the new instances. Copy what the old zone has not uploaded (/var/log/sdc-data) before the gate is opened: it goes with the zone.',
      ),
    ],
    source: 'sdc-sdc boot/setup.sh (hermes, cron lines); sdc-headnode scripts/headnode.sh (/opt/smartdc/sdc)',
  }),
];
