/**
 * `hnadm lock break`: frees a datacenter whose holder is gone, or acknowledges a latch. Whether a
 * process on another machine lives can't be seen from here: that is what the question is for.
 */
import { breakLock, type LockSight } from '../executor/lock-view.ts';
import { printable } from '../plans/render/printable.ts';
import { confirm, worldOption } from './carrying.ts';
import { command } from './command.ts';
import { CommandError, EXIT } from './errors.ts';
import type { Io } from './io.ts';
import { isAlive, who, withLocks } from './lock-sights.ts';

type Held = Extract<LockSight, { readonly state: 'held' }>;

/** The command. */
export const lockBreak = command(
  (yargs) =>
    worldOption(yargs)
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .option('y', {
        alias: 'yes',
        type: 'boolean',
        default: false,
        describe: 'Answer the confirmation with yes',
      })
      .example([['$0 lock break plan.json --simulate dc.json', 'shows who holds it, and asks']]),
  async (args, io) => {
    await withLocks(args, io, async ({ sights, caller }) => {
      const held = sights.filter((sight) => sight.state === 'held');
      refuseWhereAlive(held, io);
      if (held.length > 0 && !args.y) await confirm(warningOf(held), 'Break it?', io);
      for (const sight of held) {
        await breakLock(caller, sight);
        io.stdout.write(`broken: ${lineOf(sight)}\n`);
      }
      if (held.length === 0) io.stdout.write('nothing is locked\n');
    });
    return EXIT.done;
  },
);

/** @throws {CommandError} */
function refuseWhereAlive(held: readonly Held[], io: Io): void {
  const alive = held.find((sight) => isAlive(sight, io));
  if (alive === undefined) return;
  throw new CommandError(
    `the lock is not broken: ${lineOf(alive)}, and that process is at work on this machine\nEnd it first: a signal lets it finish what it does.`,
    EXIT.drift,
  );
}

function warningOf(held: readonly Held[]): string {
  return `${held.map(lineOf).join('\n')}\nMake sure that nothing is at work there any more: two runs at once would undo each other's steps.\n`;
}

function lineOf(sight: Held): string {
  return printable(`headnode ${sight.hostname} is ${who(sight) ?? 'free'}`);
}
