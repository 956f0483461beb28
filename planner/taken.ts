/**
 * Which of the UUIDs and MACs that a plan would like to give out are taken. Asked this way round,
 * because a snapshot may hold every customer's VM: a set of all their names costs more time and
 * memory than all the rest of planning.
 */
import type { Snapshot } from '../schemas/snapshot.ts';

/** Those of `wanted` that a VM, instance or NIC has or had, in any state. */
export function takenAmong(snapshot: Snapshot, wanted: ReadonlySet<string>): Set<string> {
  const taken = new Set<string>();
  const look = (name: string): void => {
    if (wanted.has(name)) taken.add(name);
  };
  for (const instance of snapshot.sapi?.instances ?? []) look(instance.uuid);
  for (const vm of snapshot.vmapi?.vms ?? []) {
    look(vm.uuid);
    for (const nic of vm.nics ?? []) look(nic.mac.toLowerCase());
  }
  for (const nic of snapshot.napi?.nics ?? []) look(nic.mac.toLowerCase());
  return taken;
}
