/** `-s`: on every command it is the snapshot, and nothing else. */
import type { Argv } from 'yargs';
import { CommandError } from './errors.ts';

/** Declares `-s FILE`. */
export function snapshotOption<Args>(yargs: Argv<Args>, describe = 'A recorded snapshot of the datacenter') {
  return yargs.option('s', { alias: 'snapshot', type: 'string', requiresArg: true, describe });
}

/**
 * The path that `-s` gave.
 * @throws {CommandError} where it is missing: this version records nothing itself.
 */
export function neededSnapshot(path: string | undefined): string {
  if (path === undefined) {
    throw new CommandError('no snapshot was given: name a recorded one with -s FILE');
  }
  return path;
}
