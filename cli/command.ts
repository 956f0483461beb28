/**
 * What a command is: its options in yargs' words, and what it does with them. The options' type is
 * known inside the file that defines the command and nowhere else.
 */
import type { Argv } from 'yargs';
import type { ExitCode } from './errors.ts';
import type { Io } from './io.ts';

/** A command as the command line sees it. */
export interface Command {
  /** Declares positionals, options and examples. */
  readonly build: (yargs: Argv) => Argv;
  /** Carries it out. `args` are those that `build` declared. */
  readonly run: (args: unknown, io: Io) => Promise<ExitCode>;
}

/** A command whose `run` is given what its `build` declares. */
export function command<Args>(
  build: (yargs: Argv) => Argv<Args>,
  run: (args: Args, io: Io) => Promise<ExitCode>,
): Command {
  return {
    build: (yargs) => build(yargs),
    // yargs has parsed exactly what build declared, or refused.
    run: (args, io) => run(args as Args, io),
  };
}
