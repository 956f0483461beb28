/**
 * The SAPI params of a new instance: where it goes, and whatever the replaced zone has otherwise
 * than its service says. Operators resize zones by hand; a replacement must not shrink them back.
 */
import type { CreateParams } from '../schemas/plan.ts';
import type { ServerUuid } from '../schemas/ids.ts';
import { createdWith, type MoveNic } from './move.ts';
import type { CoreZone } from './world.ts';

/** Numbers that may differ, with VMAPI's and SAPI's common names for them. */
const SIZES = [
  'quota',
  'max_physical_memory',
  'max_locked_memory',
  'max_swap',
  'max_lwps',
  'cpu_cap',
  'cpu_shares',
  'zfs_io_priority',
] as const;

/** Params of the new instance. NICs that come later are not among its networks. */
export function createParams(
  zone: CoreZone,
  alias: string,
  server: ServerUuid,
  nics: readonly MoveNic[],
): CreateParams {
  const service: Readonly<Record<string, unknown>> = zone.service.params ?? {};
  const vm: Readonly<Record<string, unknown>> = zone.vm ?? {};
  const sizes: Partial<Record<(typeof SIZES)[number], number>> = {};
  for (const name of SIZES) {
    const value = vm[name];
    // Packages of SAPI carry numbers as text ("25"), VMAPI answers with numbers.
    if (typeof value === 'number' && Number(service[name]) !== value) sizes[name] = value;
  }
  const firewall = vm['firewall_enabled'];
  const created = createdWith(nics);
  const hasPrimary = created.some((nic) => nic.primary);
  return {
    alias,
    server_uuid: server,
    autoboot: false,
    networks: created.map((nic, index) => ({
      uuid: nic.network,
      ip: nic.ip,
      ...(nic.primary || (!hasPrimary && index === 0) ? { primary: true as const } : {}),
    })),
    ...(zone.dataset !== null && service['delegate_dataset'] !== true
      ? { delegate_dataset: true as const }
      : {}),
    ...sizes,
    ...(typeof firewall === 'boolean' && firewall !== (service['firewall_enabled'] === true)
      ? { firewall_enabled: firewall }
      : {}),
  };
}

/** Keys of an instance's params that a plan writes itself; all others are copied when it is applied. */
const OWN_PARAMS = new Set([
  'alias',
  'server_uuid',
  'autoboot',
  'networks',
  'delegate_dataset',
  'firewall_enabled',
  'uuid',
  ...SIZES,
]);

/** Keys of the replaced instance's params and metadata that go along, by reference: values may be secret. */
export function copiedKeys(zone: CoreZone): {
  readonly params: readonly string[];
  readonly metadata: readonly string[];
} {
  return {
    params: Object.keys(zone.instance.params ?? {})
      .filter((key) => !OWN_PARAMS.has(key))
      .sort(),
    metadata: Object.keys(zone.instance.metadata ?? {})
      // Set-up gives SAPI its own address there; the old one's would lead the new zone to the old one.
      .filter((key) => zone.service.name !== 'sapi' || key !== 'sapi-url')
      .sort(),
  };
}
