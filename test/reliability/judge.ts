/**
 * The verdict on a datacenter after a run: whatever happened on the way, it must be what its end
 * promises. Nothing here is shared with the executor; what it says is read from the journal's records
 * and from the world alone.
 */
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { Snapshot } from '../../schemas/snapshot.ts';
import { validateSnapshot } from '../../schemas/validate.ts';
import { createDatacenter, type SimulatedDatacenter } from '../../simulator/datacenter.ts';
import type { FaultKind } from '../../simulator/faults/fault.ts';
import { expectedMoves } from '../../simulator/rehearsal/expected-moves.ts';
import type { InvocationEnd } from '../../simulator/rehearsal/invocation.ts';
import type { Violation } from '../../simulator/world.ts';
import { differences, pictureOf, type Picture } from './picture.ts';
import { lies, openBrackets, unitsOf } from './truth.ts';

/** Who caught it. */
export type Oracle =
  /** The simulator's own: what must hold at every moment. */
  | 'always'
  /** The simulator's own: everything agrees once nothing happens any more. */
  | 'at-rest'
  /** The simulator's own: the end is what the plan says. */
  | 'as-planned'
  /** What the journal says happened, happened. */
  | 'truth'
  /** Brackets are closed. */
  | 'brackets'
  /** Planning again gives no steps. */
  | 'replan'
  /** The end is that of an uninterrupted run. */
  | 'same-end'
  /** The simulator's own: after a rollback everything is as the snapshot says. */
  | 'as-before'
  /** After a rollback everything is as it was when the plan was made. */
  | 'same-start'
  /** The run came to an end that nothing explains. */
  | 'end';

export interface Problem {
  readonly oracle: Oracle;
  readonly message: string;
}

/** What there is to judge. */
export interface Outcome {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly datacenter: SimulatedDatacenter;
  readonly records: readonly JournalRecord[];
  readonly end: InvocationEnd;
  readonly message: string;
  readonly after: Picture | null;
}

/** Faults that change something with their own hands. */
const HANDS: readonly FaultKind[] = ['operator-change', 'address-stolen', 'late-write'];

/** Whether one of those struck: then only the simulator can say whose doing is what. */
export function wasTouched({ faults }: SimulatedDatacenter): boolean {
  return faults.some(({ kind, at }) => at !== null && HANDS.includes(kind));
}

/** Everything that is wrong, and nobody's doing but hnadm's. */
export function judge(outcome: Outcome): readonly Problem[] {
  const { plan, datacenter, records } = outcome;
  const always = told('always', messagesOf(datacenter.violations));
  if (wasTouched(datacenter)) return [...always, ...whereTouched(outcome)];
  return [
    ...always,
    ...told('truth', lies(plan, records, datacenter.state())),
    ...told('brackets', openBrackets(records)),
    ...atItsEnd(outcome),
  ];
}

/** The simulator's own, which know what faults did. */
function whereTouched({ plan, datacenter, end }: Outcome): readonly Problem[] {
  if (end !== 'done' && end !== 'undone') return [];
  const atRest = told('at-rest', messagesOf(datacenter.checkAtRest()));
  const moves = expectedMoves(plan);
  return end === 'undone'
    ? atRest
    : [...atRest, ...told('as-planned', messagesOf(datacenter.checkAfterSuccess(moves)))];
}

function atItsEnd(outcome: Outcome): readonly Problem[] {
  const { plan, snapshot, datacenter, end, message } = outcome;
  switch (end) {
    case 'done':
      return [
        ...told('at-rest', messagesOf(datacenter.checkAtRest())),
        ...told('as-planned', messagesOf(datacenter.checkAfterSuccess(expectedMoves(plan)))),
        ...told('replan', stepsLeft(outcome)),
        ...told('same-end', sameEnd(outcome)),
      ];
    case 'undone': {
      const { standing, committed } = unitsOf(plan, outcome.records);
      const atRest = told('at-rest', messagesOf(datacenter.checkAtRest()));
      // What was committed and what stays done of other units is for the next plan.
      if (standing + committed > 0) return atRest;
      return [
        ...atRest,
        ...told('as-before', messagesOf(datacenter.checkAfterRollback(snapshot))),
        ...told('same-start', unlikeBefore(outcome)),
      ];
    }
    case 'refused':
    case 'drifted':
      // Nothing was touched, and nobody ever will: the plan is for a datacenter that is no more.
      return outcome.records.length === 0 ? [] : [{ oracle: 'end', message: `${end}: ${message}` }];
    default:
      return [{ oracle: 'end', message: `${end}: ${message}` }];
  }
}

function told(oracle: Oracle, messages: readonly string[]): readonly Problem[] {
  return messages.map((message) => ({ oracle, message }));
}

/** What of the datacenter is not as it was before. Images that were installed stay, and take space only. */
function unlikeBefore({ plan, snapshot, datacenter }: Outcome): readonly string[] {
  const before = pictureOf(createDatacenter(snapshot, { seed: 0 }).state(), plan);
  const now = pictureOf(datacenter.state(), plan);
  const isTolerated = (label: string): boolean => label.startsWith('installed ') && !before.has(label);
  return differences(before, new Map([...now].filter(([label]) => !isTolerated(label))));
}

function messagesOf(violations: readonly Violation[]): readonly string[] {
  return violations.filter(({ by }) => by === 'hnadm').map(({ message }) => message);
}

function sameEnd({ plan, datacenter, after }: Outcome): readonly string[] {
  if (after === null) return [];
  return differences(after, pictureOf(datacenter.state(), plan));
}

/** What a plan with the same intent still wants to do. */
function stepsLeft(outcome: Outcome): readonly string[] {
  const { plan, problems } = planAgain(outcome.plan, outcome.datacenter);
  return plan === null ? problems : plan.steps.map(({ id }) => `a new plan has the step ${id}`);
}

/** Plans the same intent from what there is now. */
export function planAgain(
  plan: Plan,
  datacenter: SimulatedDatacenter,
): { readonly plan: Plan | null; readonly snapshot: Snapshot | null; readonly problems: readonly string[] } {
  const snapshot = validateSnapshot(JSON.parse(JSON.stringify(datacenter.snapshot())));
  if (!snapshot.ok) return { plan: null, snapshot: null, problems: snapshot.problems };
  const { from, to, services, options } = plan.intent;
  const again = planMigrate(snapshot.value, plan.snapshot.digest, {
    from: from.uuid,
    to: to.uuid,
    all: options.all,
    services,
    except: options.except,
    allowDegraded: options.allowDegraded,
    ...(options.haTo ? { haTo: options.haTo.uuid } : {}),
    keepAddress: options.keepAddress ?? [],
    newAddress: options.newAddress ?? [],
    toolVersion: plan.tool.version,
  });
  const problems = again.plan === null ? again.findings.map(({ message }) => message) : [];
  return { plan: again.plan, snapshot: snapshot.value, problems };
}
