/** The rest after a run: caches, sessions and agents catch up with whatever was done. */
import type { SimulatedDatacenter } from '../../simulator/datacenter.ts';

/** Milliseconds: the longest chain is a job, a boot, a report and a TTL. */
const REST = 600_000;

/** Lets no further fault strike, and a datacenter come to rest. */
export async function rested(datacenter: SimulatedDatacenter): Promise<void> {
  datacenter.disarm();
  do await datacenter.clock.sleep(REST);
  while (datacenter.isUnsettled());
}
