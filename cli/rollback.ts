/**
 * `hnadm rollback`: undoes what a run did and has not committed. It shows the steps that it would take
 * before it takes any.
 */
import { fold } from '../executor/fold.ts';
import { rollback, rollbackOf } from '../executor/rollback.ts';
import type { UndoSet } from '../executor/undo-set.ts';
import { printable } from '../plans/render/printable.ts';
import { count } from '../plans/render/words.ts';
import type { JournalRecord } from '../schemas/journal.ts';
import type { Plan, Step } from '../schemas/plan.ts';
import { carry, carryingOptions, confirm, openTarget, readTarget } from './carrying.ts';
import { command } from './command.ts';
import { CommandError, EXIT, type ExitCode } from './errors.ts';

/** The command. Exits 0 where everything was undone that can be. */
export const rollbackCommand = command(
  (yargs) =>
    carryingOptions(yargs)
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .option('n', {
        alias: 'dry-run',
        type: 'boolean',
        default: false,
        describe: 'Show the steps that would be taken, and take none',
      })
      .example([
        ['$0 rollback plan.json --simulate dc.json -n', 'what would it do?'],
        ['$0 rollback plan.json --simulate dc.json', 'show it, ask, and do it'],
      ]),
  async (args, io) => {
    const target = readTarget(args.plan, args, io);
    const { plan, who } = target;
    const simulation = openTarget(target, io);
    try {
      const shown = preview(plan, simulation.journal.records, args.plan);
      if (args.n) {
        io.stdout.write(shown);
        return EXIT.done;
      }
      if (args.y) io.stderr.write(shown);
      else await confirm(shown, 'Undo these steps?', io);
      const { end, isSound } = await carry(simulation, args, io, (deps) =>
        rollback(plan, deps, { ...who, signal: io.signals() }),
      );
      return exitOf(end, isSound);
    } finally {
      simulation.close();
    }
  },
);

function exitOf(end: string, isSound: boolean): ExitCode {
  if (end === 'undone') return isSound ? EXIT.done : EXIT.failed;
  return end === 'stuck' ? EXIT.stuck : EXIT.failed;
}

/**
 * The steps that would be taken, and what stays.
 * @throws {CommandError} where there is nothing to undo, or nothing can be.
 */
function preview(plan: Plan, records: readonly JournalRecord[], path: string): string {
  if (records.length === 0)
    throw new CommandError(`${path}: no run of this plan is known here, so that nothing can be undone`);
  const state = fold(records);
  if (state.phase === 'abandoned')
    throw new CommandError(`${path}: this run was abandoned, what it left is nobody's: make a new plan`);
  const set: UndoSet = rollbackOf(plan, state);
  if ('refused' in set) throw new CommandError(`${path}: nothing can be undone: ${set.refused}`);
  const effective = set.steps.filter(({ undo }) => undo !== null);
  if (effective.length === 0)
    throw new CommandError(`${path}: nothing is there to undo${staying(plan, set.committed)}`);
  const lines = effective.map((step) => `  ${printable(lineOf(step))}`);
  const head = `${count(effective.length, 'step')} would be undone, in this order or several at once:`;
  return `${[head, ...lines].join('\n')}${staying(plan, set.committed)}\n`;
}

function lineOf({ id, title, undo }: Step): string {
  return `${id}: ${undo?.action ?? 'nothing'} (was: ${title})`;
}

function staying(plan: Plan, committed: ReadonlySet<string>): string {
  if (committed.size === 0) return '';
  const units = [...new Set(plan.steps.map(({ unit }) => unit))].filter((unit) => committed.has(unit));
  return `\nCommitted, and staying as they are: ${units.join(', ')}`;
}
