// Generated from ../journal.schema.json by `npm run types`. Do not edit.
import type { ServerUuid, StepId } from '../ids.ts';

/**
 * One line of a journal: what a run did, fsynced before and after each effect. The state of a run is the fold of these records; a sequence that the transition table forbids is an error.
 */
export type JournalRecord =
  | HeaderRecord
  | ResumedRecord
  | IntentRecord
  | FactRecord
  | DoneRecord
  | FailedRecord
  | UnknownRecord
  | UndoBeganRecord
  | UndoIntentRecord
  | UndoneRecord
  | UndoFailedRecord
  | GateOpenedRecord
  | BracketIntentRecord
  | BracketOpenedRecord
  | BracketClosedRecord
  | LockedRecord
  | UnlockedRecord
  | EndedRecord
  | AbandonedRecord;
export type Digest = string;

/**
 * First record of a journal.
 */
export interface HeaderRecord {
  record: 'header';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  format: 'hnadm-journal/1';
  plan: Digest;
  datacenter: string;
  /**
   * Version of hnadm.
   */
  tool: string;
  /**
   * Version of each action the plan uses.
   */
  actions: {
    [k: string]: number;
  };
  /**
   * Login name.
   */
  by: string;
  /**
   * Where hnadm runs.
   */
  host: string;
  /**
   * Digest of the snapshot that the simulated datacenter was made from; null: a real one.
   */
  simulated: Digest | null;
}
/**
 * The run was taken up again.
 */
export interface ResumedRecord {
  record: 'resumed';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  by: string;
  host: string;
}
/**
 * The step is about to be carried out.
 */
export interface IntentRecord {
  record: 'intent';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
}
/**
 * What a later resume must know of a step under way.
 */
export interface FactRecord {
  record: 'fact';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
  /**
   * candidate, job, token …
   */
  name: string;
  value: string;
}
/**
 * The step is done: its probe said so.
 */
export interface DoneRecord {
  record: 'done';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
  /**
   * applied: its effects were made; found: it was done already.
   */
  how: 'applied' | 'found';
}
/**
 * The step failed, and nothing of it is left.
 */
export interface FailedRecord {
  record: 'failed';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
  message: string;
}
/**
 * An answer was lost: whether the step had its effect is not known.
 */
export interface UnknownRecord {
  record: 'unknown';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
  message: string;
}
/**
 * These steps are going to be undone, in an order that takes nothing from under what stands on it. Written before the first of them, so that whoever resumes goes on with the same.
 */
export interface UndoBeganRecord {
  record: 'undo-began';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  steps: StepId[];
}
/**
 * The step is about to be undone.
 */
export interface UndoIntentRecord {
  record: 'undo-intent';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
}
/**
 * The step is undone.
 */
export interface UndoneRecord {
  record: 'undone';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
}
/**
 * The undo failed: the run is stuck.
 */
export interface UndoFailedRecord {
  record: 'undo-failed';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
  message: string;
}
/**
 * A person opened the gate.
 */
export interface GateOpenedRecord {
  record: 'gate-opened';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  step: StepId;
  by: string;
}
/**
 * An end of a bracket is about to be carried out.
 */
export interface BracketIntentRecord {
  record: 'bracket-intent';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  bracket: StepId;
  end: 'open' | 'close';
}
/**
 * The bracket is open.
 */
export interface BracketOpenedRecord {
  record: 'bracket-opened';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  bracket: StepId;
}
/**
 * The bracket is closed.
 */
export interface BracketClosedRecord {
  record: 'bracket-closed';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  bracket: StepId;
}
/**
 * The datacenter is locked for this run. Written after the fact: a lock that a crash left before this record names its run itself.
 */
export interface LockedRecord {
  record: 'locked';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  /**
   * Headnodes that have the lock.
   */
  servers: ServerUuid[];
  /**
   * Headnodes that don't have it, because they don't answer.
   */
  waived: UnansweringHeadnode[];
}
/**
 * A headnode that could not be asked, and how that failed.
 */
export interface UnansweringHeadnode {
  server: ServerUuid;
  why: string;
}
/**
 * The lock was given back, or made a latch.
 */
export interface UnlockedRecord {
  record: 'unlocked';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  /**
   * The commit step whose failure keeps other runs out; null: none, the datacenter is free.
   */
  latch: StepId | null;
  /**
   * Headnodes that did not answer any more, and may still have the lock.
   */
  left: UnansweringHeadnode[];
}
/**
 * This invocation ended; the run may go on later.
 */
export interface EndedRecord {
  record: 'ended';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  end: 'done' | 'failed' | 'undone' | 'waiting' | 'stuck' | 'interrupted';
  message: string;
}
/**
 * The run is over for good.
 */
export interface AbandonedRecord {
  record: 'abandoned';
  /**
   * Number of the record, from 0 without gaps.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  at: string;
  by: string;
  reason: string;
}
