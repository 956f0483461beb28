/**
 * What an action is: one file each under actions/. `probe` is the one function behind resume,
 * re-run, dry run and drift; `apply` makes the effect and is always followed by another probe.
 * An action's undo is an action too (the step names it), so there is no second way to do a thing.
 */
import type { ActionName, ParamsOf, Plan, ZoneRef } from '../schemas/plan.ts';
import type { ServerUuid, ZoneUuid } from '../schemas/ids.ts';
import type { Clock } from '../triton/clock.ts';
import type { Transport } from '../triton/transport.ts';

/** The three answers of a probe. */
export type Probe =
  | { readonly answer: 'done' }
  | { readonly answer: 'ready' }
  | {
      readonly answer: 'conflict';
      /** What it is about, as in the step's touches. */
      readonly object: string;
      readonly expected: string;
      readonly found: string;
    };

export interface Action<Name extends ActionName> {
  readonly name: Name;
  /** Raised whenever what the action does changes: a run begun with another version is not resumed. */
  readonly version: number;
  /** Looks, changes nothing. */
  probe(params: ParamsOf<Name>, context: StepContext): Promise<Probe>;
  /**
   * Makes the effect; called after `probe` said ready.
   * @throws {StepFailed} when it failed and nothing of it is left.
   * @throws {OutcomeUnknown} when an answer was lost.
   */
  apply(params: ParamsOf<Name>, context: StepContext): Promise<void>;
  /** Removes what a failed or unknown apply may have left. Where there is none, a failure leaves nothing. */
  sweep?(params: ParamsOf<Name>, context: StepContext): Promise<void>;
}

/** What an action may use. */
export interface StepContext {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Aborted when the step must end: its deadline passed, or the operator insists. */
  readonly signal: AbortSignal;
  /**
   * Aborted when the operator wants the run to end. Only who waits with nothing under way looks at it, the
   * opening of a bracket: whatever else has begun is finished. Null: it is to be finished in any case.
   */
  readonly ending: AbortSignal | null;
  /** A UUID for the next request of this step: the same in every rehearsal of the same run. */
  requestId(): string;
  readonly plan: Plan;
  /** UUID, alias and server of one of an instance's zones, by the candidate that the journal names. */
  zone(ref: ZoneRef): { readonly uuid: ZoneUuid; readonly alias: string; readonly server: ServerUuid };
  /** A fact of this step that was journalled, in this run or before it was interrupted. */
  fact(name: string): string | undefined;
  /** Journals a fact; when it resolves, the fact counts as journalled, and an effect may rest on it. */
  setFact(name: string, value: string): Promise<void>;
  /** Tells how far it is; bytes for transfers. Also tells the engine that the step makes progress. */
  progress(now: { readonly bytes?: number; readonly totalBytes?: number; readonly note?: string }): void;
}

/** The step failed, and nothing of it is left. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  /** Whether the same attempt may well succeed in a moment. */
  readonly transient: boolean;
  constructor(message: string, options: { readonly transient?: boolean } = {}) {
    super(message);
    this.transient = options.transient ?? false;
  }
}

/** An answer was lost: whether the effect happened must be found out by a probe. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}
