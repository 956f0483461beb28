/**
 * Brackets: opened before the first step they are around, closed after the last, and at the end of
 * every invocation, however it ends: nobody waits in a half-moved state for a person's decision.
 */
import type { StepId } from '../schemas/ids.ts';
import type { Bracket, Step } from '../schemas/plan.ts';
import { carryOut } from './carry-out.ts';
import type { RunNews } from './events.ts';
import type { RunParts } from './step-context.ts';

/** Seconds of silence at an end of a bracket, not of work: one that waits says so each minute. */
const TIMEOUT = 120;

export interface Brackets {
  /** Opens what is around the step; resolves with what went wrong, or null. */
  openFor(step: Step): Promise<string | null>;
  /** Closes each bracket that has nothing left to be around. */
  closeFinished(): Promise<string | null>;
  /** Closes whatever is open. */
  closeAll(): Promise<string | null>;
}

/** The brackets of a run; `ending` aborted: what only waits to be opened is opened no more. */
export function bracketsOf(parts: RunParts, ending: AbortSignal | null): Brackets {
  // Steps of one bracket may start or end together: each bracket is turned by one of them at a time,
  // and the next finds it open, or closed, already.
  const turns = new Map<StepId, Promise<string | null>>();
  const stateOf = ({ id }: Bracket) => parts.ledger.state.brackets.get(id) ?? 'closed';

  function oneByOne(bracket: Bracket, work: () => Promise<string | null>): Promise<string | null> {
    const next = (turns.get(bracket.id) ?? Promise.resolve(null)).then(work);
    turns.set(bracket.id, next);
    return next;
  }

  const open = (bracket: Bracket) =>
    oneByOne(bracket, async () =>
      // One whose close was begun is opened again as it is. To close it first would be tidier, and a close
      // that waits for what the step is about to mend (an address that no NIC holds) would keep it from mending it.
      stateOf(bracket) === 'open' ? null : turn(parts, bracket, 'open', ending),
    );

  const close = (bracket: Bracket) =>
    oneByOne(bracket, async () =>
      stateOf(bracket) === 'closed' ? null : turn(parts, bracket, 'close', null),
    );

  async function closeEach(which: readonly Bracket[]): Promise<string | null> {
    const wrong: string[] = [];
    for (const bracket of which) {
      const one = await close(bracket);
      if (one !== null) wrong.push(one);
    }
    return wrong.length === 0 ? null : wrong.join('; ');
  }

  return {
    async openFor(step) {
      for (const bracket of parts.plan.brackets.filter(({ around }) => around.includes(step.id))) {
        const wrong = await open(bracket);
        if (wrong !== null) return wrong;
      }
      return null;
    },
    closeFinished: () =>
      closeEach(
        parts.plan.brackets.filter(({ around }) =>
          around.every((id) => parts.ledger.state.steps.get(id) === 'done'),
        ),
      ),
    closeAll: () => closeEach(parts.plan.brackets),
  };
}

/** Carries out one end of a bracket. @returns what went wrong, or null. */
async function turn(
  parts: RunParts,
  bracket: Bracket,
  end: 'open' | 'close',
  ending: AbortSignal | null,
): Promise<string | null> {
  const { ledger, events } = parts;
  const before = ledger.state.brackets.get(bracket.id);
  const isResumed = before === 'opening' || before === 'closing';
  ledger.append({ record: 'bracket-intent', bracket: bracket.id, end });
  const told = (news: RunNews): void => {
    if (news.kind !== 'step-progress') events(news);
    else if (news.note !== undefined)
      events({ kind: 'bracket-progress', bracket: bracket.id, note: news.note });
  };
  const result = await carryOut(
    { ...parts, events: told },
    {
      id: bracket.id,
      call: bracket[end],
      timeoutSeconds: TIMEOUT,
      isResumed,
      ending,
      onRetry: () => undefined,
    },
  );
  if ('message' in result)
    return `bracket ${bracket.id} can't be ${end === 'open' ? 'opened' : 'closed'}: ${result.message}`;
  ledger.append({ record: end === 'open' ? 'bracket-opened' : 'bracket-closed', bracket: bracket.id });
  events({ kind: 'bracket', bracket: bracket.id, end: end === 'open' ? 'opened' : 'closed' });
  return null;
}
