/**
 * What the journal says happened, happened: its records are read here once more, by a reader of their
 * own, and each step's last word is held against the datacenter.
 */
import type { JournalRecord } from '../../schemas/journal.ts';
import type { Plan, Step } from '../../schemas/plan.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { brokenClaim, Sight } from './claims.ts';

/** Everything that the journal says and that is not so. */
export function lies(
  plan: Plan,
  records: readonly JournalRecord[],
  state: DatacenterState,
): readonly string[] {
  const last = lastWords(records);
  const sight = new Sight(state, plan, candidatesOf(plan, records));
  const superseded = supersededBy(plan, last);
  return [
    ...plan.steps.flatMap((step) => {
      const call = superseded.has(step.id) ? null : claimed(step, last.get(step.id));
      const wrong = call === null ? null : brokenClaim(call, sight);
      return wrong === null ? [] : [`${step.id} is ${String(last.get(step.id))}: ${wrong}`];
    }),
    ...plan.brackets.flatMap(({ id, close }) => {
      const wrong = last.get(id) === 'bracket-closed' ? brokenClaim(close, sight) : null;
      return wrong === null ? [] : [`${id} is closed: ${wrong}`];
    }),
  ];
}

/** Brackets that the journal does not say are closed. */
export function openBrackets(records: readonly JournalRecord[]): readonly string[] {
  const brackets = [...lastWords(records)].filter(([, word]) => word.startsWith('bracket-'));
  return brackets.filter(([, word]) => word !== 'bracket-closed').map(([id]) => id);
}

/**
 * How many units have something irreversible begun, and how many of the others have something left that
 * could be taken back.
 */
export function unitsOf(
  { steps }: Plan,
  records: readonly JournalRecord[],
): { readonly committed: number; readonly standing: number } {
  const last = lastWords(records);
  const begun = steps.filter(({ id, irreversible }) => irreversible && last.has(id));
  const committed = new Set(begun.map(({ unit }) => unit));
  const left = steps.filter(
    ({ id, unit, undo }) => undo !== null && !committed.has(unit) && !OVER.includes(last.get(id) ?? 'undone'),
  );
  return { committed: committed.size, standing: new Set(left.map(({ unit }) => unit)).size };
}

/** Last words of a step of which nothing is left. */
const OVER: readonly Word[] = ['undone', 'failed'];

type Word = JournalRecord['record'];

/** The last record of each step and bracket, facts and gates aside. */
function lastWords(records: readonly JournalRecord[]): ReadonlyMap<string, Word> {
  const last = new Map<string, Word>();
  for (const record of records) {
    if (record.record === 'fact' || record.record === 'gate-opened') continue;
    if ('step' in record) last.set(record.step, record.record);
    if ('bracket' in record) last.set(record.bracket, record.record);
  }
  return last;
}

/** What a step's last word claims to have been done. */
function claimed(step: Step, word: Word | undefined) {
  if (word === 'done') return step;
  return word === 'undone' ? step.undo : null;
}

/** The candidate of each instance, by the fact of the step that created it. */
function candidatesOf(plan: Plan, records: readonly JournalRecord[]): ReadonlyMap<string, string> {
  const instances = new Map(
    plan.steps.flatMap((step) =>
      step.action === 'zone.create' ? [[step.id, step.params.instance] as const] : [],
    ),
  );
  const found = new Map<string, string>();
  for (const record of records) {
    if (record.record !== 'fact' || record.name !== 'candidate') continue;
    const instance = instances.get(record.step);
    if (instance !== undefined) found.set(instance, record.value);
  }
  return found;
}

/**
 * Steps whose object a later one has taken away again: snapshots that were forgotten, and whatever a
 * step that is not undone itself had done to a zone that is.
 */
function supersededBy(plan: Plan, last: ReadonlyMap<string, Word>): ReadonlySet<string> {
  const isOver = new Set<string>();
  for (const step of plan.steps) {
    const word = last.get(step.id);
    if (step.action === 'dataset.forget' && word !== undefined) isOver.add(step.params.instance);
    if (step.action === 'zone.create' && word?.startsWith('undo') === true) isOver.add(step.params.instance);
    if (step.undo !== null && word?.startsWith('undo') === true) isOver.add(step.unit);
  }
  return new Set(
    plan.steps
      .filter((step) => {
        const word = last.get(step.id);
        if (word !== 'done') return false;
        if (step.action === 'dataset.copy' || step.action === 'dataset.increment')
          return isOver.has(step.params.instance);
        return step.undo === null && isOver.has(step.unit);
      })
      .map(({ id }) => id),
  );
}
