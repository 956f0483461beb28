/**
 * Addresses changed in the values of a thing, whatever it is: what a look at them says, and what they become.
 * A value that names neither address, or both, was changed by somebody else for some reason: it is left to him.
 */
import { addressFinder, withAddresses } from '../schemas/addresses-in.ts';
import type { ParamsOf } from '../schemas/plan.ts';
import type { Probe } from './action.ts';
import { conflict, done, ready } from './answers.ts';

type Changes = ParamsOf<'sapi.substitute'>['changes'];

/** How far the changes are; `values` by key, undefined where there is none. */
export function standingOf(object: string, changes: Changes, values: (key: string) => unknown): Probe {
  let isDone = true;
  for (const { key, old, new: other } of changes) {
    const found = addressFinder([old, other])(values(key));
    const [only] = found;
    if (found.length !== 1) {
      const what = values(key) === undefined ? 'no such key' : found.length === 0 ? 'neither' : 'both';
      return conflict(`${object} ${key}`, `${old} or ${other} in it`, what);
    }
    if (only === old) isDone = false;
  }
  return isDone ? done : ready;
}

/** The new values, of those keys alone that change. */
export function changedValues(
  changes: Changes,
  values: (key: string) => unknown,
): ReadonlyMap<string, unknown> {
  const keys = [...new Set(changes.map(({ key }) => key))];
  return new Map(
    keys.flatMap((key) => {
      const value = values(key);
      const wanted = changes.filter((one) => one.key === key);
      const isDue = addressFinder(wanted.map(({ old }) => old))(value).length > 0;
      return isDue ? [[key, withAddresses(value, wanted)] as const] : [];
    }),
  );
}
