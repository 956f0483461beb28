/** `hnadm apply`: carries out a plan, or goes on with a run of it. */
import type { RunEnd } from '../executor/events.ts';
import { run } from '../executor/run.ts';
import { render } from '../plans/render.ts';
import type { StepId } from '../schemas/ids.ts';
import type { Phase, Plan } from '../schemas/plan.ts';
import { carry, carryingOptions, confirm, openTarget, readTarget } from './carrying.ts';
import { command } from './command.ts';
import { CommandError, EXIT, UsageError, type ExitCode } from './errors.ts';
import { onFailureOption } from './on-failure-option.ts';
import { styleOf } from './output.ts';
import { insistOnWindow } from './window.ts';
import { takeOver } from './take-over.ts';

const PHASES = ['prepare', 'cutover', 'commit'] as const satisfies readonly Phase[];

const EXITS: Readonly<Record<RunEnd, ExitCode>> = {
  done: EXIT.done,
  failed: EXIT.failed,
  interrupted: EXIT.failed,
  undone: EXIT.undone,
  waiting: EXIT.waiting,
  stuck: EXIT.stuck,
};

/** The command. */
export const apply = command(
  (yargs) =>
    onFailureOption(carryingOptions(yargs))
      .positional('plan', { type: 'string', describe: 'A plan file; not needed with --from-journal' })
      .option('from-journal', {
        type: 'string',
        requiresArg: true,
        describe: 'Take over the run whose journal is mirrored on this headnode',
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
      .example([
        ['$0 apply plan.json --simulate dc.json', 'up to the gate; nothing is deleted'],
        ['$0 apply plan.json --simulate dc.json -y --open-gates all', 'go on, through the gate, to the end'],
        ['$0 apply plan.json --simulate dc.json -y --until prepare', 'only what nobody notices'],
        ['$0 apply plan.json --simulate dc.json -y --on-failure stop', 'undo nothing: mend it and go on'],
        ['$0 apply --from-journal headnode1 --simulate dc.json', 'go on with a run begun on another machine'],
      ]),
  async (args, io) => {
    const host = args['from-journal'];
    const target =
      host === undefined ? readTarget(neededPlan(args.plan), args, io) : await takeOver(host, args, io);
    const { plan, who } = target;
    insistOnWindow(plan, args.plan ?? 'the plan', io.now());
    const openGates = gatesOf(plan, args['open-gates']);
    if (!args.y) {
      const shown = render(plan, { level: 'brief', style: styleOf(io.stderr, io), now: io.now() });
      await confirm(shown, 'Carry out this plan?', io);
    }
    const options = { until: args.until, openGates, onFailure: args['on-failure'], ...who };
    const simulation = openTarget(target, io);
    try {
      const { end, isSound } = await carry(simulation, args, io, (deps) =>
        run(plan, deps, { ...options, signal: io.signals() }),
      );
      return !isSound && EXITS[end] === EXIT.done ? EXIT.failed : EXITS[end];
    } finally {
      simulation.close();
    }
  },
);

function neededPlan(path: string | undefined): string {
  if (path !== undefined) return path;
  throw new UsageError('no plan was given (words behind --open-gates belong to it: put it last)');
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
