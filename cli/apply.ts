/**
 * `hnadm apply`: carries out a plan, or goes on with a run of it. This version reaches simulated
 * datacenters only; of those it keeps the world beside the journal, so that the next call goes on in it.
 */
import type { RunEnd } from '../executor/events.ts';
import { run } from '../executor/run.ts';
import { render } from '../plans/render.ts';
import { printable } from '../plans/render/printable.ts';
import type { StepId } from '../schemas/ids.ts';
import type { Phase, Plan } from '../schemas/plan.ts';
import { insistOnSoundness } from './check.ts';
import { command } from './command.ts';
import { CommandError, EXIT, type ExitCode } from './errors.ts';
import { checkTarget, readPlan, writeResult } from './files.ts';
import type { Io } from './io.ts';
import { styleOf } from './output.ts';
import { numbered } from './progress/numbered.ts';
import type { ProgressReader } from './progress/progress-reader.ts';
import { humanReader, jsonReader } from './progress/reader.ts';
import { readWorldOf } from './plan-world.ts';
import { openSimulation } from './simulation.ts';

const PHASES = ['prepare', 'cutover', 'commit'] as const satisfies readonly Phase[];

const EXITS: Readonly<Record<RunEnd, ExitCode>> = {
  done: EXIT.done,
  failed: EXIT.failed,
  interrupted: EXIT.failed,
  undone: EXIT.undone,
  waiting: EXIT.waiting,
  stuck: EXIT.stuck,
};

/**
 * Milliseconds that pass before the simulated datacenter is recorded: VMAPI and DNS tell of a change
 * some time after it, and a recording is made by a person, later.
 */
const REST = 600_000;

/** The command. */
export const apply = command(
  (yargs) =>
    yargs
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .option('simulate', {
        type: 'string',
        requiresArg: true,
        describe: 'Carry it out on a datacenter simulated from this snapshot',
      })
      .option('until', {
        choices: PHASES,
        default: 'commit' as const,
        describe: 'The last phase to carry out',
      })
      .option('open-gates', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'Gates to go through: their ids, or all',
      })
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
      })
      .example([
        ['$0 apply plan.json --simulate dc.json', 'up to the gate; nothing is deleted'],
        ['$0 apply plan.json --simulate dc.json -y --open-gates all', 'go on, through the gate, to the end'],
        ['$0 apply plan.json --simulate dc.json -y --until prepare', 'only what nobody notices'],
      ]),
  async (args, io) => {
    if (args.simulate === undefined) {
      throw new CommandError(
        'this version of hnadm reaches simulated datacenters only: name a snapshot with --simulate FILE',
      );
    }
    if (args['snapshot-out'] !== undefined) checkTarget(args['snapshot-out'], [args.plan, args.simulate], io);
    const plan = readPlan(args.plan, io);
    insistOnSoundness(plan, args.plan, io);
    const openGates = gatesOf(plan, args['open-gates']);
    const { snapshot, digest } = readWorldOf(plan, args.simulate, io);
    if (!args.y) await confirm(plan, io);
    const simulation = openSimulation(plan, snapshot, digest, io);
    const { transport, clock } = simulation.datacenter;
    const now = () => clock.now();
    const reader = readerOf(args.json, now, io);
    const events = numbered(now, (event) => {
      reader.event(event);
    });
    try {
      const { end } = await run(
        plan,
        { transport, clock, journal: simulation.journal, events },
        {
          until: args.until,
          openGates,
          signal: io.signals().first,
          by: io.user.name,
          host: io.user.host,
          simulated: digest,
        },
      );
      const broken = simulation.datacenter.violations;
      for (const { invariant, object, message } of broken) {
        io.stderr.write(`${printable(`invariant ${invariant} broken by ${object}: ${message}`)}\n`);
      }
      if (args['snapshot-out'] !== undefined) {
        await clock.sleep(REST);
        const after = `${JSON.stringify(simulation.datacenter.snapshot(), null, 2)}\n`;
        await writeResult(args['snapshot-out'], after, io);
      }
      return broken.length > 0 && EXITS[end] === EXIT.done ? EXIT.failed : EXITS[end];
    } finally {
      reader.close();
      simulation.close();
    }
  },
);

/** JSON lines are a result and go to stdout; what a person watches is talk and goes to stderr. */
function readerOf(json: boolean, now: () => number, io: Io): ProgressReader {
  if (json) return jsonReader(io.stdout.write);
  return humanReader({ output: io.stderr, style: styleOf(io.stderr, io), now, wall: io.now });
}

/**
 * The gates to go through.
 * @throws {CommandError} where a name is none of the plan's gates.
 */
function gatesOf(plan: Plan, words: readonly string[]): 'all' | readonly StepId[] {
  const names = words.flatMap((word) => word.split(','));
  if (names.includes('all')) return 'all';
  const gates = plan.steps.filter(({ action }) => action.startsWith('gate.')).map(({ id }) => id);
  return names.map((name) => {
    const gate = gates.find((id) => id === name);
    if (gate !== undefined) return gate;
    const known = gates.length === 0 ? 'it has no gates' : `its gates are ${gates.join(', ')}`;
    throw new CommandError(`--open-gates: the plan has no gate ${JSON.stringify(name)}; ${known}`);
  });
}

/** @throws {CommandError} where the answer is not yes, or nobody can be asked. Nothing was touched then. */
async function confirm(plan: Plan, io: Io): Promise<void> {
  if (!io.interactive) {
    throw new CommandError('nobody is there to confirm the plan: answer beforehand with -y');
  }
  io.stderr.write(render(plan, { level: 'brief', style: styleOf(io.stderr, io), now: io.now() }));
  const answer = await io.ask('\nCarry out this plan? Type yes: ');
  if (answer.trim() !== 'yes') throw new CommandError('not confirmed: nothing was done');
}
