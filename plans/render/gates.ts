/** Where the plan waits for a person, and what that person consents to. */
import { paragraph, table } from './layout.ts';
import { titled, type Section } from './page.ts';
import type { Step } from '../../schemas/plan.ts';

/** The gates with their questions; in full with every zone that is deleted behind them. */
export const gates: Section = ({ plan, style, level }) => {
  const all = plan.steps.filter((step) => step.action === 'gate.commit');
  const bodies = all.map((step) => gate(step, level === 'full'));
  return titled(style, 'Waits for a person', bodies.join('\n'));
};

function gate({ id, params }: Extract<Step, { action: 'gate.commit' }>, full: boolean): string {
  const lines = [`  ${id}`, paragraph(params.question, '    ')];
  const rows = params.deletes.map(({ alias, uuid, server }) => [alias, uuid, server]);
  if (full && rows.length > 0) lines.push('    Deleted behind it:', table(rows, '      '));
  return lines.join('\n');
}
