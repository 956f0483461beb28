/** What the planner noticed, the worst first. */
import { paragraph } from './layout.ts';
import { titled, type Section } from './page.ts';
import type { Style } from './style.ts';
import { count } from './words.ts';
import type { Finding } from '../../schemas/plan.ts';

const SEVERITIES = ['error', 'warning', 'note'] as const;

/** The findings of a plan; notes are only counted in the brief form. */
export const findings: Section = ({ plan, style, level }) => {
  const sorted = bySeverity(plan.findings);
  const told = level === 'brief' ? sorted.filter(({ severity }) => severity !== 'note') : sorted;
  const lines = told.map((finding) => findingLine(finding, style));
  const hidden = sorted.length - told.length;
  if (hidden > 0) lines.push(style.faint(`  and ${count(hidden, 'note')}`));
  return titled(style, 'Findings', lines.join('\n'));
};

/** The worst first; equally bad ones in the order they were found. */
export function bySeverity(all: readonly Finding[]): readonly Finding[] {
  return SEVERITIES.flatMap((severity) => all.filter((finding) => finding.severity === severity));
}

/** One finding as a paragraph: severity, code, subject, message. */
export function findingLine({ severity, code, subject, message }: Finding, style: Style): string {
  const text = paragraph(`${severity} ${code}: ${subject}: ${message}`, '  ', '      ');
  return colour(severity, style)(text);
}

function colour(severity: Finding['severity'], style: Style): (text: string) => string {
  return { error: style.alarm, warning: style.warn, note: (text: string) => text }[severity];
}
