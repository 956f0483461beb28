/** When which service changes over and when customers can change nothing, as bars on one axis, in the order of time. */
import { paragraph, table } from './layout.ts';
import { titled, type Section } from './page.ts';
import { duration, shortRange } from './words.ts';
import type { Bracket, CustomerImpact, Estimate, ServiceWindow } from '../../schemas/plan.ts';

const COLUMNS = 24;

/** The timeline of the windows, and what customers will notice. */
export const timeline: Section = ({ plan, style, level }) => {
  const parts = [];
  const spans = spansOf(plan.estimate).toSorted((a, b) => a.fromSeconds - b.fromSeconds);
  if (spans.length > 0) parts.push(bars(spans, level === 'full'));
  parts.push(...plan.brackets.flatMap(readOnly));
  if (level === 'full' && plan.customerImpact.length > 0) {
    parts.push(`  Customers notice:\n${impacts(plan.customerImpact)}`);
  }
  if (plan.prerequisites.length > 0) {
    parts.push(
      `  To be done by people before:\n${plan.prerequisites.map((text) => paragraph(text, '    - ', '      ')).join('\n')}`,
    );
  }
  return titled(style, 'Timeline', parts.join('\n'));
};

/** One row: a service's window, or the maintenance. */
type Span = Omit<ServiceWindow, 'service'> & { readonly what: string };

/** The maintenance comes before the first service in it. */
function spansOf({ windows, maintenance }: Estimate): readonly Span[] {
  const services = windows.map(({ service: what, ...window }): Span => ({ what, ...window }));
  if (!maintenance) return services;
  const { fromSeconds, lengthSeconds } = maintenance;
  const own: Span = {
    what: '(maintenance)',
    fromSeconds,
    toSeconds: fromSeconds + lengthSeconds.typical,
    downtimeSeconds: lengthSeconds,
    impact: 'customers can only read',
  };
  return [own, ...services];
}

/** The maintenance, in the names of the units that it is around. */
function readOnly({ open, around }: Bracket): readonly string[] {
  if (open.action !== 'maintenance.start') return [];
  const units = [...new Set(around.map((id) => id.split('/')[0] ?? ''))].join(', ');
  const text = `In maintenance, customers can look and change nothing, while these change over: ${units}.`;
  return [paragraph(text, '  ')];
}

function bars(spans: readonly Span[], full: boolean): string {
  const end = spans.reduce((latest, { toSeconds }) => Math.max(latest, toSeconds), 1);
  // What is shown need not be sound: a window may begin before the plan or end before it begins.
  const at = (seconds: number) => Math.min(COLUMNS - 1, Math.max(0, Math.floor((seconds / end) * COLUMNS)));
  const rows = spans.map(({ what, fromSeconds, toSeconds, downtimeSeconds, impact }) => {
    const from = at(fromSeconds);
    const to = Math.max(from, at(toSeconds));
    const bar = `${'.'.repeat(from)}${'#'.repeat(to - from + 1)}${'.'.repeat(COLUMNS - 1 - to)}`;
    const exact = full ? ` (${String(fromSeconds)} to ${String(toSeconds)} s)` : '';
    const down = downtimeSeconds.high === 0 ? 'not down' : shortRange(downtimeSeconds);
    return [what, `+${duration(fromSeconds)}${exact}`, bar, down, impact];
  });
  return table([['SERVICE', 'FROM', 'WINDOW', 'DOWN', 'IMPACT'], ...rows], '  ');
}

function impacts(all: readonly CustomerImpact[]): string {
  const rows = all.map(({ service, impact, downtimeSeconds }) => [
    service,
    shortRange(downtimeSeconds),
    impact,
  ]);
  return table(rows, '    ');
}
