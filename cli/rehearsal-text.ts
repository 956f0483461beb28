/** A rehearsal as a text: how it ended, when each unit was at work, who was down, which faults struck, what was broken. */
import type { RunNews } from '../executor/events.ts';
import type { OnFailure } from '../executor/run.ts';
import { table } from '../plans/render/layout.ts';
import { titled } from '../plans/render/page.ts';
import { printable, printableLines } from '../plans/render/printable.ts';
import type { Style } from '../plans/render/style.ts';
import { count, duration, shortRange } from '../plans/render/words.ts';
import type { StepId } from '../schemas/ids.ts';
import type { Estimate, Phase, Plan } from '../schemas/plan.ts';
import type { Rehearsal } from '../simulator/rehearsal/rehearse.ts';
import type { Violation } from '../simulator/world.ts';

/** When the steps of one unit and phase began and ended, milliseconds since the epoch. */
interface Span {
  readonly unit: string;
  readonly phase: Phase;
  from: number;
  to: number;
  steps: number;
}

/** Listens to a run and notes when each unit was at work in each phase, in the order they began. */
export function spansOf(plan: Plan): {
  readonly spans: ReadonlyMap<string, Span>;
  readonly note: (news: RunNews, at: number) => void;
} {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const spans = new Map<string, Span>();
  const touch = (id: StepId, at: number, ended: number) => {
    const step = steps.get(id);
    if (!step) return;
    const key = `${step.phase} ${step.unit}`;
    const span = spans.get(key) ?? { unit: step.unit, phase: step.phase, from: at, to: at, steps: 0 };
    span.to = at;
    span.steps += ended;
    spans.set(key, span);
  };
  return {
    spans,
    note: (news, at) => {
      if (news.kind === 'step-started') touch(news.step, at, 0);
      if (news.kind === 'step-ended') touch(news.step, at, 1);
    },
  };
}

/** The whole text, ending with a newline. */
export function rehearsalText(
  plan: Plan,
  rehearsal: Rehearsal,
  spans: ReadonlyMap<string, Span>,
  style: Style,
): string {
  const sections = [
    summary(plan, rehearsal),
    titled(style, 'When', timeline([...spans.values()], rehearsal)),
    titled(style, 'Down', downtimes(plan, rehearsal)),
    titled(style, 'Faults', faults(rehearsal)),
    violations(rehearsal, style),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

/** The command line that gives the same rehearsal again. `path` of the plan, `world` of the snapshot. */
export function againText(asked: {
  readonly path: string;
  readonly world: string;
  readonly seed: string;
  readonly onFailure: OnFailure;
  readonly faults: readonly string[];
}): string {
  const { path, world, seed, onFailure, faults } = asked;
  const undoing = onFailure === 'unit' ? [] : ['--on-failure', onFailure];
  // Last: it takes every word behind it.
  const struck = faults.length === 0 ? [] : ['--fault', ...faults];
  return ['hnadm', 'simulate', path, '-s', world, '--seed', seed, ...undoing, ...struck].join(' ');
}

/** Each time it was started is a line of its own. */
function summary(
  { estimate }: Plan,
  { invocations, durationSeconds, maintenanceSeconds }: Rehearsal,
): string {
  const took = `${duration(durationSeconds)}, estimated ${shortRange(estimate.durationSeconds)}`;
  const ends = invocations.map(({ end, message }) => ['ended', `${end}: ${printableLines(message)}`]);
  return table([...ends, ['took', took], ...maintenance(estimate, maintenanceSeconds)]);
}

function maintenance({ maintenance: estimated }: Estimate, seconds: number): readonly string[][] {
  if (!estimated && seconds === 0) return [];
  const told = estimated ? `, estimated ${shortRange(estimated.lengthSeconds)}` : '';
  return [['customers', `could read but not change anything for ${duration(seconds)}${told}`]];
}

/** A time as it is told: since the rehearsal began. */
function since({ startedAt }: Rehearsal, time: number): string {
  return `+${duration((time - startedAt) / 1000)}`;
}

function timeline(spans: readonly Span[], rehearsal: Rehearsal): string {
  if (spans.length === 0) return '';
  const at = (time: number) => since(rehearsal, time);
  const rows = spans.map(({ unit, phase, from, to, steps }) => [
    phase,
    unit,
    at(from),
    at(to),
    count(steps, 'step'),
  ]);
  return table([['PHASE', 'UNIT', 'FROM', 'TO', ''], ...rows], '  ');
}

/**
 * Every service that moved, and every other that was down, those that were never down too: both sides of a
 * wrong estimate show. portolan is the data path: look-ups of customers' overlay networks.
 */
function downtimes({ estimate }: Plan, { downtimes: measured }: Rehearsal): string {
  const estimated = new Map(
    estimate.windows.map(({ service, downtimeSeconds }) => [service, downtimeSeconds]),
  );
  const found = new Map(measured.map(({ service, seconds }) => [service, seconds]));
  const services = new Set([...estimated.keys(), ...found.keys(), 'portolan']);
  const rows = [...services].map((service) => {
    const seconds = found.get(service) ?? 0;
    const range = estimated.get(service) ?? { low: 0, typical: 0, high: 0 };
    const told =
      seconds > range.high ? 'longer than estimated' : seconds < range.low ? 'shorter than estimated' : '';
    const what = service === 'portolan' ? 'portolan (data path)' : service;
    return [what, asDown(seconds), range.high === 0 ? 'not down' : shortRange(range), told];
  });
  return table([['SERVICE', 'FOR', 'ESTIMATED', ''], ...rows], '  ');
}

function asDown(seconds: number): string {
  return seconds === 0 ? 'not down' : duration(seconds);
}

function faults(rehearsal: Rehearsal): string {
  if (rehearsal.faults.length === 0) return '';
  const rows = rehearsal.faults.map(({ kind, at, object, what }) =>
    [kind, at === null ? 'never' : since(rehearsal, Date.parse(at)), object ?? '-', what].map(printable),
  );
  return table([['KIND', 'STRUCK', 'OBJECT', ''], ...rows], '  ');
}

/** What hnadm broke comes first and apart: what a fault broke by itself is nobody's to mend here. */
function violations({ violations: all }: Rehearsal, style: Style): string {
  if (all.length === 0) return 'No invariant was broken.';
  const broken = (by: Violation['by'], whose: string) => {
    const rows = all
      .filter((violation) => violation.by === by)
      .map(({ invariant, object, at, message }) => [at, invariant, object, message].map(printable));
    const title = `Broken by ${whose}: ${count(rows.length, 'invariant')}`;
    return rows.length === 0 ? '' : titled(style, style.alarm(title), table(rows, '  '));
  };
  return [broken('hnadm', 'hnadm'), broken('fault', 'a fault')].filter((text) => text !== '').join('\n\n');
}
