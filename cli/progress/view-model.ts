/**
 * What is to be shown of a run, folded from its events alone: the terminal view is a picture of this
 * and knows nothing of the engine.
 */
import type { RunEnd, RunEvent } from '../../executor/events.ts';
import type { Phase } from '../../schemas/plan.ts';
import type { StepId, UnitId } from '../../schemas/ids.ts';

export type Showing = 'waiting' | 'running' | 'done' | 'undone' | 'failed' | 'unknown';

export interface StepView {
  readonly id: StepId;
  readonly unit: UnitId;
  readonly phase: Phase;
  readonly title: string;
  readonly showing: Showing;
  readonly estimateSeconds: number;
  /** Milliseconds since the epoch; null: not running. */
  readonly since: number | null;
  readonly bytes: number | null;
  readonly totalBytes: number | null;
  /** What it waits for, or why it is tried again. */
  readonly note: string | null;
}

export interface View {
  readonly steps: ReadonlyMap<StepId, StepView>;
  /** Questions of gates that wait. */
  readonly gates: ReadonlyMap<StepId, string>;
  readonly openBrackets: ReadonlySet<StepId>;
  /** Steps that are to be undone; empty: it goes forth. */
  readonly undoing: ReadonlySet<StepId>;
  readonly end: { readonly end: RunEnd; readonly message: string } | null;
}

/** Before the first event. */
export const emptyView: View = {
  steps: new Map(),
  gates: new Map(),
  openBrackets: new Set(),
  undoing: new Set(),
  end: null,
};

/** The view after one more event. Kinds of a later version change nothing. */
export function reduce(view: View, event: RunEvent): View {
  switch (event.kind) {
    case 'run-started':
      return { ...view, steps: new Map(event.steps.map((step) => [step.id, begun(step)])) };
    case 'step-started':
      return changed(view, event.step, { showing: 'running', since: Date.parse(event.at), note: null });
    case 'undo-began':
      return { ...view, undoing: new Set(event.steps) };
    case 'step-progress':
      return changed(view, event.step, {
        ...(event.bytes === undefined ? {} : { bytes: event.bytes }),
        ...(event.totalBytes === undefined ? {} : { totalBytes: event.totalBytes }),
        ...(event.note === undefined ? {} : { note: event.note }),
      });
    case 'step-retry':
      return changed(view, event.step, { note: `attempt ${String(event.attempt)} failed: ${event.message}` });
    case 'step-ended':
      return changed(view, event.step, { showing: shown(event), since: null, note: event.message ?? null });
    case 'gate-waiting':
      return { ...view, gates: new Map(view.gates).set(event.step, event.question) };
    case 'gate-opened':
      return { ...view, gates: new Map([...view.gates].filter(([id]) => id !== event.step)) };
    case 'bracket':
      return { ...view, openBrackets: bracketed(view.openBrackets, event) };
    case 'bracket-progress':
    case 'warning':
      return view;
    case 'run-ended':
      return { ...view, end: { end: event.end, message: event.message } };
    default:
      event satisfies never;
      return view;
  }
}

/** The steps that the way is made of: all of them, or those that are undone. */
export function wayOf({ steps, undoing }: View): readonly StepView[] {
  const all = [...steps.values()];
  return undoing.size === 0 ? all : all.filter(({ id }) => undoing.has(id));
}

/** Whether the step's part of the way is behind it. */
export function isPast({ undoing }: View, { id, showing }: StepView): boolean {
  return showing === 'undone' || (showing === 'done' && !undoing.has(id));
}

/** How much of the way is done, by estimates: 0 to 1. Running steps count up to nearly their estimate. */
export function share(view: View, now: number): number {
  let total = 0;
  let past = 0;
  for (const step of wayOf(view)) {
    const { showing, estimateSeconds, since } = step;
    total += estimateSeconds;
    if (isPast(view, step)) past += estimateSeconds;
    if (showing === 'running' && since !== null) {
      past += Math.min((now - since) / 1000, estimateSeconds * 0.95);
    }
  }
  return total === 0 ? 1 : past / total;
}

type Listed = Extract<RunEvent, { readonly kind: 'run-started' }>['steps'][number];
type StepEnded = Extract<RunEvent, { readonly kind: 'step-ended' }>;

function begun({ standing, ...step }: Listed): StepView {
  return { ...step, showing: standing, since: null, bytes: null, totalBytes: null, note: null };
}

function shown({ outcome }: StepEnded): Showing {
  switch (outcome) {
    case 'applied':
    case 'found':
      return 'done';
    case 'undo-failed':
      return 'failed';
    case 'failed':
    case 'unknown':
    case 'undone':
      return outcome;
    default:
      return outcome satisfies never;
  }
}

function changed(view: View, id: StepId, change: Partial<StepView>): View {
  const step = view.steps.get(id);
  return step === undefined ? view : { ...view, steps: new Map(view.steps).set(id, { ...step, ...change }) };
}

function bracketed(
  open: ReadonlySet<StepId>,
  { bracket, end }: Extract<RunEvent, { readonly kind: 'bracket' }>,
): ReadonlySet<StepId> {
  const others = [...open].filter((id) => id !== bracket);
  return new Set(end === 'opened' ? [...others, bracket] : others);
}
