/** What there is to tell of one run, from its folder alone: its plan, its journal, who is at work there. */
import { openBrackets, type RunState } from '../../executor/fold.ts';
import { leftBehind, stillLocked, type LeftBehind, type StillLocked } from '../../executor/left-behind.ts';
import type { StepState } from '../../executor/transitions.ts';
import type { StepId } from '../../schemas/ids.ts';
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { AtWork, KnownRun } from './known-runs.ts';

export interface StepView {
  readonly step: StepId;
  readonly state: StepState;
  /** ISO 8601, of the last attempt, there or back; null: never. */
  readonly began: string | null;
  /** Seconds; null: it has no end. */
  readonly seconds: number | null;
  readonly facts: Readonly<Record<string, string>>;
}

export interface RunView {
  readonly run: string;
  readonly datacenter: string;
  readonly end: string;
  /** The process that is at work on it; null: none is. */
  readonly atWork: AtWork | null;
  /** What the last invocation said; null: it said nothing. */
  readonly message: string | null;
  /** Each invocation: when, by whom, from where. */
  readonly invocations: readonly { readonly at: string; readonly by: string; readonly host: string }[];
  readonly last: string;
  readonly steps: readonly StepView[];
  readonly open: readonly { readonly bracket: StepId; readonly state: string }[];
  readonly gates: readonly { readonly gate: StepId; readonly at: string; readonly by: string }[];
  readonly locked: readonly StillLocked[];
  readonly left: readonly LeftBehind[];
}

/** How a run stands, in one word: the last invocation's end, or that it has none yet, or had none. */
export function endOf({ state: { phase, end }, atWork }: Pick<KnownRun, 'state' | 'atWork'>): string {
  if (phase === 'abandoned') return phase;
  return end ?? (atWork === null ? 'interrupted' : 'running');
}

/** The view. The run has at least its first record. */
export function viewOf(run: KnownRun & { readonly plan: Plan }): RunView {
  const { name, plan, records, state, atWork } = run;
  const last = records.at(-1);
  return {
    run: name,
    datacenter: plan.datacenter,
    end: endOf(run),
    atWork,
    message: messageOf(last),
    invocations: records.flatMap((one) =>
      one.record === 'header' || one.record === 'resumed' ? [{ at: one.at, by: one.by, host: one.host }] : [],
    ),
    last: last?.at ?? '',
    steps: plan.steps.map(({ id }) => stepView(id, records, state)),
    open: openBrackets(state).map((bracket) => ({ bracket, state: state.brackets.get(bracket) ?? 'closed' })),
    gates: records.flatMap((one) =>
      one.record === 'gate-opened' ? [{ gate: one.step, at: one.at, by: one.by }] : [],
    ),
    locked: stillLocked(plan, state),
    left: leftBehind(plan, state),
  };
}

function messageOf(last: JournalRecord | undefined): string | null {
  if (last?.record === 'ended') return last.message;
  return last?.record === 'abandoned' ? `${last.reason}, by ${last.by}` : null;
}

function stepView(step: StepId, records: readonly JournalRecord[], state: RunState): StepView {
  const own = records.filter((one) => 'step' in one && one.step === step);
  const began = own.findLast(({ record }) => record === 'intent' || record === 'undo-intent');
  const after = began === undefined ? [] : own.filter(({ seq }) => seq > began.seq);
  const ended = after.find(({ record }) => record !== 'fact');
  return {
    step,
    state: state.steps.get(step) ?? 'pending',
    began: began?.at ?? null,
    seconds: began && ended ? (Date.parse(ended.at) - Date.parse(began.at)) / 1000 : null,
    facts: Object.fromEntries(state.facts.get(step) ?? []),
  };
}
