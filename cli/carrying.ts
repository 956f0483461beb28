/**
 * What apply and rollback share: options, the simulated datacenter that the run is carried out on, the
 * reader of its events, and what is told and kept afterwards. This version reaches simulated
 * datacenters only; their world is kept beside the journal, so that the next call goes on in it.
 */
import type { Argv } from 'yargs';
import type { RunDeps, RunResult } from '../executor/invocation.ts';
import { printable } from '../plans/render/printable.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Snapshot } from '../schemas/snapshot.ts';
import { insistOnSoundness } from './check.ts';
import { CommandError } from './errors.ts';
import { checkTarget, readPlan, writeResult, type ReadSnapshot } from './files.ts';
import type { Io } from './io.ts';
import { styleOf } from './output.ts';
import { readWorldOf } from './plan-world.ts';
import { numbered } from './progress/numbered.ts';
import type { ProgressReader } from './progress/progress-reader.ts';
import { humanReader, jsonReader } from './progress/reader.ts';
import { openSimulation, type Simulation } from './simulation.ts';

/**
 * Milliseconds that pass before the simulated datacenter is recorded: VMAPI and DNS tell of a change
 * some time after it, and a recording is made by a person, later.
 */
const REST = 600_000;

/** The option that says where a plan is carried out. */
export function worldOption<T>(yargs: Argv<T>) {
  return yargs.option('simulate', {
    type: 'string',
    requiresArg: true,
    describe: 'In the datacenter simulated from this snapshot',
  });
}

/** The options of both. */
export function carryingOptions<T>(yargs: Argv<T>) {
  return worldOption(yargs)
    .option('y', {
      alias: 'yes',
      type: 'boolean',
      default: false,
      describe: 'Answer the confirmation with yes',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Events as JSON lines on stdout' })
    .option('snapshot-out', {
      type: 'string',
      requiresArg: true,
      describe: 'Write a snapshot of the simulated datacenter as it is afterwards',
    });
}

/** What of the first was given. */
export interface WorldArgs {
  readonly simulate: string | undefined;
}

/** What of all of them was given. */
export interface Carrying extends WorldArgs {
  readonly json: boolean;
  readonly 'snapshot-out': string | undefined;
}

/** A plan that can be carried out, and where. */
export interface Target {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  /** Who calls, for the journal. */
  readonly who: { readonly by: string; readonly host: string; readonly simulated: string };
}

/**
 * Reads what is needed. Nothing was touched when it throws.
 * @throws {CommandError} where anything is unusable.
 */
export function readTarget(path: string, args: WorldArgs & Partial<Carrying>, io: Io): Target {
  const simulate = neededWorld(args.simulate);
  if (args['snapshot-out'] !== undefined) checkTarget(args['snapshot-out'], [path, simulate], io);
  const plan = readPlan(path, io);
  insistOnSoundness(plan, path, io);
  return targetOf(plan, readWorldOf(plan, simulate, io), io);
}

/** A plan with the snapshot that it is carried out on, and who does it. */
export function targetOf(plan: Plan, { snapshot, digest }: ReadSnapshot, { user }: Io): Target {
  return { plan, snapshot, who: { by: user.name, host: user.host, simulated: digest } };
}

/** The path that --simulate gave. @throws {CommandError} where it is missing. */
export function neededWorld(path: string | undefined): string {
  if (path !== undefined) return path;
  throw new CommandError(
    'this version of hnadm reaches simulated datacenters only: name a snapshot with --simulate FILE',
  );
}

/** Opens the target's datacenter with the run's journal. @throws {CommandError} */
export function openTarget({ plan, snapshot, who }: Target, io: Io): Simulation {
  return openSimulation(plan, snapshot, who.simulated, io);
}

/** Does the work, told as it goes, and keeps what is left. @returns how it ended, and whether soundly. */
export async function carry(
  simulation: Simulation,
  args: Carrying,
  io: Io,
  work: (deps: RunDeps) => Promise<RunResult>,
): Promise<{ readonly end: RunResult['end']; readonly isSound: boolean }> {
  const { transport, clock } = simulation.datacenter;
  const now = () => clock.now();
  const reader = readerOf(args.json, now, io);
  const events = numbered(now, (event) => {
    reader.event(event);
  });
  try {
    const { end } = await work({
      ...{ transport, clock, events },
      journal: simulation.journal,
      processes: io.processes,
    });
    const broken = simulation.datacenter.violations;
    for (const { invariant, object, message } of broken) {
      io.stderr.write(`${printable(`invariant ${invariant} broken by ${object}: ${message}`)}\n`);
    }
    if (args['snapshot-out'] !== undefined) {
      await clock.sleep(REST);
      const after = `${JSON.stringify(simulation.datacenter.snapshot(), null, 2)}\n`;
      await writeResult(args['snapshot-out'], after, io);
    }
    return { end, isSound: broken.length === 0 };
  } finally {
    reader.close();
  }
}

/** JSON lines are a result and go to stdout; what a person watches is talk and goes to stderr. */
function readerOf(json: boolean, now: () => number, io: Io): ProgressReader {
  if (json) return jsonReader(io.stdout.write);
  return humanReader({ output: io.stderr, style: styleOf(io.stderr, io), now, wall: io.now });
}

/**
 * Shows what is going to be done, and asks.
 * @throws {CommandError} where the answer is not yes, or nobody can be asked. Nothing was touched then.
 */
export async function confirm(shown: string, question: string, io: Io): Promise<void> {
  if (!io.interactive) {
    throw new CommandError('nobody is there to confirm it: answer beforehand with -y');
  }
  io.stderr.write(shown);
  const answer = await io.ask(`\n${question} Type yes: `);
  if (answer.trim() !== 'yes') throw new CommandError('not confirmed: nothing was done');
}
