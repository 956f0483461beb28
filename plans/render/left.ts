/** What is on the source and stays there, and why: nothing is forgotten silently. */
import { table } from './layout.ts';
import { titled, type Section } from './page.ts';
import { count } from './words.ts';
import type { Left } from '../../schemas/plan.ts';

/** The list of what is left; in the brief form by reason. */
export const left: Section = ({ plan, style, level }) => {
  if (plan.left.length === 0) return '';
  const title = `What stays on ${plan.intent.from.hostname} (${count(plan.left.length, 'zone')})`;
  if (level === 'brief') return titled(style, title, table(byCode(plan.left), '  '));
  const rows = plan.left.map(({ service, instance, code, why }) => [
    service,
    level === 'full' ? `${instance.alias} ${instance.uuid}` : instance.alias,
    code,
    why,
  ]);
  return titled(style, title, table([['SERVICE', 'ZONE', 'REASON', 'WHY'], ...rows], '  '));
};

function byCode(all: readonly Left[]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const { code, instance } of all) groups.set(code, [...(groups.get(code) ?? []), instance.alias]);
  return Array.from(groups, ([code, aliases]) => [code, aliases.join(', ')]);
}
