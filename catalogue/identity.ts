/**
 * What each core service *is*: its name in DNS, ports, NICs, delegated dataset, how to tell that it
 * is healthy. No rules and no procedures: the simulator reads this file too, and must be able to
 * disagree with the planner. Facts from sdc-headnode's service definitions and zone set-up scripts
 * (TritonDataCenter/sdc-headnode config/sapi/services) and each service's own repository;
 * see docs/triton-notes.md.
 */
import type { HealthCheck } from '../schemas/plan.ts';

export interface ServiceIdentity {
  /** SAPI's name of the service. */
  readonly name: string;
  /** Whether instances register under `<service>.<datacenter>.<dns domain>`; manatee has no name of its own. */
  readonly inDns: boolean;
  /** TCP ports it listens on at its admin address, the first being the one that says it serves. */
  readonly ports: readonly number[];
  /** NIC tags of a full instance; operators add more by hand. */
  readonly nics: readonly ('admin' | 'external' | 'manta')[];
  /** Whether instances have a delegated dataset `zones/<zone>/data`. */
  readonly delegated: boolean;
  /** What is asked, besides SMF, to tell that an instance is healthy. */
  readonly health: readonly HealthCheck[];
}

const ping = (service: string): readonly HealthCheck[] => [{ kind: 'http', service, path: '/ping' }];
const tcp = (port: number): readonly HealthCheck[] => [{ kind: 'tcp', port }];
const smf = (...services: readonly string[]): readonly HealthCheck[] => [{ kind: 'smf', services }];

type Row = Omit<ServiceIdentity, 'name'>;
const api = (name: string, more: Partial<Row> = {}): Row => ({
  inDns: true,
  ports: [80],
  nics: ['admin'],
  delegated: false,
  health: ping(name),
  ...more,
});

const ROWS: Readonly<Record<string, Row>> = {
  adminui: api('adminui', { ports: [443, 80], nics: ['admin', 'external'], health: tcp(443) }),
  amon: api('amon', { nics: ['admin', 'external'] }),
  amonredis: api('amonredis', { ports: [6379], delegated: true, health: tcp(6379) }),
  assets: api('assets', { health: tcp(80) }),
  binder: api('binder', { ports: [53, 2181], delegated: true, health: tcp(2181) }),
  cloudapi: api('cloudapi', { ports: [443], nics: ['admin', 'external'], delegated: true, health: tcp(443) }),
  cmon: api('cmon', { ports: [9163], nics: ['admin', 'external'], delegated: true, health: tcp(9163) }),
  cnapi: api('cnapi'),
  cns: api('cns', { ports: [80, 53], nics: ['admin', 'external'], delegated: true, health: tcp(80) }),
  dhcpd: api('dhcpd', { health: smf('dhcpd', 'tftpd', 'nginx') }),
  docker: api('docker', {
    ports: [2376, 2375],
    nics: ['admin', 'external'],
    delegated: true,
    health: tcp(2376),
  }),
  fwapi: api('fwapi', { delegated: true }),
  grafana: api('grafana', { ports: [443], nics: ['admin', 'external'], delegated: true, health: tcp(443) }),
  imgapi: api('imgapi', { nics: ['admin', 'external'], delegated: true }),
  kbmapi: api('kbmapi'),
  logarchiver: api('logarchiver', { health: smf() }),
  mahi: api('mahi', { delegated: true, health: tcp(80) }),
  // Its sitter answers on 5433; postgres itself only when the peer has a place in the chain and its copy.
  manatee: api('manatee', { inDns: false, ports: [5432, 5433, 12345], delegated: true, health: tcp(5433) }),
  manta: api('manta', { nics: ['admin', 'external'], inDns: false, ports: [], health: smf() }),
  moray: api('moray', { ports: [2020], delegated: true, health: tcp(2020) }),
  napi: api('napi'),
  papi: api('papi'),
  portolan: api('portolan', { ports: [1296], health: tcp(1296) }),
  prometheus: api('prometheus', {
    ports: [9090],
    nics: ['admin', 'external'],
    delegated: true,
    health: tcp(9090),
  }),
  rabbitmq: api('rabbitmq', { ports: [5672], health: tcp(5672) }),
  sapi: api('sapi', { delegated: true }),
  sdc: api('sdc', { health: smf('hermes', 'hermes-proxy', 'napi-ufds-watcher') }),
  ufds: api('ufds', { ports: [636, 8080], delegated: true, health: tcp(636) }),
  vmapi: api('vmapi'),
  volapi: api('volapi'),
  workflow: api('workflow', { health: [...ping('workflow'), ...smf('wf-runner')] }),
};

/** Identities of every core service that hnadm knows, by name. */
export const identities: ReadonlyMap<string, ServiceIdentity> = new Map(
  Object.entries(ROWS).map(([name, row]) => [name, { name, ...row }]),
);
