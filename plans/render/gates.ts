/** Where the plan waits for a person, and what that person consents to or has to do. */
import { placeText } from '../gates.ts';
import { paragraph, table } from './layout.ts';
import { titled, type Level, type Section } from './page.ts';
import { count } from './words.ts';
import type { Step } from '../../schemas/plan.ts';

/** The gates, with what is to be done by hand but in brief; in full with every zone that is deleted behind them. */
export const gates: Section = ({ plan, style, level }) => {
  const bodies = plan.steps.flatMap((step) => {
    if (step.action === 'gate.commit') return [commit(step, level === 'full')];
    return step.action === 'gate.manual' ? [manual(step, level)] : [];
  });
  return titled(style, 'Waits for a person', bodies.join('\n'));
};

function commit({ id, params }: Extract<Step, { action: 'gate.commit' }>, full: boolean): string {
  const lines = [`  ${id}`, paragraph(params.question, '    ')];
  const rows = params.deletes.map(({ alias, uuid, server }) => [alias, uuid, server]);
  if (full && rows.length > 0) lines.push('    Deleted behind it:', table(rows, '      '));
  return lines.join('\n');
}

function manual({ id, params }: Extract<Step, { action: 'gate.manual' }>, level: Level): string {
  if (level === 'brief') return `  ${id}: changes by hand in ${count(params.places.length, 'place')}.`;
  const lines = params.places.map((place) => paragraph(placeText(place), '      ', '        '));
  return [`  ${id}`, '    Change by hand:', ...lines].join('\n');
}
