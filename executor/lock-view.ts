/**
 * The lock as a person sees it: who holds it on which headnode, and sdcadm's beside it; and its breaking,
 * for whoever was told to, which lets sdcadm in again too.
 */
import { CallFailed } from '../triton/call-failed.ts';
import { readLock, removeLock } from '../triton/global-zone/lock.ts';
import { sdcadmLockUsers, type SdcadmLockUsers } from '../triton/global-zone/sdcadm-lock.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Looker } from './expects.ts';
import { headnodesOf, type LockHeadnode } from './lock-headnodes.ts';
import { BRIEF, patiently } from './patience.ts';

/** The lock of one headnode; `sdcadm` null: the lock could be seen, and sdcadm's could not. */
export type LockSight = LockHeadnode &
  (
    | { readonly state: 'free'; readonly sdcadm: SdcadmLockUsers | null }
    /** `line` is what is written there: a holder, or something that hnadm does not know. */
    | { readonly state: 'held'; readonly line: string; readonly sdcadm: SdcadmLockUsers | null }
    | { readonly state: 'silent'; readonly why: string }
  );

/** Looks at every headnode. */
export async function seeLocks(plan: Plan, caller: Looker): Promise<readonly LockSight[]> {
  const sights: LockSight[] = [];
  for (const headnode of await headnodesOf(plan, caller)) {
    try {
      const line = await patiently(caller.clock, BRIEF, () => readLock(caller, headnode.uuid));
      const sdcadm = await sdcadmUsers(caller, headnode);
      sights.push({ ...headnode, sdcadm, ...(line === null ? { state: 'free' } : { state: 'held', line }) });
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      sights.push({ ...headnode, state: 'silent', why: error.message });
    }
  }
  return sights;
}

/** A headnode whose lock was read answers: what it can't say of sdcadm's does not make it silent. */
async function sdcadmUsers(caller: Looker, { uuid }: LockHeadnode): Promise<SdcadmLockUsers | null> {
  try {
    return await patiently(caller.clock, BRIEF, () => sdcadmLockUsers(caller, uuid));
  } catch (error) {
    if (error instanceof CallFailed) return null;
    throw error;
  }
}

/**
 * Removes a lock that was seen. Somebody else's, taken since, stays.
 * @throws {CallFailed} where the headnode does not answer.
 */
export async function breakLock(
  caller: Looker,
  { uuid, line }: Extract<LockSight, { readonly state: 'held' }>,
): Promise<void> {
  await patiently(caller.clock, BRIEF, async () => {
    if ((await readLock(caller, uuid)) === line) await removeLock(caller, uuid);
  });
}
