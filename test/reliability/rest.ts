/** The rest after a run: caches, sessions and agents catch up with whatever was done. */
import type { SimulatedDatacenter } from '../../simulator/datacenter.ts';

/** Milliseconds: the longest chain is a job, a boot, a report and a TTL. */
const REST = 600_000;

/** Lets a datacenter come to rest. */
export async function rested({ clock }: SimulatedDatacenter): Promise<void> {
  await clock.sleep(REST);
}
