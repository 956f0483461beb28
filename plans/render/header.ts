/** What was asked for, by whom it can be recognised, and the whole of it in one line. */
import { table } from './layout.ts';
import type { Page, Section } from './page.ts';
import { count, duration, range } from './words.ts';
import type { Intent, Plan } from '../../schemas/plan.ts';

/** The head of a rendered plan. */
export const header: Section = (page) => {
  const { plan, style, level } = page;
  const { intent } = plan;
  const services = new Set(plan.instances.map(({ service }) => service)).size;
  const what = services === 0 ? 'nothing' : count(services, 'service');
  const title = `Plan: move ${what} from ${intent.from.hostname} to ${intent.to.hostname} in ${plan.datacenter}`;
  const rows =
    level === 'brief' ? [...summary(plan), ['digest', plan.digest]] : [...summary(plan), ...facts(page)];
  return `${style.heading(title)}\n${table(rows, '  ')}`;
};

function summary(plan: Plan): string[][] {
  if (plan.steps.length === 0) return [['to do', 'nothing: this plan has no steps']];
  const parts = [
    count(plan.steps.length, 'step'),
    `${range(plan.estimate.durationSeconds)} without the time at gates`,
  ];
  return [['to do', parts.join(', ')], ...customers(plan)];
}

/** Whoever reads one screen of a plan must learn when customers can change nothing. */
function customers({ estimate: { maintenance } }: Plan): string[][] {
  if (!maintenance) return [];
  const { fromSeconds, lengthSeconds } = maintenance;
  const when = `${range(lengthSeconds)}, from about +${duration(fromSeconds)}`;
  return [['customers', `can read but not change anything for ${when}`]];
}

function facts({ plan, level, now }: Page): string[][] {
  const { intent, snapshot, tool, policy } = plan;
  const age = now === undefined ? '' : ` (${ageOf(snapshot.takenAt, now)})`;
  const rows = [
    ['asked for', asked(intent)],
    ['reason', intent.reason ?? ''],
    ['ticket', intent.ticket ?? ''],
    ['window', intent.window ? `${intent.window.notBefore} to ${intent.window.notAfter}` : ''],
    ['snapshot', `taken ${snapshot.takenAt}${age}`],
    ['', snapshot.digest],
    [
      '',
      intent.snapshotMaxAgeSeconds ? `not to be older than ${duration(intent.snapshotMaxAgeSeconds)}` : '',
    ],
    ['approvals', policy.approvals > 0 ? `${count(policy.approvals, 'signature')} needed` : ''],
    ['digest', plan.digest],
    ['made by', `${tool.name} ${tool.version}`],
  ];
  const full = [
    ['format', `${plan.format}, ${plan.kind}`],
    ['from', `${intent.from.hostname} ${intent.from.uuid}`],
    ['to', `${intent.to.hostname} ${intent.to.uuid}`],
    ['policy', `${count(policy.approvals, 'approval')}, degraded clusters ${allowed(policy.allowDegraded)}`],
  ];
  return [...rows.filter(([, value]) => value !== ''), ...(level === 'full' ? full : [])];
}

function asked({ to, services, options }: Intent): string {
  const what = options.all
    ? 'all services'
    : options.except.length > 0
      ? `all services except ${options.except.join(', ')}`
      : services.join(', ');
  const { allowDegraded, haTo, keepAddress = [], newAddress = [] } = options;
  return [
    what,
    ...(haTo ? [`members of clusters to ${haTo.hostname} where ${to.hostname} has one`] : []),
    ...(allowDegraded ? ['a member of a cluster may be taken out with nothing in its place'] : []),
    ...(keepAddress.length > 0 ? [`${keepAddress.join(', ')} with the old address`] : []),
    ...(newAddress.length > 0 ? [`${newAddress.join(', ')} with a new address`] : []),
  ].join('; ');
}

function allowed(yes: boolean): string {
  return yes ? 'allowed' : 'not allowed';
}

/** A snapshot from the future is one whose clock disagrees with ours: said, because it is worth a look. */
function ageOf(takenAt: string, now: number): string {
  const seconds = (now - Date.parse(takenAt)) / 1000;
  return seconds < 0 ? `${duration(-seconds)} from now` : `${duration(seconds)} ago`;
}
