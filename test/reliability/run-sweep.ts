/**
 * `npm run sweep [-- --plan NAME --way resume --every K --seed S --moment N]`: every example plan cut
 * at every moment, or what is asked for. Exits 1 where any end was wrong.
 */
import { parseArgs } from 'node:util';
import { exampleNames } from './examples.ts';
import { shareOut } from './pool.ts';
import { newKinds, progress, say } from './say.ts';
import { WAYS, type SweepWay } from './sweep.ts';
import type { SweepErrand, SweepFinding, SweepTask } from './sweep-worker.ts';

/** A plan's cuts are shared out in so many parts. */
const PARTS = 4;

const { values } = parseArgs({
  options: {
    plan: { type: 'string' },
    way: { type: 'string' },
    every: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    moment: { type: 'string' },
  },
});

function tasks(): readonly SweepTask[] {
  const plans = values.plan === undefined ? exampleNames() : [values.plan];
  const ways = WAYS.filter((way) => values.way === undefined || way === values.way);
  const moment = values.moment === undefined ? null : Number(values.moment);
  const parts = moment === null ? PARTS : 1;
  const shared = { seed: Number(values.seed), every: Number(values.every), moment, parts };
  return plans.flatMap((plan) =>
    ways.flatMap((way) => Array.from({ length: parts }, (_, part) => ({ plan, way, part, ...shared }))),
  );
}

/** The command that tries a cut again. */
function replay({ task: { plan, way, seed }, cut }: SweepFinding): string {
  const moment = cut.split(' ')[0] ?? '';
  return `npm run sweep -- --plan ${plan} --way ${way} --seed ${String(seed)} --moment ${moment}`;
}

function tell(finding: SweepFinding): void {
  say(`${finding.task.plan}, ${finding.task.way} after ${finding.cut}:`);
  for (const { oracle, message } of finding.problems.slice(0, 5)) say(`    ${oracle}: ${message}`);
  say(`    ${replay(finding)}`);
}

interface Count {
  cuts: number;
  wrong: number;
}

const counts = new Map<string, Count>();
const countOf = (plan: string, way: SweepWay): Count => {
  const key = `${plan} ${way}`;
  const count = counts.get(key) ?? { cuts: 0, wrong: 0 };
  counts.set(key, count);
  return count;
};
const lines = () =>
  [...counts].map(([what, { cuts, wrong }]) => `${what}: ${String(cuts)} cuts, ${String(wrong)} wrong`);
const wrongOnes = () => [...counts.values()].reduce((sum, { wrong }) => sum + wrong, 0);

const isNew = newKinds();
const quiet = progress(() => lines().at(-1) ?? 'starting');
await shareOut<SweepErrand>(new URL('./sweep-worker.ts', import.meta.url), tasks(), (finding) => {
  const count = countOf(finding.task.plan, finding.task.way);
  count.cuts += 1;
  if (finding.problems.length === 0) return;
  count.wrong += 1;
  if (isNew(finding.problems[0])) tell(finding);
});
quiet();
for (const line of lines()) say(line);
process.exitCode = wrongOnes() === 0 ? 0 : 1;
