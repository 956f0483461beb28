/**
 * Two plans compared line by line, as a reviewer reads them: the full renderings, which hold
 * everything the documents hold. A diff of the JSON would show the same and a lot of brackets.
 */
import { createTwoFilesPatch } from 'diff';
import { render } from './render.ts';
import type { Plan } from '../schemas/plan.ts';

/** A unified diff with `context` lines around each change; empty where the plans say the same. */
export function diffPlans(
  before: { readonly name: string; readonly plan: Plan },
  after: { readonly name: string; readonly plan: Plan },
  context = 3,
): string {
  if (before.plan.digest === after.plan.digest) return '';
  const [old, now] = [before, after].map(({ plan }) => render(plan, { level: 'full' }));
  return createTwoFilesPatch(before.name, after.name, old ?? '', now ?? '', undefined, undefined, {
    context,
  });
}
