/**
 * How true the estimates are: rehearsals of each example plan, one a seed, and how many of them took as
 * long as the plan said: the whole, the maintenance, each service's downtime. It judges nothing; what the
 * figures should be is in README.md.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Plan, SecondsRange } from '../schemas/plan.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { rehearse, type Rehearsal } from '../simulator/rehearsal/rehearse.ts';
import { median } from './measure.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '30' } } });
const seeds = Array.from({ length: Number(values.runs) }, (_, index) => index + 1);

const EXAMPLES = ['three-headnodes', 'recorded', 'no-ha', 'optional-services'];

await main();

async function main(): Promise<void> {
  console.log(`${String(seeds.length)} rehearsals each; seconds`);
  const rows = [['', '', 'within', 'low', 'typical', 'high', 'least', 'median', 'most', 'ratio']];
  for (const name of EXAMPLES) {
    const { plan, rehearsals } = await rehearsed(name);
    for (const { what, range, took } of measured(plan, rehearsals)) {
      const within = took.filter((seconds) => seconds >= range.low && seconds <= range.high).length;
      rows.push([
        name,
        what,
        `${String(within)}/${String(took.length)}`,
        ...[range.low, range.typical, range.high, Math.min(...took), median(took), Math.max(...took)].map(
          (seconds) => seconds.toFixed(0),
        ),
        (median(took) / range.typical).toFixed(2),
      ]);
    }
  }
  for (const [name = '', what = '', ...cells] of rows) {
    console.log(name.padEnd(18) + what.padEnd(12) + cells.map((cell) => cell.padStart(8)).join(''));
  }
}

async function rehearsed(
  name: string,
): Promise<{ readonly plan: Plan; readonly rehearsals: readonly Rehearsal[] }> {
  const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  const plan = read(`../plans/examples/${name}.migrate.json`) as Plan;
  const rehearsals: Rehearsal[] = [];
  for (const seed of seeds) {
    const snapshot = read(`../test/snapshots/${name}.json`) as Snapshot;
    const rehearsal = await rehearse(plan, snapshot, { seed });
    const { end, message } = rehearsal;
    if (end !== 'done') throw new Error(`rehearsal of seed ${String(seed)}: ${end}: ${message}`);
    rehearsals.push(rehearsal);
  }
  return { plan, rehearsals };
}

interface Measured {
  readonly what: string;
  readonly range: SecondsRange;
  /** Seconds, one a rehearsal. */
  readonly took: readonly number[];
}

/** What is estimated to take any time, and what it took. */
function measured({ estimate }: Plan, rehearsals: readonly Rehearsal[]): readonly Measured[] {
  const { durationSeconds, maintenance, windows } = estimate;
  const took = (seconds: (one: Rehearsal) => number) => rehearsals.map(seconds);
  const down = windows.filter(({ downtimeSeconds }) => downtimeSeconds.high > 0);
  return [
    { what: 'whole', range: durationSeconds, took: took((one) => one.durationSeconds) },
    ...(maintenance
      ? [
          {
            what: 'maintenance',
            range: maintenance.lengthSeconds,
            took: took((one) => one.maintenanceSeconds),
          },
        ]
      : []),
    ...down.map(({ service, downtimeSeconds }) => ({
      what: service,
      range: downtimeSeconds,
      took: took(({ downtimes }) => downtimes.find((one) => one.service === service)?.seconds ?? 0),
    })),
  ];
}
