/** What every section of a rendered plan is given, and how sections are put together. */
import type { Style } from './style.ts';
import type { Plan } from '../../schemas/plan.ts';

/** How much is told. */
export type Level = 'brief' | 'normal' | 'full';

/** A plan and how it is wanted. */
export interface Page {
  readonly plan: Plan;
  readonly level: Level;
  readonly style: Style;
  /** Milliseconds since the epoch, for the snapshot's age; absent: no age is told. */
  readonly now?: number;
}

/** One part of the rendering: lines without a final newline, or nothing at all. */
export type Section = (page: Page) => string;

/** A heading over a body; nothing where the body is empty. */
export function titled(style: Style, title: string, body: string): string {
  return body === '' ? '' : `${style.heading(title)}\n${body}`;
}
