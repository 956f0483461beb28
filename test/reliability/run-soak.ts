/**
 * `npm run soak [-- --runs N --seed S]`: N random runs from seed S on, on all cores. At the end it
 * prints what was made and what came of it; exits 1 where anything was wrong.
 */
import { parseArgs } from 'node:util';
import { shareOut } from './pool.ts';
import { newKinds, progress, say } from './say.ts';
import type { Soaked } from './soak.ts';
import type { SoakErrand } from './soak-worker.ts';

/** Seeds that a worker is given at once: whole scenes, see soak.ts. */
const ROW = 50;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string', default: '0' } },
});
const start = Number(values.seed);
const runs = Number(values.runs);

const isNew = newKinds();
const ends = new Map<string, number>();
const faults = new Map<string, number>();
let made = 0;
let wrong = 0;

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function count({ seed, ends: all, faults: struck, problems }: Soaked): void {
  made += 1;
  add(ends, all.at(-1)?.end ?? 'nothing');
  for (const kind of struck) add(faults, kind);
  if (problems.length === 0) return;
  wrong += 1;
  if (!isNew(problems[0])) return;
  say(`seed ${String(seed)}, faults: ${struck.join(', ') || 'none'}`);
  for (const { end, message } of all) say(`    ${end}: ${message}`);
  for (const { oracle, message } of problems.slice(0, 5)) say(`  * ${oracle}: ${message}`);
  say(`    npm run soak -- --runs 1 --seed ${String(seed)}`);
}

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, times]) => `${what} ${String(times)}`)
    .join(', ');

const rows = Array.from({ length: Math.ceil(runs / ROW) }, (_, n) => ({
  from: start + n * ROW,
  to: Math.min(start + runs, start + (n + 1) * ROW),
}));
const quiet = progress(() => `${String(made)} of ${String(runs)} runs, ${String(wrong)} wrong`);
await shareOut<SoakErrand>(new URL('./soak-worker.ts', import.meta.url), rows, count);
quiet();
say(`runs: ${String(made)}, seeds ${String(start)} to ${String(start + runs - 1)}`);
say(`ends: ${counted(ends)}`);
say(`faults that struck: ${counted(faults)}`);
say(`wrong: ${String(wrong)}`);
process.exitCode = wrong === 0 ? 0 : 1;
