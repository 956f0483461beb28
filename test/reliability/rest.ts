/** The rest after a run: caches, sessions and agents catch up with whatever was done. */
import type { SimulatedDatacenter } from '../../simulator/datacenter.ts';

/** Milliseconds: the longest chain is a job, a boot, a report and a TTL. */
const REST = 600_000;

/** What has not ended after so many of them never will: a job of a zone that is gone by now. */
const PATIENCE = 72;

/** Lets no further fault strike, and a datacenter come to rest. */
export async function rested(datacenter: SimulatedDatacenter): Promise<void> {
  datacenter.disarm();
  await datacenter.clock.sleep(REST);
  for (let n = 1; n < PATIENCE && datacenter.isUnsettled(); n += 1) await datacenter.clock.sleep(REST);
}
