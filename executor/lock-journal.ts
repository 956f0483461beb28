/**
 * What a journal and its watchers are told of the lock: which headnodes have it, which were waived, and
 * what became of it. Written after the fact, unlike everything else: the lock names its run itself, so
 * that a crash in between loses nothing, and a run that is refused leaves no record.
 */
import { QLOCKER } from '../triton/global-zone/sdcadm-lock.ts';
import { latchOf } from './latch.ts';
import type { Lock } from './lock.ts';
import type { RunParts } from './step-context.ts';

/** Journals a lock that was taken. */
export function journalLocked({ ledger, events }: RunParts, lock: Lock): void {
  const { servers, waived, withoutSdcadm } = lock;
  ledger.append({ record: 'locked', servers, waived });
  for (const { server, why } of waived) {
    events({
      kind: 'warning',
      message: `headnode ${server} is not locked, it does not answer: ${why}; see that no other run is at work there`,
    });
  }
  for (const { uuid, hostname } of withoutSdcadm) {
    const message = `headnode ${hostname} (${uuid}) has no ${QLOCKER}, so sdcadm is not kept out of it: run none there`;
    events({ kind: 'warning', message });
  }
}

/** Gives the lock back, or makes it a latch after a failed commit step, and journals that. */
export async function unlock({ plan, ledger, events }: RunParts, lock: Lock): Promise<void> {
  const latch = latchOf(plan, ledger.state);
  const left = await lock.release(latch);
  ledger.append({ record: 'unlocked', latch, left });
  for (const { server, why } of left) {
    events({
      kind: 'warning',
      message: `headnode ${server} may still be locked by this run: ${why}; look with hnadm lock show, free it with hnadm lock break`,
    });
  }
  if (latch !== null) {
    const message = `${latch} can't be undone: the datacenter stays locked for every other run until hnadm lock break`;
    events({ kind: 'warning', message });
  }
}
