/**
 * The lock that keeps a second run out of a datacenter: on every headnode that answers, all or none.
 * One that doesn't answer is waived and told, for a run may be there because it died. Every request is
 * repeated patiently and looks before it acts, so that a lost answer neither doubles nor loses a lock.
 */
import type { ServerUuid, StepId } from '../schemas/ids.ts';
import type { Plan } from '../schemas/plan.ts';
import { CallFailed } from '../triton/call-failed.ts';
import { makeLockFolder, placeLock, readLock, removeLock, replaceLock } from '../triton/global-zone/lock.ts';
import type { Looker } from './expects.ts';
import { keepSdcadmOut } from './keep-sdcadm-out.ts';
import { headnodesOf, type LockHeadnode } from './lock-headnodes.ts';
import { isSameRun, readHolder, writeHolder, type Holder, type Processes } from './lock-holder.ts';
import { held, noAnswer, unusable } from './lock-refused.ts';
import type { Headnode } from './mirrored-run.ts';
import { BACKOFF, BRIEF, patiently } from './patience.ts';
import { runIdOf } from './run-id.ts';

export interface Lock {
  readonly servers: readonly ServerUuid[];
  /** Headnodes that don't answer, and how. */
  readonly waived: readonly { readonly server: ServerUuid; readonly why: string }[];
  /** Headnodes without an sdcadm that could be kept out. */
  readonly withoutSdcadm: readonly Headnode[];
  /**
   * Gives the lock back, or leaves a latch in its place. Never throws: a run has ended by then.
   * @returns headnodes on which it could not be done, with the reason.
   */
  release(latch: StepId | null): Promise<readonly { readonly server: ServerUuid; readonly why: string }[]>;
}

export interface LockRequest {
  readonly plan: Plan;
  readonly caller: Looker;
  readonly by: string;
  readonly host: string;
  readonly processes: Processes;
  /** Where the last invocation that the journal tells of was at work; null: there was none. */
  readonly lastHost: string | null;
  /** Headnodes that an earlier invocation has locked and not given back, as far as the journal knows. */
  readonly locked: readonly ServerUuid[];
  /** The latch to leave where the datacenter can't be locked whole: it may be this run's own. */
  readonly latch: StepId | null;
}

/**
 * Locks the datacenter, and keeps sdcadm out of it.
 * @throws {LockRefused} where somebody else holds it, sdcadm is at work, or no headnode answers.
 */
export async function takeLock(request: LockRequest): Promise<Lock> {
  const { caller, plan, by, host, processes } = request;
  const since = new Date(caller.clock.now()).toISOString();
  const me: Holder = {
    ...{ run: runIdOf(plan), by, host, since },
    state: { kind: 'process', process: processes.own },
  };
  const taken: Headnode[] = [];
  const waived: { readonly server: ServerUuid; readonly why: string }[] = [];
  const withoutSdcadm: Headnode[] = [];
  const release = async (latch: StepId | null) => [
    ...(await releaseEach(caller, me, taken, latch)),
    ...(await releaseEarlier(request, me, waived, latch)),
  ];
  try {
    for (const headnode of await headnodesOf(plan, caller)) {
      const silence = await reach(caller, headnode);
      if (silence !== null) waived.push({ server: headnode.uuid, why: silence });
      else {
        // Even where it fails: its answer may be what was lost.
        taken.push(headnode);
        await claim(request, me, headnode);
        if (!(await keepSdcadmOut(caller, me, headnode))) withoutSdcadm.push(headnode);
      }
    }
    if (taken.length === 0) throw noAnswer(waived);
  } catch (error) {
    await release(request.latch);
    throw error;
  }
  return { servers: taken.map(({ uuid }) => uuid), waived, withoutSdcadm, release };
}

/** Whether the headnode answers; it says how it doesn't, or null. @throws {LockRefused} */
async function reach(caller: Looker, headnode: LockHeadnode): Promise<string | null> {
  try {
    // One that CNAPI doesn't hear from may still answer: its agent alone may be down.
    const pauses = headnode.isHeard ? BRIEF : [];
    await patiently(caller.clock, pauses, () => makeLockFolder(caller, headnode.uuid));
    return null;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    if (error.outcome === 'permanent') throw unusable(headnode, error);
    return error.message;
  }
}

/** Takes the lock on one headnode. @throws {LockRefused} */
async function claim(request: LockRequest, me: Holder, headnode: Headnode): Promise<void> {
  const { caller } = request;
  const { uuid } = headnode;
  const mine = writeHolder(me);
  const attempt = async (): Promise<string | null> => {
    try {
      await placeLock(caller, uuid, mine);
      return null;
    } catch (error) {
      const found = await readLock(caller, uuid);
      if (found === null) throw error;
      if (found === mine) return null;
      if (!mayEnter(request, me, found)) return found;
      await replaceLock(caller, uuid, mine);
      return null;
    }
  };
  let other: string | null;
  try {
    other = await patiently(caller.clock, BRIEF, attempt);
  } catch (error) {
    throw error instanceof CallFailed ? unusable(headnode, error) : error;
  }
  if (other !== null) throw held(headnode, other);
}

/**
 * Whether a lock is this run's own, left by an invocation that is over. Of one on another machine that
 * can't be seen from here: whoever has its journal took it over, and knows; anybody else must break it.
 */
function mayEnter({ processes, lastHost }: LockRequest, me: Holder, found: string): boolean {
  const holder = readHolder(found);
  if (holder?.run !== me.run) return false;
  if (!isSameRun(me, holder)) return lastHost !== null && isSameRun({ ...me, host: lastHost }, holder);
  return holder.state.kind === 'latch' || !processes.isAlive(holder.state.process);
}

async function releaseEach(
  caller: Looker,
  me: Holder,
  taken: readonly Headnode[],
  latch: StepId | null,
): ReturnType<Lock['release']> {
  const left: { readonly server: ServerUuid; readonly why: string }[] = [];
  for (const { uuid } of taken) {
    const attempt = async () => {
      // Somebody may have broken it and taken it since: theirs is not ours to remove.
      if ((await readLock(caller, uuid)) !== writeHolder(me)) return;
      await putBack(caller, me, uuid, latch);
    };
    try {
      await patiently(caller.clock, BACKOFF, attempt);
    } catch (error) {
      left.push({ server: uuid, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return left;
}

/**
 * What an earlier invocation has left on headnodes that did not answer when this one began: they may
 * by now. Each is asked once, because one that is dead may well be why the plan is carried out.
 */
async function releaseEarlier(
  request: LockRequest,
  me: Holder,
  waived: readonly { readonly server: ServerUuid }[],
  latch: StepId | null,
): ReturnType<Lock['release']> {
  if (request.lastHost === null) return [];
  const left: { readonly server: ServerUuid; readonly why: string }[] = [];
  for (const { server } of waived) {
    try {
      const found = await readLock(request.caller, server);
      if (found !== null && mayEnter(request, me, found)) await putBack(request.caller, me, server, latch);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (request.locked.includes(server)) left.push({ server, why });
    }
  }
  return left;
}

/** Removes this run's lock from a headnode, or makes it the latch. */
function putBack(caller: Looker, me: Holder, server: ServerUuid, latch: StepId | null): Promise<void> {
  if (latch === null) return removeLock(caller, server);
  return replaceLock(caller, server, writeHolder({ ...me, state: { kind: 'latch', step: latch } }));
}
