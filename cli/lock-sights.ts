/**
 * The datacenter of a plan's run, looked at for its locks, and the words for what is seen. A look alone
 * takes no lock of its own: who is at work is asked for while somebody is.
 */
import { requestIds } from '../executor/request-ids.ts';
import type { Looker } from '../executor/expects.ts';
import { describeHolder, readHolder } from '../executor/lock-holder.ts';
import { seeLocks, type LockSight } from '../executor/lock-view.ts';
import type { Plan } from '../schemas/plan.ts';
import type { SimulatedDatacenter } from '../simulator/datacenter.ts';
import { openTarget, readTarget, type WorldArgs } from './carrying.ts';
import type { Io } from './io.ts';
import { lastSight } from './simulation.ts';

/** What is seen, and through what. */
export interface OpenedLocks {
  readonly sights: readonly LockSight[];
  readonly caller: Looker;
}

type Args = WorldArgs & { readonly plan: string };

/**
 * Looks at the locks in the datacenter of a plan's run, also while the run is at work. Nothing is changed.
 * @throws {CommandError} where the plan or the snapshot is unusable.
 */
export async function lookAtLocks(args: Args, io: Io): Promise<readonly LockSight[]> {
  const { plan, snapshot, who } = readTarget(args.plan, args, io);
  const { sights } = await seen(plan, lastSight(plan, snapshot, who.simulated, io), 0);
  return sights;
}

/**
 * Does `work` where the locks of a plan's run are; what it does is found by the next call.
 * @throws {CommandError} where the plan or the snapshot is unusable, or the run is at work.
 */
export async function withLocks(
  args: Args,
  io: Io,
  work: (opened: OpenedLocks) => Promise<void>,
): Promise<void> {
  const target = readTarget(args.plan, args, io);
  const simulation = openTarget(target, io);
  try {
    await work(await seen(target.plan, simulation.datacenter, simulation.journal.records.length));
  } finally {
    simulation.close();
  }
}

/** @param records those of the journal: requests of different invocations are told apart by it. */
async function seen(
  plan: Plan,
  { transport, clock }: SimulatedDatacenter,
  records: number,
): Promise<OpenedLocks> {
  const requestId = requestIds(plan, 'lock', records);
  const caller = { transport, clock, signal: new AbortController().signal, requestId };
  return { caller, sights: await seeLocks(plan, caller) };
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

/**
 * Whether the process that holds a lock lives; null where nobody here can tell: it is on another machine, or
 * no process but a latch, or something that this hnadm does not know.
 */
export function isAlive({ line }: Extract<LockSight, { readonly state: 'held' }>, io: Io): boolean | null {
  const holder = readHolder(line);
  if (holder?.state.kind !== 'process' || holder.host !== io.user.host) return null;
  return io.processes.isAlive(holder.state.process);
}

/** Who holds sdcadm's own lock on a headnode; null where nobody does, or where it does not answer. */
export function sdcadm(sight: LockSight): string | null {
  if (sight.state === 'silent') return null;
  if (sight.sdcadm === null) return 'unknown';
  const { processes, text } = sight.sdcadm;
  if (processes.length === 0) return null;
  const holder = readHolder(text);
  return holder === null ? `process ${processes.join(', ')}` : `kept out by run ${holder.run}`;
}
