/** The steps by phase and unit, in the order they are written in. */
import { paragraph } from './layout.ts';
import { titled, type Level, type Section } from './page.ts';
import type { Style } from './style.ts';
import { touched, values } from './values.ts';
import { count, duration, range } from './words.ts';
import type { Phase, Step } from '../../schemas/plan.ts';

const PHASES: Readonly<Record<Phase, string>> = {
  prepare: 'nobody notices',
  cutover: 'the downtime',
  commit: "what can't be undone, behind the gate",
};

/** Every step with its title and its why; in full with all it says. */
export const steps: Section = ({ plan, style, level }) => {
  const parts = (Object.keys(PHASES) as Phase[]).map((phase) => {
    const own = plan.steps.filter((step) => step.phase === phase);
    const title = `Phase ${phase}: ${PHASES[phase]} (${count(own.length, 'step')})`;
    return titled(style, title, units(own, style, level));
  });
  return parts.filter((text) => text !== '').join('\n\n');
};

function units(all: readonly Step[], style: Style, level: Level): string {
  const names = [...new Set(all.map(({ unit }) => unit))];
  return names
    .map((name) => {
      const own = all.filter(({ unit }) => unit === name).map((step) => stepText(step, style, level));
      return `  ${style.heading(name)}\n${own.join('\n')}`;
    })
    .join('\n');
}

function stepText(step: Step, style: Style, level: Level): string {
  const mark = step.irreversible ? style.alarm(" [can't be undone]") : '';
  const head = `    ${step.id}${mark}`;
  const lines = [head, paragraph(step.title, '      '), style.faint(paragraph(step.why, '        '))];
  if (step.through) {
    const { service, ip } = step.through;
    lines.push(`        through ${service} at ${ip}`);
  }
  if (level === 'full') lines.push(...everything(step));
  return lines.join('\n');
}

function everything({
  action,
  params,
  needs,
  touches,
  undo,
  timeoutSeconds,
  estimateSeconds,
}: Step): readonly string[] {
  const { low, typical, high } = estimateSeconds;
  const exact = [low, typical, high].map(String).join(' / ');
  const waits = needs.map(({ step, because }) => `${step} (${because})`).join(', ');
  return [
    ['does', `${action}: ${values(params)}`],
    ['needs', waits || 'nothing'],
    ['touches', touched(touches)],
    ['undo', undo ? `${undo.action}: ${values(undo.params)}` : 'none'],
    [
      'takes',
      `${range(estimateSeconds)} [${exact} s]; given up after ${duration(timeoutSeconds)} [${String(timeoutSeconds)} s]`,
    ],
  ].map(([name = '', text = '']) =>
    paragraph(`${name.padEnd(8)}${text}`.replace(/ +/, ' '), '        ', '          '),
  );
}
