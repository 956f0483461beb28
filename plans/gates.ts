/** What a gate asks of a person, in one line; a renderer may set it out. */
import type { ParamsOf, Step } from '../schemas/plan.ts';

/** The question of a gate; null: the step is none. */
export function questionOf(step: Step): string | null {
  switch (step.action) {
    case 'gate.commit':
      return step.params.question;
    case 'gate.manual':
      return `Change by hand: ${step.params.places.map(placeText).join('; ')}. Is all of it done?`;
    default:
      return null;
  }
}

/** One place with what to write there. */
export function placeText({ where, changes }: ParamsOf<'gate.manual'>['places'][number]): string {
  return `${where}: ${changes.map((one) => (one.new === null ? `${one.old} goes` : `${one.old} becomes ${one.new}`)).join(', ')}`;
}
