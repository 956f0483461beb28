/**
 * sdcadm waits while a run is at work, and a run doesn't begin while sdcadm is: its update, create and
 * self-update would change what the plan rests on. Whatever keeps it out lives as long as hnadm's own
 * lock, or its latch, names the run: giving that back or breaking it lets sdcadm in again, and nothing else does.
 */
import { CallFailed } from '../triton/call-failed.ts';
import { hasSdcadmLock, holdSdcadmLock, sdcadmLockUsers } from '../triton/global-zone/sdcadm-lock.ts';
import type { Looker } from './expects.ts';
import { beginningOf, type Holder } from './lock-holder.ts';
import { sdcadmAtWork, unusable } from './lock-refused.ts';
import type { Headnode } from './mirrored-run.ts';
import { BRIEF, patiently } from './patience.ts';

/**
 * Keeps sdcadm out of a headnode that this run has locked; out already: nothing to do.
 * @returns false where there is no sdcadm that could be kept out.
 * @throws {LockRefused} where sdcadm is at work, or can't be kept out.
 */
export async function keepSdcadmOut(caller: Looker, { run }: Holder, headnode: Headnode): Promise<boolean> {
  const { uuid } = headnode;
  const ask = <T>(work: () => Promise<T>) => patiently(caller.clock, BRIEF, work);
  try {
    if (!(await ask(() => hasSdcadmLock(caller, uuid)))) return false;
    if (await ask(() => holdSdcadmLock(caller, uuid, beginningOf(run)))) return true;
    const { processes } = await ask(() => sdcadmLockUsers(caller, uuid));
    throw sdcadmAtWork(headnode, processes);
  } catch (error) {
    throw error instanceof CallFailed ? unusable(headnode, error) : error;
  }
}
