/**
 * The verdict on a datacenter after a run: whatever happened on the way, it must be what its end
 * promises. Nothing here is shared with the executor; what it says is read from the journal's records
 * and from the world alone.
 */
import type { RunEnd } from '../../executor/events.ts';
import { planMigrate } from '../../planner/plan-migrate.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import { validateSnapshot } from '../../schemas/validate.ts';
import type { SimulatedDatacenter } from '../../simulator/datacenter.ts';
import { expectedMoves } from '../../simulator/rehearsal/expected-moves.ts';
import { differences, pictureOf, type Picture } from './picture.ts';

/** Who caught it. */
export type Oracle =
  /** The simulator's own: what must hold at every moment. */
  | 'always'
  /** The simulator's own: everything agrees once nothing happens any more. */
  | 'at-rest'
  /** The simulator's own: the end is what the plan says. */
  | 'as-planned'
  /** Planning again gives no steps. */
  | 'replan'
  /** The end is that of an uninterrupted run. */
  | 'same-end'
  /** A run that may go on was refused. */
  | 'no-refusal'
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
  readonly end: RunEnd;
  readonly message: string;
  readonly after: Picture | null;
}

/** Everything that is wrong. */
export function judge(outcome: Outcome): readonly Problem[] {
  const { datacenter, end, message } = outcome;
  const told = (oracle: Oracle, found: readonly { readonly message: string }[]): Problem[] =>
    found.map((one) => ({ oracle, message: one.message }));
  const always = told('always', datacenter.violations.slice());
  if (end !== 'done') return [...always, { oracle: 'end', message: `${end}: ${message}` }];
  return [
    ...always,
    ...told('at-rest', datacenter.checkAtRest()),
    ...told('as-planned', datacenter.checkAfterSuccess(expectedMoves(outcome.plan))),
    ...told('replan', planAgain(outcome)),
    ...told('same-end', sameEnd(outcome)),
  ];
}

function sameEnd({ plan, datacenter, after }: Outcome) {
  if (after === null) return [];
  return differences(after, pictureOf(datacenter.state(), plan)).map((message) => ({ message }));
}

/** What a plan with the same intent still wants to do. */
function planAgain({ plan, datacenter }: Outcome) {
  const snapshot = validateSnapshot(JSON.parse(JSON.stringify(datacenter.snapshot())));
  if (!snapshot.ok) return [{ message: snapshot.problems.join('; ') }];
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
  if (again.plan === null) return again.findings.map(({ message }) => ({ message }));
  return again.plan.steps.map(({ id }) => ({ message: `a new plan has the step ${id}` }));
}
