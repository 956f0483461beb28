/** How long it takes, and which steps that comes from. */
import { table } from './layout.ts';
import { titled, type Section } from './page.ts';
import { range, shortRange } from './words.ts';

/** The estimate with its critical path. */
export const estimate: Section = ({ plan, style, level }) => {
  const { durationSeconds, criticalPath } = plan.estimate;
  if (plan.steps.length === 0) return '';
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const rows = criticalPath.map((id) => {
    const step = steps.get(id);
    return [id, step ? shortRange(step.estimateSeconds) : ''];
  });
  const { low, typical, high } = durationSeconds;
  const exact = level === 'full' ? ` [${[low, typical, high].map(String).join(' / ')} s]` : '';
  const lines = [`  ${range(durationSeconds)}, without the time at gates${exact}`];
  if (rows.length > 0) lines.push('  Longest chain of steps that wait for each other:', table(rows, '    '));
  return titled(style, 'Estimate', lines.join('\n'));
};
