/**
 * The verdict on a datacenter after a run: whatever happened on the way, it must be what its end
 * promises. Nothing here is shared with the executor; what it says is read from the journal's records
 * and from the world alone.
 */
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import { validateSnapshot } from '../../schemas/validate.ts';
import type { SimulatedDatacenter } from '../../simulator/datacenter.ts';
import { expectedMoves } from '../../simulator/rehearsal/expected-moves.ts';
import type { Violation } from '../../simulator/world.ts';
import { differences, pictureOf, type Picture } from './picture.ts';
import type { End } from './operator.ts';
import { lies, openBrackets } from './truth.ts';

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
  /** The run came to an end that nothing explains. */
  | 'end';

export interface Problem {
  readonly oracle: Oracle;
  readonly message: string;
}

/** What there is to judge. */
export interface Outcome {
  readonly plan: Plan;
  readonly datacenter: SimulatedDatacenter;
  readonly records: readonly JournalRecord[];
  readonly end: End;
  readonly message: string;
  readonly after: Picture;
}

/** Everything that is wrong. */
export function judge(outcome: Outcome): readonly Problem[] {
  const { datacenter, end, message } = outcome;
  const told = (oracle: Oracle, found: readonly string[]): Problem[] =>
    found.map((message) => ({ oracle, message }));
  const state = datacenter.state();
  const always = [
    ...told('always', messagesOf(datacenter.violations)),
    ...told('truth', lies(outcome.plan, outcome.records, state)),
    ...told('brackets', openBrackets(outcome.records)),
  ];
  if (end !== 'done') return [...always, { oracle: 'end', message: `${end}: ${message}` }];
  return [
    ...always,
    ...told('at-rest', messagesOf(datacenter.checkAtRest())),
    ...told('as-planned', messagesOf(datacenter.checkAfterSuccess(expectedMoves(outcome.plan)))),
    ...told('replan', planAgain(outcome)),
    ...told('same-end', sameEnd(outcome)),
  ];
}

function messagesOf(violations: readonly Violation[]): readonly string[] {
  return violations.map(({ message }) => message);
}

function sameEnd({ plan, datacenter, after }: Outcome): readonly string[] {
  return differences(after, pictureOf(datacenter.state(), plan));
}

/** What a plan with the same intent still wants to do. */
function planAgain({ plan, datacenter }: Outcome): readonly string[] {
  const snapshot = validateSnapshot(JSON.parse(JSON.stringify(datacenter.snapshot())));
  if (!snapshot.ok) return snapshot.problems;
  const { from, to, services, options } = plan.intent;
  const again = planMigrate(snapshot.value, plan.snapshot.digest, {
    from: from.uuid,
    to: to.uuid,
    all: options.all,
    services,
    except: options.except,
    allowDegraded: options.allowDegraded,
    toolVersion: plan.tool.version,
  });
  if (again.plan === null) return again.findings.map(({ message }) => message);
  return again.plan.steps.map(({ id }) => `a new plan has the step ${id}`);
}
