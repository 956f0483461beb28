/** The datacenter of a plan's run, opened to look at its locks, and the words for what is seen. */
import { requestIds } from '../executor/request-ids.ts';
import type { Looker } from '../executor/expects.ts';
import { describeHolder, readHolder } from '../executor/lock-holder.ts';
import { seeLocks, type LockSight } from '../executor/lock-view.ts';
import { openTarget, readTarget, type WorldArgs } from './carrying.ts';
import type { Io } from './io.ts';

/** What is seen, and through what. */
export interface OpenedLocks {
  readonly sights: readonly LockSight[];
  readonly caller: Looker;
}

/**
 * Looks at the locks in the datacenter of a plan's run, and does `work` there.
 * `isToLast`: whether what is done is to be found by the next call; a look alone lets no time pass.
 * @throws {CommandError} where the plan or the snapshot is unusable, or the run is at work.
 */
export async function withLocks<T>(
  args: WorldArgs & { readonly plan: string },
  { isToLast }: { readonly isToLast: boolean },
  io: Io,
  work: (opened: OpenedLocks) => Promise<T>,
): Promise<T> {
  const target = readTarget(args.plan, args, io);
  const { plan } = target;
  const simulation = openTarget(target, io);
  try {
    const { transport, clock } = simulation.datacenter;
    const requestId = requestIds(plan, 'lock', simulation.journal.records.length);
    const caller = { transport, clock, signal: new AbortController().signal, requestId };
    return await work({ caller, sights: await seeLocks(plan, caller) });
  } finally {
    if (isToLast) simulation.close();
    else simulation.discard();
  }
}

/** Who holds the lock of a headnode; null where nobody does. */
export function who(sight: LockSight): string | null {
  switch (sight.state) {
    case 'free':
      return null;
    case 'held': {
      const holder = readHolder(sight.line);
      return holder === null
        ? `something that this hnadm does not know: ${sight.line}`
        : describeHolder(holder);
    }
    case 'silent':
      return sight.why;
    default:
      return sight satisfies never;
  }
}

/** Who holds sdcadm's own lock on a headnode; null where nobody does, or where it does not answer. */
export function sdcadm(sight: LockSight): string | null {
  if (sight.state === 'silent') return null;
  const { processes, text } = sight.sdcadm;
  if (processes.length === 0) return null;
  const holder = readHolder(text);
  return holder === null ? `process ${processes.join(', ')}` : `kept out by run ${holder.run}`;
}
