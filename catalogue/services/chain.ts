/**
 * What a create, delete or NIC change stands on: hnadm's own calls need these, so they move one at
 * a time, the new one verified before the next begins.
 */
import type { ServiceRules } from '../service-rules.ts';
import { carried, caution, refilled, service } from '../row.ts';

export const chain: readonly ServiceRules[] = [
  service('ufds', {
    wave: 'chain',
    mayOverlap: false,
    data: carried('critical', '/data/tls'),
    provisioningChain: true,
    needs: ['moray'],
    literals: [
      {
        where:
          'smartlogin.cfg of every server (capi-url; restart smartlogin then), and capi_client_url and ufds_admin_ips in its node.config',
        address: 'admin',
      },
      {
        where: 'ufds_remote_ip in SAPI of other datacenters that replicate from here, and their firewalls',
        address: 'admin',
      },
    ],
    impact: 'logins and changes of accounts fail',
    source: 'sdc-ufds boot/setup.sh (TRITON-2179: dataset); sdc-headnode config',
  }),
  service('fwapi', {
    wave: 'chain',
    data: refilled('empty', 'nothing'),
    provisioningChain: true,
    needs: ['moray'],
    source: 'sdc-fwapi: stateless over moray',
  }),
  service('napi', {
    wave: 'chain',
    provisioningChain: true,
    needs: ['moray', 'workflow'],
    source: 'sdc-napi: stateless over moray, writes guarded by etags',
  }),
  service('imgapi', {
    wave: 'chain',
    mayOverlap: false,
    data: carried('critical', 'image files and the manifest archive'),
    keepsOuterAddresses: true,
    provisioningChain: true,
    needs: ['moray', 'ufds', 'workflow'],
    impact: 'images cannot be made, imported or installed',
    cautions: [
      caution(
        'image-files',
        'No image may be in the making when its cutover begins: look at the running jobs. Run `imgapiadm check-files` in the new zone before the gate is opened.',
      ),
    ],
    source: 'sdc-imgapi boot/setup.sh (/data/imgapi); two local stores diverge at the first write',
  }),
  service('cnapi', {
    wave: 'chain',
    provisioningChain: true,
    needs: ['moray', 'rabbitmq', 'workflow', 'napi', 'vmapi', 'imgapi', 'assets'],
    source: 'sdc-cnapi: heartbeats are reconciled, the newest wins',
  }),
  service('vmapi', {
    wave: 'chain',
    provisioningChain: true,
    needs: ['moray', 'cnapi', 'napi', 'papi', 'imgapi', 'workflow', 'volapi'],
    source: 'sdc-vmapi: stateless over moray; moved so in RFD 67',
  }),
  service('workflow', {
    wave: 'chain',
    singleton: false,
    provisioningChain: true,
    needs: ['moray', 'vmapi', 'cnapi', 'napi', 'papi', 'imgapi', 'fwapi', 'ufds', 'volapi', 'docker'],
    runsJobs: true,
    source: 'sdc-workflow smf/manifests/wf-runner.xml.in, node-workflow lib/runner.js',
  }),
  service('sapi', {
    wave: 'configuration',
    data: refilled('regenerable', 'local copies of all SAPI objects'),
    provisioningChain: true,
    needs: ['moray', 'vmapi', 'cnapi', 'imgapi'],
    source: 'sdc-sapi boot/setup.sh: a new instance is configured by the one that serves',
  }),
];
