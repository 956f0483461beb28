/**
 * The mirror at the beginning of an invocation: which headnode, what it has already, and whether that
 * is this journal's beginning. A mirror that tells of more is proof that somebody went on with the run
 * elsewhere: to go on here as well would be two runs of one plan.
 */
import type { Plan } from '../schemas/plan.ts';
import type { JournalRecord } from '../schemas/journal.ts';
import type { Caller } from '../triton/caller.ts';
import { listHeadnodes } from '../triton/cnapi.ts';
import { failureOf } from './failure.ts';
import { differsAt } from './journal-lines.ts';
import { journalMirror, lostMirror, noMirror, type Mirror, type MirrorDeps } from './journal-mirror.ts';
import { mirrorHeadnode } from './mirror-headnode.ts';
import { readMirroredRun, type Headnode, type MirroredRun } from './mirrored-run.ts';
import { BRIEF, patiently } from './patience.ts';
import { requestIds } from './request-ids.ts';
import { runIdOf } from './run-id.ts';
import { RunRefused } from './run-refused.ts';

export interface OpenedMirror {
  readonly mirror: Mirror;
  /** What a person is to be told when the run has begun; null: all is well. */
  readonly warning: string | null;
}

const ALONE =
  'no second headnode runs that the plan does not empty: the journal is on this machine alone, and nobody can go on with the run elsewhere';

/** Finds the mirror and looks what is there. @throws {RunRefused} where the run was gone on with elsewhere. */
export async function openMirror(deps: MirrorDeps): Promise<OpenedMirror> {
  const { plan, transport, clock, records } = deps;
  const requestId = requestIds(plan, 'mirror', records.length);
  const caller = { transport, signal: new AbortController().signal, requestId };
  const headnode = await chosen(plan, caller, deps);
  if (headnode === null) return { mirror: noMirror, warning: ALONE };
  let there: MirroredRun;
  try {
    there = await patiently(clock, BRIEF, () => readMirroredRun(caller, headnode, runIdOf(plan)));
  } catch (error) {
    const warning = lostMirror(headnode.hostname, failureOf(error).message);
    return { mirror: journalMirror(deps, headnode, null), warning };
  }
  insistOnPrefix(headnode, there.records, records);
  return { mirror: journalMirror(deps, headnode, there), warning: null };
}

/** Where CNAPI does not say, the plan's target, which was a headnode that ran when it was planned. */
async function chosen(plan: Plan, caller: Caller, { clock }: MirrorDeps): Promise<Headnode | null> {
  try {
    return mirrorHeadnode(plan, await patiently(clock, BRIEF, () => listHeadnodes(caller)));
  } catch {
    return plan.intent.to;
  }
}

function insistOnPrefix(
  { hostname }: Headnode,
  there: readonly JournalRecord[],
  here: readonly JournalRecord[],
): void {
  const at = differsAt(there, here);
  if (at === null) return;
  const what =
    at === here.length
      ? `the journal on ${hostname} has ${String(there.length)} records, the one here ${String(at)}: the run was gone on with elsewhere, or records were lost here`
      : `the journal on ${hostname} and the one here differ from record ${String(at)} on: the run was gone on with elsewhere`;
  throw new RunRefused(
    `${what}\nGo on there, or take it over with --from-journal ${hostname} when nobody does any more.`,
  );
}
