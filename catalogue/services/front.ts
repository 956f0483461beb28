/**
 * Services that customers and operators meet. Most are designed for several instances; those with
 * a TLS key on their dataset must keep it, because clients pin it.
 */
import type { ServiceRules } from '../service-rules.ts';
import { carried, service } from '../row.ts';

export const front: readonly ServiceRules[] = [
  service('adminui', {
    wave: 'pairs',
    singleton: false,
    keepsOuterAddresses: true,
    needs: ['ufds', 'sapi', 'vmapi', 'cnapi', 'napi', 'imgapi'],
    impact: 'operators cannot use the operations portal',
    source: 'sdcadm lib/procedures/create-service-instance-v1.js; sdc-adminui',
  }),
  service('cloudapi', {
    wave: 'pairs',
    singleton: false,
    data: carried('critical', 'plugins and /data/tls: the certificate customers see'),
    keepsOuterAddresses: true,
    needs: ['mahi', 'ufds', 'vmapi', 'napi', 'papi', 'imgapi', 'fwapi', 'cnapi', 'volapi', 'moray'],
    impact: 'customers cannot use the CloudAPI',
    source: 'sdc-cloudapi boot/setup.sh (/data/tls); RFD 67',
  }),
  service('papi', {
    wave: 'pairs',
    singleton: false,
    needs: ['moray'],
    source: 'sdc-papi: stateless over moray',
  }),
  service('mahi', {
    wave: 'pairs',
    singleton: false,
    data: carried('regenerable', 'redis: rebuilt by replaying the whole UFDS changelog, which takes long'),
    needs: ['ufds'],
    impact: 'customers cannot log in to CloudAPI, docker and CMON',
    source: 'mahi boot/setup.sh; RFD 67 lists its dataset',
  }),
  service('portolan', {
    wave: 'pairs',
    singleton: false,
    needs: ['moray'],
    impact: 'new overlay look-ups of fabric networks wait',
    source: 'sdc-portolan',
  }),
  service('cmon', {
    wave: 'pairs',
    singleton: false,
    data: carried('critical', '/data/tls: the certificate Prometheus servers expect'),
    keepsOuterAddresses: true,
    needs: ['vmapi', 'cnapi', 'mahi'],
    impact: 'metrics of customers are not collected',
    source: 'triton-cmon boot/setup.sh (/data/tls)',
  }),
  service('docker', {
    mayOverlap: false,
    data: carried('critical', '/data/tls: the certificate docker clients pin'),
    keepsOuterAddresses: true,
    needs: ['moray', 'ufds', 'mahi', 'vmapi', 'napi', 'papi', 'imgapi', 'fwapi', 'cnapi', 'volapi', 'cns'],
    impact: 'docker clients get no answer',
    source: 'sdc-docker boot/setup.sh (/data/tls)',
  }),
  service('grafana', {
    data: carried('operators-choice', 'dashboards and settings'),
    needs: ['cmon', 'prometheus'],
    source: 'triton-grafana',
  }),
  service('prometheus', {
    data: carried('operators-choice', 'recorded metrics'),
    needs: ['cmon', 'cns'],
    literals: [{ where: 'allow_transfer of CNS (cnsadm)', address: 'admin', key: 'allow_transfer' }],
    source: 'triton-prometheus',
  }),
];
