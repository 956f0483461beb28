/** How an invocation ended, and the words for it: what happened, what is left, what to do next. */
import type { Phase, Plan, Step } from '../schemas/plan.ts';
import type { RunEnd } from './events.ts';
import type { RunState } from './fold.ts';
import { isGate, isWithin } from './schedule.ts';

/** What the walk came to. */
export interface Course {
  /** What went wrong, in the order it did. */
  readonly problems: readonly string[];
  readonly isInterrupted: boolean;
}

/** The end, by what the journal says of each step. */
export function conclude(
  plan: Plan,
  { steps, brackets }: RunState,
  { problems, isInterrupted }: Course,
  { until }: { readonly until: Phase },
): { readonly end: RunEnd; readonly message: string } {
  const left = plan.steps.filter((step) => steps.get(step.id) !== 'done');
  const told = [
    ...problems,
    `${count(plan.steps.length - left.length, 'step')} of ${String(plan.steps.length)} done`,
  ];
  const unknown = plan.steps.filter((step) => steps.get(step.id) === 'unknown');
  const open = [...brackets].filter(([, state]) => state !== 'closed').map(([id]) => id);
  if (unknown.length > 0) {
    const objects = unknown.flatMap(({ touches }) => touches.map(({ object }) => object));
    return end(
      'stuck',
      ...told,
      `look at ${[...new Set(objects)].join(', ')}, then run it again: it looks first`,
    );
  }
  if (problems.length > 0) {
    const still = open.length === 0 ? [] : [`still open: ${open.join(', ')}`];
    return end('failed', ...told, ...still, 'mend the cause and run it again: it goes on from here');
  }
  const due = left.filter((step) => isWithin(step.phase, until));
  if (isInterrupted && due.length > 0) return end('interrupted', ...told, 'run it again to go on');
  if (due.length > 0) {
    const gates = due.filter((step) => isGate(step) && isReached(step, steps));
    const ids = gates.map(({ id }) => id).join(', ');
    return end('waiting', ...told, `waiting at ${ids}`, `open it with --open-gates ${ids} to go on`);
  }
  if (left.length > 0)
    return end('done', `everything until ${until} is done`, `left: ${count(left.length, 'step')}`);
  return end('done', `all ${count(plan.steps.length, 'step')} done`);
}

function isReached(gate: Step, steps: RunState['steps']): boolean {
  return gate.needs.every((need) => steps.get(need.step) === 'done');
}

function end(how: RunEnd, ...sentences: readonly string[]) {
  return { end: how, message: sentences.join('; ') };
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
