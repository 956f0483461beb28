/**
 * A second look on resume at what the next steps rest on. Between two invocations days may pass: a
 * replaced zone that somebody started again has written since its last increment, and a replacement
 * that was verified before the gate may be down when the gate is opened. Other done steps whose
 * dependants have begun are not looked at: those have changed what their probes would see.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Plan, Step } from '../schemas/plan.ts';
import type { Probe } from './action.ts';
import { probeStep } from './carry-out.ts';
import type { Drift } from './expects.ts';
import { isGate } from './schedule.ts';
import type { RunParts } from './step-context.ts';
import type { StepState } from './transitions.ts';

export interface Relook {
  /** Steps that are no longer done and can be carried out again. */
  readonly undone: ReadonlySet<StepId>;
  /** What keeps others from that. */
  readonly drifts: readonly Drift[];
}

/** Looks again at every step that the next ones rest on. */
export async function relook(parts: RunParts): Promise<Relook> {
  const undone = new Set<StepId>();
  const drifts: Drift[] = [];
  for (const step of frontier(parts.plan, parts.ledger.state.steps)) {
    const found = await probeStep(parts, step);
    if (found.answer === 'ready') undone.add(step.id);
    if (found.answer === 'conflict') drifts.push(driftOf(step, found));
  }
  return { undone, drifts };
}

/**
 * Done steps that something waits for, none of which has begun; and whatever a gate or an irreversible
 * step that is still to come rests on directly, because nothing behind it can be taken back.
 */
function frontier(plan: Plan, states: ReadonlyMap<StepId, StepState>): readonly Step[] {
  const dependants = new Map<StepId, StepState[]>();
  const decisive = new Set<StepId>();
  for (const step of plan.steps) {
    const state = states.get(step.id) ?? 'pending';
    const isDecisive = state !== 'done' && (step.irreversible || isGate(step));
    if (isDecisive) for (const { step: need } of step.needs) decisive.add(need);
    for (const { step: need } of step.needs) dependants.set(need, [...(dependants.get(need) ?? []), state]);
  }
  return plan.steps.filter(({ id }) => {
    const after = dependants.get(id) ?? [];
    const isNext = after.length > 0 && after.every((state) => state === 'pending' || state === 'failed');
    return states.get(id) === 'done' && (isNext || decisive.has(id));
  });
}

function driftOf(step: Step, found: Extract<Probe, { readonly answer: 'conflict' }>): Drift {
  const { object, expected } = found;
  return { fact: 'step-done', object, expected: `${expected}, as ${step.id} left it`, found: found.found };
}
