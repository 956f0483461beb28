/**
 * The event stream of a run. The terminal view and `--json` are readers of it and never talk to the
 * engine. Promises: `seq` counts from 0 without gaps; the first event is `run-started` and lists all
 * steps; every `step-started` is followed by exactly one `step-ended` of that step before it can
 * start again; exactly one `run-ended` comes, last. `step-progress` may be dropped by a reader.
 * Readers ignore kinds they don't know.
 */
import type { Phase } from '../schemas/plan.ts';
import type { StepId, UnitId } from '../schemas/ids.ts';

/** Where a step stands when a run starts. */
export type StepStanding = 'waiting' | 'done' | 'undone';

/** How one invocation ended. */
export type RunEnd = 'done' | 'failed' | 'undone' | 'waiting' | 'stuck' | 'interrupted';

export type RunEvent = {
  /** From 0 without gaps. */
  readonly seq: number;
  /** ISO 8601, of the run's clock. */
  readonly at: string;
} & (
  | {
      readonly kind: 'run-started';
      readonly plan: string;
      readonly datacenter: string;
      readonly resumed: boolean;
      readonly steps: readonly {
        readonly id: StepId;
        readonly unit: UnitId;
        readonly phase: Phase;
        readonly title: string;
        readonly standing: StepStanding;
        readonly estimateSeconds: number;
      }[];
    }
  | { readonly kind: 'step-started'; readonly step: StepId; readonly undo: boolean }
  /** From here on these steps are undone, in this order or several at once; those without an effect are left out. */
  | { readonly kind: 'undo-began'; readonly steps: readonly StepId[] }
  | {
      readonly kind: 'step-progress';
      readonly step: StepId;
      readonly bytes?: number;
      readonly totalBytes?: number;
      readonly note?: string;
    }
  | { readonly kind: 'step-retry'; readonly step: StepId; readonly attempt: number; readonly message: string }
  | {
      readonly kind: 'step-ended';
      readonly step: StepId;
      readonly undo: boolean;
      /** found: it was done already; unknown: an answer was lost and no probe could tell. */
      readonly outcome: 'applied' | 'found' | 'failed' | 'unknown' | 'undone' | 'undo-failed';
      /** Seconds. */
      readonly seconds: number;
      /** The cause, where it did not succeed. */
      readonly message?: string;
    }
  | { readonly kind: 'gate-waiting'; readonly step: StepId; readonly question: string }
  | { readonly kind: 'gate-opened'; readonly step: StepId; readonly by: string }
  | { readonly kind: 'bracket'; readonly bracket: StepId; readonly end: 'opened' | 'closed' }
  /** What an end of a bracket waits for. */
  | { readonly kind: 'bracket-progress'; readonly bracket: StepId; readonly note: string }
  /** Nothing that stops the run, and something that a person should know. */
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'run-ended'; readonly end: RunEnd; readonly message: string }
);

/** An event before it is numbered and dated. */
export type RunNews = RunEvent extends infer One
  ? One extends RunEvent
    ? Omit<One, 'seq' | 'at'>
    : never
  : never;
