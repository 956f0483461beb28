/**
 * The beginning of an invocation: is the journal this plan's, is the datacenter what the plan expects?
 * Only then is the first record written, so that a refusal leaves no trace. The datacenter is looked at
 * under the lock: of two runs that both looked first, both would go on.
 */
import type { StepId } from '../schemas/ids.ts';
import type { ActionName, Plan } from '../schemas/plan.ts';
import { actions } from './actions/registry.ts';
import type { StepStanding } from './events.ts';
import { checkExpectations, DatacenterDrifted } from './expects.ts';
import { orGiveBack, type Opened, type Who } from './invocation.ts';
import type { RunState } from './fold.ts';
import { relook } from './relook.ts';
import { requestIds } from './request-ids.ts';
import { RunRefused } from './run-refused.ts';
import type { RunParts } from './step-context.ts';
import type { StepState } from './transitions.ts';
import { leftToUndo } from './undo.ts';

/**
 * Checks, writes the first record and tells the first event; where it throws, the lock is given back.
 * @returns steps of an earlier invocation that are no longer done, to be carried out again.
 * @throws {RunRefused} {DatacenterDrifted}
 */
export function enter(opened: Opened, who: Who): Promise<ReadonlySet<StepId>> {
  const { parts } = opened;
  return orGiveBack(opened, async () => {
    insistOnJournal(parts.plan, parts.ledger.state, who);
    // Whoever goes back rests on nothing that the plan expects.
    const isBack = leftToUndo(parts.plan, parts.ledger.state).length > 0;
    const again = isBack ? new Set<StepId>() : await look(parts);
    begin(parts, who, again);
    return again;
  });
}

/**
 * The same for going back: there must be a run, and the datacenter may be as it likes.
 * @throws {RunRefused}
 */
export async function enterBack(opened: Opened, who: Who): Promise<void> {
  const { plan, ledger } = opened.parts;
  await orGiveBack(opened, async () => {
    if (ledger.state.phase === 'empty')
      throw new RunRefused('no run of this plan is known here: nothing is undone');
    insistOnJournal(plan, ledger.state, who);
    begin(opened.parts, who, new Set());
  });
}

/** @returns done steps that are no longer done. @throws {RunRefused} {DatacenterDrifted} */
async function look(parts: RunParts): Promise<ReadonlySet<StepId>> {
  const { plan, ledger, transport, clock } = parts;
  const before = ledger.state;
  const undone = [...before.steps].find(([, state]) => state === 'undone');
  if (undone !== undefined)
    throw new RunRefused(
      `step ${undone[0]} was undone: make a new plan from what is there now; what is left of this run, hnadm rollback takes back`,
    );
  const requestId = requestIds(plan, 'expects', before.length);
  const caller = { transport, clock, signal: new AbortController().signal, requestId };
  const drifts = await checkExpectations(plan, caller, begunSteps(before));
  const { undone: again, drifts: left } = await relook(parts);
  if (drifts.length + left.length > 0) throw new DatacenterDrifted([...drifts, ...left]);
  return again;
}

/** The first record and the first event. `again`: done steps that are to be carried out again. */
function begin(parts: RunParts, { by, host, simulated }: Who, again: ReadonlySet<StepId>): void {
  const { plan, ledger, events } = parts;
  const before = ledger.state;
  const resumed = before.phase !== 'empty';
  if (resumed) ledger.append({ record: 'resumed', by, host });
  else {
    const { digest, datacenter, tool } = plan;
    const run = { plan: digest, datacenter, tool: tool.version, actions: versionsOf(plan), simulated };
    ledger.append({ record: 'header', format: 'hnadm-journal/1', ...run, by, host });
  }
  events({
    kind: 'run-started',
    plan: plan.digest,
    datacenter: plan.datacenter,
    resumed,
    steps: plan.steps.map((step) => ({
      id: step.id,
      unit: step.unit,
      phase: step.phase,
      title: step.title,
      standing: again.has(step.id) ? 'waiting' : standingOf(before.steps.get(step.id)),
      estimateSeconds: step.estimateSeconds.typical,
    })),
  });
}

/** @throws {RunRefused} where the journal can't be gone on with. */
function insistOnJournal(plan: Plan, state: RunState, { simulated }: Who): void {
  const reason = mismatch(plan, state, simulated);
  if (reason !== null) throw new RunRefused(reason);
}

/** Why the journal can't be gone on with, or null. */
function mismatch(plan: Plan, state: RunState, simulated: string | null): string | null {
  const { phase, header, steps } = state;
  if (header === null) return null;
  if (phase === 'abandoned') return 'this run was abandoned: make a new plan';
  const strangers = notOf(plan, state, simulated);
  if (strangers !== null) return strangers;
  for (const [action, version] of Object.entries(versionsOf(plan))) {
    const found = header.actions[action];
    if (found === version) continue;
    return `the run was begun with version ${String(found)} of ${action}, this hnadm has ${String(version)}: finish it with that one`;
  }
  const strange = [...steps.keys()].find((id) => !plan.steps.some((step) => step.id === id));
  return strange === undefined
    ? null
    : `the journal tells of a step ${strange}, which the plan has not: take a new snapshot and plan again`;
}

/** Why the journal is not this plan's on this world, or null. */
export function notOf(plan: Plan, { header }: RunState, simulated: string | null): string | null {
  if (header === null) return null;
  if (header.plan !== plan.digest)
    return `the journal is of plan ${header.plan}, expected ${plan.digest}: go on with that plan`;
  if (header.simulated !== simulated) {
    const world = (digest: string | null) =>
      digest === null ? 'the real datacenter' : `a simulation of ${digest}`;
    return `the journal is of a run on ${world(header.simulated)}, expected ${world(simulated)}: go on with it there`;
  }
  return null;
}

function begunSteps({ steps }: RunState): ReadonlySet<StepId> {
  const begun = [...steps].filter(([, state]) => state !== 'pending' && state !== 'failed');
  return new Set(begun.map(([id]) => id));
}

function standingOf(state: StepState | undefined): StepStanding {
  return state === 'done' || state === 'undone' ? state : 'waiting';
}

/** Versions of the actions that the plan uses, its undo actions and brackets included. */
function versionsOf(plan: Plan): Readonly<Record<string, number>> {
  const names = new Set<ActionName>([
    ...plan.steps.flatMap((step) => [step.action, ...(step.undo === null ? [] : [step.undo.action])]),
    ...plan.brackets.flatMap(({ open, close }) => [open.action, close.action]),
  ]);
  return Object.fromEntries([...names].sort().map((name) => [name, actions[name].version]));
}
