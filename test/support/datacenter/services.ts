/**
 * What the generator knows of the services it may install: enough to make zones that look real.
 * Kept apart from the catalogue on purpose: what is tested must not come from what tests it.
 */

export interface ServiceShape {
  /** MiB. */
  readonly ram: number;
  /** GiB. */
  readonly quota: number;
  readonly external: boolean;
  /** Bytes in the delegated dataset; null: the service has none. */
  readonly dataset: number | null;
  /** How many instances a real datacenter may have. */
  readonly instances: 1 | 2 | 3;
}

const MIB = 1024 ** 2;
const plain = (ram: number, quota = 25): ServiceShape => ({
  ram,
  quota,
  external: false,
  dataset: null,
  instances: 1,
});

/** Shapes by service name. */
export const SHAPES = {
  adminui: { ...plain(2048), external: true, instances: 2 },
  amon: { ...plain(1024), external: true },
  amonredis: { ...plain(1024), dataset: 4 * MIB },
  assets: plain(128),
  binder: { ...plain(1024), dataset: 200 * MIB, instances: 3 },
  cloudapi: { ...plain(1024), external: true, dataset: 2 * MIB, instances: 2 },
  cmon: { ...plain(1024), external: true, dataset: 2 * MIB, instances: 2 },
  cnapi: plain(1024),
  cns: { ...plain(1024), external: true, dataset: 9 * MIB },
  dhcpd: plain(512),
  docker: { ...plain(4096), external: true, dataset: 3 * MIB },
  fwapi: { ...plain(1024), dataset: 1 * MIB },
  grafana: { ...plain(1024), external: true, dataset: 80 * MIB },
  imgapi: { ...plain(768, 500), external: true, dataset: 140_000 * MIB },
  kbmapi: plain(1024),
  logarchiver: plain(1024),
  mahi: { ...plain(1024), dataset: 600 * MIB, instances: 2 },
  manatee: { ...plain(2048, 50), dataset: 16_000 * MIB, instances: 3 },
  moray: { ...plain(8192), dataset: 1 * MIB, instances: 3 },
  napi: plain(256),
  papi: { ...plain(1024), instances: 2 },
  portolan: { ...plain(768), instances: 2 },
  prometheus: { ...plain(1024), external: true, dataset: 900 * MIB },
  rabbitmq: plain(2048),
  sapi: { ...plain(512), dataset: 3 * MIB },
  sdc: plain(1024),
  ufds: { ...plain(8192), dataset: 1 * MIB },
  vmapi: plain(1024),
  volapi: plain(1024),
  workflow: { ...plain(8192), instances: 2 },
  // Names that no catalogue knows: portal is retired, the other was never one of Triton's.
  portal: { ...plain(1024), external: true },
  'tally-api': plain(512),
} as const satisfies Readonly<Record<string, ServiceShape>>;

export type ServiceName = keyof typeof SHAPES;

/** Every name the generator may draw. */
export const SERVICE_NAMES = Object.keys(SHAPES) as readonly ServiceName[];

/** The shape of a service by its name. */
export function shapeOf(name: string): ServiceShape {
  return Object.hasOwn(SHAPES, name) ? SHAPES[name as ServiceName] : plain(1024);
}

/** Agents of every server. */
export const AGENTS = ['cn-agent', 'vm-agent', 'net-agent', 'config-agent'] as const;
