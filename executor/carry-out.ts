/**
 * One action carried out: probe, apply, probe again, with retries of what passes and a bounded search
 * for the truth where an answer was lost. It journals nothing but facts: steps and brackets record
 * their own ends. `failed` is said only after a sweep that succeeded, because everything that follows
 * believes it.
 */
import type { StepId } from '../schemas/ids.ts';
import type { ActionCall, Step } from '../schemas/plan.ts';
import type { Probe, StepContext } from './action.ts';
import { actions } from './actions/registry.ts';
import { conflict } from './answers.ts';
import { withDeadline } from './deadline.ts';
import { failureOf, NoProgress, type Failure } from './failure.ts';
import { BACKOFF, BRIEF, patiently } from './patience.ts';
import { stepContext, type RunParts } from './step-context.ts';

export type CarriedOut =
  | { readonly outcome: 'applied' | 'found' }
  | { readonly outcome: 'failed' | 'unknown'; readonly message: string };

export interface Job {
  /** The step, or the bracket whose end this is. */
  readonly id: StepId;
  readonly call: ActionCall;
  /** Of silence. */
  readonly timeoutSeconds: number;
  /** Whether an earlier invocation may have left something of it. */
  readonly isResumed: boolean;
  /** For StepContext's; absent: null. */
  readonly ending?: AbortSignal | null;
  readonly onRetry: (attempt: number, message: string) => void;
}

/** Carries out an action until it is done, failed with nothing left, or unknown. Never throws. */
export async function carryOut(parts: RunParts, job: Job): Promise<CarriedOut> {
  let hasApplied = false;
  let last: Failure = { outcome: 'transient', message: '' };
  for (const [attempt, pause] of [...BACKOFF, null].entries()) {
    const found = await look(parts, job);
    if (found === 'done') return { outcome: hasApplied ? 'applied' : 'found' };
    if (found === 'ready') {
      hasApplied = true;
      const failure = await effect(parts, job);
      if (failure === null) return { outcome: 'applied' };
      last = failure;
    } else last = found;
    if (last.outcome === 'permanent' || pause === null) break;
    job.onRetry(attempt + 1, last.message);
    await parts.clock.sleep(pause * 1000);
  }
  return hasApplied || job.isResumed
    ? settle(parts, job, last.message)
    : { outcome: 'failed', message: last.message };
}

/** One look at a step, outside of carrying it out. No answer counts as conflict: it must be known. */
export async function probeStep(parts: RunParts, step: Step): Promise<Probe> {
  const job = { id: step.id, call: step, timeoutSeconds: step.timeoutSeconds };
  try {
    return await patiently(parts.clock, BRIEF, () =>
      within(parts, job, (action, context) => action.probe(step.params, context)),
    );
  } catch (error) {
    return conflict(`step:${step.id}`, 'a look at it', failureOf(error).message);
  }
}

/** What the probe says; a conflict or an error as the failure it means. */
async function look(parts: RunParts, job: Job): Promise<'done' | 'ready' | Failure> {
  try {
    const answer = await within(parts, job, (action, context) => action.probe(job.call.params, context));
    return answer.answer === 'conflict' ? asFailure(answer) : answer.answer;
  } catch (error) {
    const failure = failureOf(error);
    // Looking has no effect: a look without answer is repeated, whatever was lost.
    return failure.outcome === 'unknown' ? { ...failure, outcome: 'transient' } : failure;
  }
}

/** Looks until there is an answer, or none came for a minute and a half. */
async function lookPatiently(parts: RunParts, job: Job): Promise<'done' | 'ready' | Failure> {
  for (const pause of BACKOFF) {
    const found = await look(parts, job);
    if (typeof found === 'string' || found.outcome === 'permanent') return found;
    await parts.clock.sleep(pause * 1000);
  }
  return look(parts, job);
}

/** Applies and looks again. @returns null when the step is done. */
async function effect(parts: RunParts, job: Job): Promise<Failure | null> {
  let silence: NoProgress | null = null;
  try {
    await change(parts, job, (action, context) => action.apply(job.call.params, context));
  } catch (error) {
    if (!(error instanceof NoProgress)) return failureOf(error);
    silence = error;
  }
  const found = await look(parts, job);
  if (found === 'done') return null;
  // What moved nothing for its whole timeout won't in another one: somebody is to be told.
  if (silence !== null) return { outcome: 'permanent', message: silence.message };
  if (found !== 'ready') return found;
  return { outcome: 'transient', message: 'it was carried out, and a look does not find it done' };
}

/**
 * The truth about a step that doesn't go on, `message` says why: done after all, failed and swept, or unknown.
 */
export async function settle(parts: RunParts, job: Job, message: string): Promise<CarriedOut> {
  const found = await lookPatiently(parts, job);
  if (found === 'done') return { outcome: 'applied' };
  if (found !== 'ready' && found.outcome === 'transient') {
    return {
      outcome: 'unknown',
      message: `${message}; no look could tell whether it happened: ${found.message}`,
    };
  }
  try {
    await patiently(parts.clock, BACKOFF, () =>
      change(parts, job, async (action, context) => {
        await action.sweep?.(job.call.params, context);
      }),
    );
  } catch (error) {
    const why = failureOf(error).message;
    return { outcome: 'unknown', message: `${message}; what it left could not be removed: ${why}` };
  }
  return { outcome: 'failed', message };
}

function asFailure(found: Extract<Probe, { readonly answer: 'conflict' }>): Failure {
  const message = `${found.object}: expected ${found.expected}, found ${found.found}`;
  return { outcome: 'permanent', message };
}

/** An action whose parameters are those of its call: the union of calls loses that pairing. */
interface Paired {
  probe(params: ActionCall['params'], context: StepContext): Promise<Probe>;
  apply(params: ActionCall['params'], context: StepContext): Promise<void>;
  sweep?(params: ActionCall['params'], context: StepContext): Promise<void>;
}

/** Work that has effects: it begins when all that was recorded before it counts as journalled. */
async function change(
  parts: RunParts,
  job: Job,
  work: (action: Paired, context: StepContext) => Promise<void>,
): Promise<void> {
  await parts.ledger.settled();
  await within(parts, job, work);
}

function within<T>(
  parts: RunParts,
  job: Pick<Job, 'id' | 'call' | 'timeoutSeconds' | 'ending'>,
  work: (action: Paired, context: StepContext) => Promise<T>,
): Promise<T> {
  const action: Paired = actions[job.call.action];
  return withDeadline(parts.clock, job.timeoutSeconds, (signal, tell) =>
    work(action, stepContext(parts, job.id, signal, tell, job.ending)),
  );
}
