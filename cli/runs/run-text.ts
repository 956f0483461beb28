/** One run as a person reads it: how it stands first, then its steps, then whatever is not as it was before. */
import { table } from '../../plans/render/layout.ts';
import { titled } from '../../plans/render/page.ts';
import { printable } from '../../plans/render/printable.ts';
import type { Style } from '../../plans/render/style.ts';
import { count, duration } from '../../plans/render/words.ts';
import type { AtWork } from './known-runs.ts';
import type { RunView, StepView } from './run-view.ts';

/** The text, with its last newline. */
export function runText(view: RunView, folder: string, style: Style): string {
  const sections = [
    head(printable(view), folder, style),
    titled(style, 'Steps', stepsText(printable(view.steps))),
    titled(style, 'Open', rows(view.open.map(({ bracket, state }) => [bracket, state]))),
    titled(style, 'Gates opened', rows(view.gates.map(({ gate, at, by }) => [gate, at, `by ${by}`]))),
    titled(style, 'May still be locked', lockedText(view)),
    titled(style, 'There because of this run', leftText(view)),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function head(view: RunView, folder: string, style: Style): string {
  const [first] = view.invocations;
  const again = view.invocations.slice(1);
  const lastAgain = again.at(-1);
  const facts = [
    ['stands', view.message === null ? view.end : `${view.end}: ${view.message}`],
    ['began', first === undefined ? '-' : `${first.at} by ${first.by} on ${first.host}`],
    ...(lastAgain === undefined
      ? []
      : [
          [
            'gone on',
            `${count(again.length, 'time')}, last ${lastAgain.at} by ${lastAgain.by} on ${lastAgain.host}`,
          ],
        ]),
    ['last', view.last],
    ...(view.atWork === null ? [] : [['at work', `${processText(view.atWork)}, since ${view.atWork.since}`]]),
    ['folder', folder],
  ];
  return `${style.heading(`Run ${view.run} on ${view.datacenter}`)}\n${table(facts, '  ')}`;
}

/** A process at work, in a few words. */
export function processText({ pid, by, host }: AtWork): string {
  return `process ${String(pid)} of ${by} on ${host}`;
}

function stepsText(steps: readonly StepView[]): string {
  const lines = steps.map(({ step, state, began, seconds, facts }) => [
    state,
    step,
    began ?? '-',
    seconds === null ? '-' : duration(seconds),
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  ]);
  return table([['STATE', 'STEP', 'BEGAN', 'TOOK', 'FACTS'], ...lines], '  ', UNBOUNDED);
}

/** Step ids and UUIDs are for copying: they are never broken into lines. */
const UNBOUNDED = 1_000;

/** What a run leaves behind, as a table; nothing where it leaves nothing. */
export function leftText({ left }: Pick<RunView, 'left'>): string {
  return rows(left.map(({ kind, object, where }) => [kind, object, where]));
}

/** Only the headnodes know: it says where to look. */
function lockedText({ locked }: RunView): string {
  return rows(
    locked.map(({ hostname, state }) => [state, `headnode ${hostname}`, 'look with hnadm lock show']),
  );
}

function rows(lines: readonly (readonly string[])[]): string {
  return table(printable(lines), '  ', UNBOUNDED);
}
