/**
 * Text → plan. A plan is only ever read through here: as JSON, by its schema, by its digest. The
 * digest is what makes a reviewed plan and an applied plan one thing, so a plan whose content no
 * longer gives its digest is refused, however well-formed it is.
 */
import { planDigest } from '../schemas/canonical.ts';
import type { Plan } from '../schemas/plan.ts';
import { validatePlan, type Validation } from '../schemas/validate.ts';
import { parseJson } from './json-text.ts';

/** A plan from the text of its file; else what is wrong with it, one line each, the worst first. */
export function loadPlan(text: string): Validation<Plan> {
  const parsed = parseJson(text);
  if (!parsed.ok) return refuse(parsed.problem);
  const format = formatOf(parsed.value);
  if (format !== 'hnadm-plan/1') return refuse(explainFormat(format));
  const valid = validatePlan(parsed.value);
  if (!valid.ok) return valid;
  const digest = digestOf(valid.value);
  if (digest === undefined) return refuse('holds a text with half a character in it (a lone surrogate)');
  if (digest !== valid.value.digest) {
    return refuse(
      `was changed after it was made: its digest is ${valid.value.digest}, its content gives ${digest}. ` +
        'Use the plan as it was reviewed, or make a new one with "hnadm plan"',
    );
  }
  return valid;
}

function refuse(problem: string): Validation<Plan> {
  return { ok: false, problems: [problem] };
}

/** Told apart before the schema is asked: of a snapshot every second field would be an error. */
function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
}

function explainFormat(format: unknown): string {
  if (typeof format !== 'string') return 'is not a plan: it has no field "format" that says "hnadm-plan/1"';
  if (format.startsWith('hnadm-snapshot/')) return `is a snapshot (${format}), not a plan`;
  if (format.startsWith('hnadm-plan/')) {
    return `is a plan of format ${short(format)}, this version of hnadm reads hnadm-plan/1`;
  }
  return `is not a plan: its format is ${short(format)}, expected "hnadm-plan/1"`;
}

function short(text: string): string {
  return JSON.stringify(text.length <= 40 ? text : `${text.slice(0, 40)}…`);
}

/** Undefined where the plan has no canonical form: a lone surrogate is all that JSON can bring along. */
function digestOf(plan: Plan): string | undefined {
  try {
    return planDigest(plan);
  } catch {
    return undefined;
  }
}
