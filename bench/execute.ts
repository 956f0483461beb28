/**
 * How well plans are carried out, on each example plan: how near a run comes to the shortest that its
 * steps allow, what the executor costs beyond its journal's fsyncs, and how many rehearsals a core
 * makes a second. It judges nothing; what the figures should be is in README.md.
 */
import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { JOURNAL, openFileJournal } from '../cli/runs/file-journal.ts';
import type { JournalSink } from '../executor/journal-sink.ts';
import { run } from '../executor/run.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { createDatacenter } from '../simulator/datacenter.ts';
import { memoryJournal } from '../simulator/rehearsal/memory-journal.ts';
import { rehearse } from '../simulator/rehearsal/rehearse.ts';
import { boundOf, stopwatch, type Bound } from './makespan.ts';
import { PROCESSES } from '../test/executor/support/run-small.ts';
import { median } from './measure.ts';
import { play, record, type Line, type Tape } from './tape.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });
const seeds = Array.from({ length: Number(values.runs) }, (_, index) => index + 1);

/** Rehearsals that are not counted, of each example: later ones are compiled code. */
const WARM_UP = 5;

const EXAMPLES = ['three-headnodes', 'recorded', 'no-ha', 'optional-services'];

interface Example {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
}

const directory = mkdtempSync(join(tmpdir(), 'hnadm-bench-'));
try {
  await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function main(): Promise<void> {
  console.log(`node ${process.version}, median of ${String(seeds.length)} runs`);
  const head = 'steps makespan bound ratio worst executor fsyncs ratio rehearsals faulty';
  const rows = [['', ...head.split(' ')]];
  const limits: string[] = [];
  for (const name of EXAMPLES) {
    const example = exampleNamed(name);
    const rehearsals = await rehearsed(example);
    const overheads = await overhead(example);
    const worst = rehearsals.reduce((most, one) => (ratioOf(one) > ratioOf(most) ? one : most));
    const middle = <T>(all: readonly T[], figure: (one: T) => number) => median(all.map(figure));
    rows.push([
      name,
      String(example.plan.steps.length),
      minutes(middle(rehearsals, ({ makespan }) => makespan)),
      minutes(middle(rehearsals, ({ bound }) => bound.milliseconds)),
      middle(rehearsals, ratioOf).toFixed(3),
      ratioOf(worst).toFixed(3),
      middle(overheads, ({ executor }) => executor / example.plan.steps.length).toFixed(2),
      middle(overheads, ({ fsyncs }) => fsyncs / example.plan.steps.length).toFixed(2),
      middle(overheads, ({ executor, fsyncs }) => executor / fsyncs).toFixed(2),
      (1000 / middle(rehearsals, ({ cpu }) => cpu)).toFixed(1),
      (1000 / median(await rehearsedWithFaults(example))).toFixed(1),
    ]);
    limits.push(`${name}: the worst is bound by ${worst.bound.by}`);
  }
  for (const [name = '', ...cells] of rows) {
    console.log(name.padEnd(18) + cells.map((cell) => cell.padStart(11)).join(''));
  }
  for (const limit of limits) console.log(limit);
}

function exampleNamed(name: string): Example {
  const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  return {
    plan: read(`../plans/examples/${name}.migrate.json`) as Plan,
    snapshot: read(`../test/snapshots/${name}.json`) as Snapshot,
  };
}

interface Rehearsed {
  /** Milliseconds, virtual. */
  readonly makespan: number;
  readonly bound: Bound;
  /** Milliseconds of a core, making the datacenter and looking at it in the end included. */
  readonly cpu: number;
}

function ratioOf({ makespan, bound }: Rehearsed): number {
  return makespan / bound.milliseconds;
}

/** One rehearsal a seed, once the code is warm. */
async function rehearsed({ plan, snapshot }: Example): Promise<readonly Rehearsed[]> {
  for (let count = 0; count < WARM_UP; count += 1) await rehearse(plan, snapshot, { seed: count });
  const all: Rehearsed[] = [];
  for (const seed of seeds) {
    const { onNews, durations, makespan } = stopwatch();
    const { value, cpu } = await onCore(() => rehearse(plan, snapshot, { seed, onNews }));
    const { end, message } = value;
    if (end !== 'done') throw new Error(`rehearsal of seed ${String(seed)}: ${end}: ${message}`);
    all.push({ makespan: makespan(), bound: boundOf(plan, durations), cpu });
  }
  return all;
}

/** Milliseconds of a core for each seed's rehearsal with random faults, whatever end it comes to. */
async function rehearsedWithFaults({ plan, snapshot }: Example): Promise<readonly number[]> {
  const all: number[] = [];
  for (const seed of seeds) {
    all.push((await onCore(() => rehearse(plan, snapshot, { seed, faults: ['random'] }))).cpu);
  }
  return all;
}

/** What `work` comes to, and the milliseconds of a core that it took. */
async function onCore<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly cpu: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, cpu: (user + system) / 1000 };
}

interface Overhead {
  /** Milliseconds of a whole run whose datacenter answers at once, with its journal on disk. */
  readonly executor: number;
  /** Milliseconds for bringing the same bytes to disk in the same pieces. */
  readonly fsyncs: number;
}

/** Both in turn, a few times; the first pair is not counted. */
async function overhead({ plan, snapshot }: Example): Promise<readonly Overhead[]> {
  const tape = await recordRun(plan, snapshot);
  const all: Overhead[] = [];
  for (const count of [0, ...seeds]) {
    const folder = join(directory, `${plan.snapshot.digest.slice(-12)}-${String(count)}`);
    mkdirSync(folder);
    const line = play(tape);
    const journal = openFileJournal(folder, () => line.clock.now());
    const began = performance.now();
    await carryOut(plan, line, journal);
    const executor = performance.now() - began;
    journal.close();
    const fsyncs = bareFsyncs(folder, readFileSync(join(folder, JOURNAL), 'utf8'));
    if (count > 0) all.push({ executor, fsyncs });
  }
  return all;
}

async function recordRun(plan: Plan, snapshot: Snapshot): Promise<Tape> {
  const { tape, ...line } = record(createDatacenter(snapshot, { seed: 1 }));
  await carryOut(plan, line, memoryJournal(line.clock));
  return tape;
}

async function carryOut(plan: Plan, { transport, clock }: Line, journal: JournalSink): Promise<void> {
  const { end, message } = await run(
    plan,
    { transport, clock, journal, events: () => undefined, processes: PROCESSES },
    {
      until: 'commit',
      openGates: 'all',
      onFailure: 'stop',
      signal: new AbortController().signal,
      by: 'bench',
      host: 'bench',
      simulated: plan.snapshot.digest,
    },
  );
  if (end !== 'done') throw new Error(`run: ${end}: ${message}`);
}

function bareFsyncs(folder: string, journal: string): number {
  const lines = journal.split(/(?<=\n)/);
  const file = openSync(join(folder, 'bare'), 'a');
  const began = performance.now();
  for (const line of lines) {
    writeSync(file, line);
    fdatasyncSync(file);
  }
  const took = performance.now() - began;
  closeSync(file);
  return took;
}

function minutes(milliseconds: number): string {
  return `${(milliseconds / 60_000).toFixed(1)} min`;
}
