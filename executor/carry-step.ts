/**
 * One step from its intent to its end, there or back: brackets around it are opened, the intent is
 * journalled before the first effect, and the end after the last one.
 */
import type { ActionCall, Step } from '../schemas/plan.ts';
import type { Brackets } from './brackets.ts';
import { carryOut, type CarriedOut } from './carry-out.ts';
import type { RunParts } from './step-context.ts';
import { mayHaveEffect } from './transitions.ts';

/** There, or back. */
export type Direction = 'do' | 'undo';

/** @returns what went wrong, or null. */
export async function carryStep(
  parts: RunParts,
  brackets: Brackets,
  step: Step,
  direction: Direction,
): Promise<string | null> {
  const { ledger, clock, events } = parts;
  const began = clock.now();
  const call = direction === 'do' ? step : step.undo;
  if (call === null) return forget(parts, step);
  const unopened = await brackets.openFor(step);
  if (unopened !== null) return `${step.id}: ${unopened}`;
  const before = ledger.state.steps.get(step.id);
  // Of a step that is done, there is nothing of its undo yet.
  const isResumed = mayHaveEffect(before) && (direction === 'do' || before !== 'done');
  ledger.append({ record: direction === 'do' ? 'intent' : 'undo-intent', step: step.id });
  events({ kind: 'step-started', step: step.id, undo: direction === 'undo' });
  const result = await carried(parts, step, call, isResumed);
  return ended(parts, step, direction, result, (clock.now() - began) / 1000);
}

/** A step without an undo left nothing to be taken back: nobody is told, but it counts as done no more. */
function forget({ ledger }: RunParts, { id }: Step): null {
  ledger.append({ record: 'undo-intent', step: id });
  ledger.append({ record: 'undone', step: id });
  return null;
}

function carried(parts: RunParts, step: Step, call: ActionCall, isResumed: boolean): Promise<CarriedOut> {
  return carryOut(parts, {
    id: step.id,
    call,
    timeoutSeconds: step.timeoutSeconds,
    isResumed,
    onRetry: (attempt, message) => {
      parts.events({ kind: 'step-retry', step: step.id, attempt, message });
    },
  });
}

/** Journals and tells how a step ended. @returns what went wrong, or null. */
export function ended(
  { ledger, events }: RunParts,
  { id: step }: Step,
  direction: Direction,
  result: CarriedOut,
  seconds: number,
): string | null {
  const end = { kind: 'step-ended', step, undo: direction === 'undo', seconds } as const;
  if ('message' in result) {
    const { message } = result;
    ledger.append({ record: direction === 'do' ? result.outcome : 'undo-failed', step, message });
    events({ ...end, outcome: direction === 'do' ? result.outcome : 'undo-failed', message });
    return direction === 'do' ? `${step}: ${message}` : `${step} can't be undone: ${message}`;
  }
  if (direction === 'do') ledger.append({ record: 'done', step, how: result.outcome });
  else ledger.append({ record: 'undone', step });
  events({ ...end, outcome: direction === 'do' ? result.outcome : 'undone' });
  return null;
}
