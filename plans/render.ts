/**
 * A plan as text that an operator can review on a screen: `brief` fits one, `normal` says what is
 * done and why, `full` leaves out nothing that is in the document, so that whoever has read it has
 * read the plan, and a diff of two full renderings shows every difference.
 */
import { details } from './render/details.ts';
import { estimate } from './render/estimate.ts';
import { findings } from './render/findings.ts';
import { gates } from './render/gates.ts';
import { header } from './render/header.ts';
import { left } from './render/left.ts';
import { moves } from './render/moves.ts';
import type { Level, Page, Section } from './render/page.ts';
import { steps } from './render/steps.ts';
import { printable } from './render/printable.ts';
import { plain, type Style } from './render/style.ts';
import { timeline } from './render/timeline.ts';
import type { Plan } from '../schemas/plan.ts';

const SECTIONS: Readonly<Record<Level, readonly Section[]>> = {
  brief: [header, findings, moves, left, gates],
  normal: [header, findings, moves, left, timeline, steps, gates, estimate],
  full: [header, findings, moves, left, details, timeline, steps, gates, estimate],
};

/** The plan as text, ending with a newline. `now` in milliseconds since the epoch adds the snapshot's age. */
export function render(
  plan: Plan,
  options: { readonly level: Level; readonly style?: Style; readonly now?: number },
): string {
  const page: Page = { style: plain, ...options, plan: printable(plan) };
  const sections = SECTIONS[page.level].map((section) => section(page)).filter((text) => text !== '');
  return `${sections.join('\n\n')}\n`;
}
