/** The option of whatever carries out or rehearses a plan: what is undone when a step fails. */
import type { Argv } from 'yargs';
import type { OnFailure } from '../executor/run.ts';

const ON_FAILURE = ['unit', 'all', 'stop'] as const satisfies readonly OnFailure[];

/** Declares `--on-failure`. */
export function onFailureOption<T>(yargs: Argv<T>) {
  return yargs.option('on-failure', {
    choices: ON_FAILURE,
    default: 'unit' as const,
    describe: 'What is undone when a step fails: its unit, every unit not committed, nothing',
  });
}
