/** Why a datacenter can't be locked, and the words for it: what stands in the way, on which headnode, and what to do. */
import type { CallFailed } from '../triton/call-failed.ts';
import { SDCADM_LOCK } from '../triton/global-zone/sdcadm-lock.ts';
import { describeHolder, readHolder } from './lock-holder.ts';
import type { Headnode } from './mirrored-run.ts';

/** The datacenter can't be locked. Nothing was touched. */
export class LockRefused extends Error {
  override readonly name = 'LockRefused';
}

/** Somebody holds the lock; `found` is what is written there. */
export function held({ uuid, hostname }: Headnode, found: string): LockRefused {
  const holder = readHolder(found);
  const who =
    holder === null
      ? `held by something that this hnadm does not know: ${JSON.stringify(found)}`
      : describeHolder(holder);
  return new LockRefused(
    `the datacenter is locked: on headnode ${hostname} (${uuid}) it is ${who}\n` +
      'Nothing was done. Look with hnadm lock show; free it with hnadm lock break when nothing is at work any more.',
  );
}

/** sdcadm's own lock is held by one of these processes, and the others wait for it. */
export function sdcadmAtWork({ uuid, hostname }: Headnode, processes: readonly number[]): LockRefused {
  const by = processes.length === 0 ? 'somebody who is gone by now' : `process ${processes.join(', ')}`;
  return new LockRefused(
    `the datacenter can't be locked: on headnode ${hostname} (${uuid}) sdcadm's own lock ${SDCADM_LOCK} is held by ${by}\n` +
      'Nothing was done. Run it again when sdcadm has ended there: ptree PROCESS shows what it does.',
  );
}

/** The headnode answers, and can't be locked. */
export function unusable({ uuid, hostname }: Headnode, { message }: CallFailed): LockRefused {
  return new LockRefused(
    `the datacenter can't be locked: headnode ${hostname} (${uuid}): ${message}\nNothing was done. Run it again when that is mended.`,
  );
}

/** Nobody answers; each `why` says how. */
export function noAnswer(waived: readonly { readonly why: string }[]): LockRefused {
  return new LockRefused(
    `the datacenter can't be locked: no headnode answers: ${waived.map(({ why }) => why).join('; ')}\n` +
      'Nothing was done. Run it again when one answers.',
  );
}
