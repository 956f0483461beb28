/** three-headnodes, its binders so that headnode1 has none: binder1, which leads, is on headnode2 beside binder2. */
import { recorded } from '../executor/support/simulated.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';

/** The snapshot. `leader`: which of them was recorded as the leader. */
export function spreadBinders(leader: 'binder0' | 'binder1' = 'binder1'): Snapshot {
  const snapshot = recorded('three-headnodes');
  const { sapi, vmapi, clusters } = snapshot;
  const vm = (alias: string) => vmapi?.vms.find((one) => one.alias === alias);
  const { uuid } = vm('binder1') ?? {};
  const server = vm('binder2')?.server_uuid ?? null;
  const leads = vm(leader)?.uuid;
  return {
    ...snapshot,
    ...(vmapi && {
      vmapi: { vms: vmapi.vms.map((one) => (one.uuid === uuid ? { ...one, server_uuid: server } : one)) },
    }),
    sapi: sapi && {
      ...sapi,
      instances: sapi.instances.map((one) =>
        one.uuid === uuid && server !== null
          ? { ...one, params: { ...one.params, server_uuid: server } }
          : one,
      ),
    },
    ...(clusters && {
      clusters: {
        ...clusters,
        binder: (clusters.binder ?? []).map((one) => ({
          ...one,
          mode: one.zone === leads ? 'leader' : 'follower',
        })),
      },
    }),
  };
}
