/** Parameters as words: `server=…, image=…`, so that a whole action reads as one sentence. */
import type { Touch } from '../../schemas/plan.ts';

/** `key=value` pairs with commas; lists and objects inside in JSON's form. */
export function values(object: object): string {
  return Object.entries(object)
    .map(([key, value]) => `${key}=${one(value)}`)
    .join(', ');
}

function one(value: unknown): string {
  const bare = typeof value === 'string' && /^[\w./:@#+-]+$/.test(value);
  return bare ? value : spaced(JSON.stringify(value));
}

/** A blank behind each comma, so that long lists can be broken into lines. */
function spaced(json: string): string {
  return json.replaceAll('","', '", "').replaceAll('},{', '}, {');
}

/** `write zone:x, read dataset:y` */
export function touched(touches: readonly Touch[]): string {
  return touches.map(({ object, mode }) => `${mode} ${object}`).join(', ') || 'nothing';
}
