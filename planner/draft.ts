/**
 * The plan while its steps are being written down. Steps are added in any order and put in order at
 * the end; a need names the step and the reason, so that a reader learns why something waits.
 */
import { durations } from '../catalogue/durations.ts';
import type {
  ActionCall,
  Because,
  Bracket,
  Expectation,
  Fact,
  Phase,
  SecondsRange,
  Step,
  Through,
  Touch,
} from '../schemas/plan.ts';
import type { StepId, UnitId } from '../schemas/ids.ts';

/** What a step waits for. */
export interface DraftNeed {
  readonly step: StepId;
  readonly because: Because;
}

/** A step before defaults are filled in. */
export type DraftStep = ActionCall & {
  readonly unit: UnitId;
  readonly phase: Phase;
  /** Last part of its id. */
  readonly slug: string;
  readonly title: string;
  readonly why: string;
  readonly needs: readonly DraftNeed[];
  readonly touches: readonly Touch[];
  readonly through?: Through;
  readonly undo?: ActionCall;
  readonly irreversible?: true;
  /** Seconds; where the action's usual duration does not fit. */
  readonly estimate?: SecondsRange;
};

export interface Draft {
  readonly steps: readonly Step[];
  readonly brackets: readonly Bracket[];
  readonly expects: readonly Expectation[];
  /** Adds a step and returns its id. */
  add(step: DraftStep): StepId;
  /** Adds a need to a step that is there already. */
  need(step: StepId, need: DraftNeed): void;
  /** Whether a step is reached by following needs from another. */
  waitsFor(step: StepId, other: StepId): boolean;
  bracket(bracket: Bracket): void;
  expect(fact: Fact, until: StepId | null): void;
}

/** An empty draft. */
export function newDraft(): Draft {
  const steps = new Map<StepId, Step>();
  const brackets: Bracket[] = [];
  const expects: Expectation[] = [];
  const waitsFor = (step: StepId, other: StepId): boolean => {
    const seen = new Set<StepId>();
    const open = [step];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === other) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(steps.get(next)?.needs.map((need) => need.step) ?? []));
    }
    return false;
  };
  return {
    get steps() {
      return [...steps.values()];
    },
    brackets,
    expects,
    waitsFor,
    add: (draft) => {
      const step = finish(draft);
      if (steps.has(step.id)) throw new Error(`two steps are called ${step.id}`);
      steps.set(step.id, step);
      return step.id;
    },
    need: (id, need) => {
      const step = steps.get(id);
      if (!step) throw new Error(`no step is called ${id}`);
      if (step.needs.some((one) => one.step === need.step)) return;
      steps.set(id, { ...step, needs: [...step.needs, need] });
    },
    bracket: (bracket) => void brackets.push(bracket),
    expect: (fact, until) => void expects.push({ fact, until }),
  };
}

function finish(draft: DraftStep): Step {
  const { unit, phase, slug, title, why, needs, touches, through, undo, irreversible, estimate, ...call } =
    draft;
  const duration = durations[call.action];
  return {
    id: `${unit}/${phase}/${slug}` as StepId,
    unit,
    phase,
    ...call,
    title,
    why,
    needs: [...needs],
    touches: [...touches],
    ...(through === undefined ? {} : { through }),
    undo: undo ?? null,
    irreversible: irreversible ?? false,
    timeoutSeconds: duration.timeout,
    estimateSeconds: estimate ?? duration.estimate,
  };
}

/** Shorthand: what a step waits for, leaving out steps that the plan does not have. */
export function needs(...all: readonly (readonly [StepId | null, Because])[]): readonly DraftNeed[] {
  return all.flatMap(([step, because]) => (step === null ? [] : [{ step, because }]));
}

/** Shorthand for touches. */
export const reads = (object: string): Touch => ({ object, mode: 'read' });
export const writes = (object: string): Touch => ({ object, mode: 'write' });
