/** VMAPI's rows of VMs that are being made (sdc-vmapi lib/common/vm-common): every field, mostly empty. */
import { isoNow } from '../schedule.ts';
import { numeric, object } from '../rows.ts';
import type { Row, World } from '../world.ts';

const NULL_AT_FIRST =
  'alias autoboot brand billing_id cpu_cap cpu_shares create_timestamp image_uuid last_modified limit_priv ' +
  'max_locked_memory max_lwps max_physical_memory max_swap owner_uuid platform_buildstamp quota ram resolvers ' +
  'server_uuid zfs_filesystem zfs_io_priority zonepath zpool';

const FROM_PAYLOAD =
  'alias brand billing_id cpu_cap cpu_shares image_uuid max_locked_memory max_lwps max_swap owner_uuid server_uuid ' +
  'zfs_io_priority package_name package_version maintain_resolvers delegate_dataset dns_domain';

/** A row with every field that VMAPI always shows, empty. */
export function emptyRow(uuid: string): Row {
  return {
    uuid,
    ...Object.fromEntries(NULL_AT_FIRST.split(' ').map((key) => [key, null])),
    customer_metadata: {},
    datasets: [],
    destroyed: null,
    firewall_enabled: false,
    internal_metadata: {},
    nics: [],
    snapshots: [],
    state: 'provisioning',
    tags: {},
    zone_state: 'provisioning',
  };
}

/** The row of a VM whose provision job is about to begin. */
export function provisioningRow(world: World, uuid: string, payload: Row): Row {
  const memory = numeric(payload, 'max_physical_memory') ?? numeric(payload, 'ram') ?? null;
  const given = FROM_PAYLOAD.split(' ').filter((key) => payload[key] !== undefined);
  return {
    ...emptyRow(uuid),
    ...Object.fromEntries(given.map((key) => [key, payload[key]])),
    create_timestamp: isoNow(world),
    customer_metadata: object(payload, 'customer_metadata'),
    internal_metadata: object(payload, 'internal_metadata'),
    firewall_enabled: payload['firewall_enabled'] === true,
    max_physical_memory: memory,
    quota: numeric(payload, 'quota') ?? null,
    ram: memory,
    tags: object(payload, 'tags'),
  };
}
