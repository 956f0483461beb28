/** What a simulated command is: how long it takes, what it does when it begins, what it does when it ends. */
import type { CommandResult } from '../../triton/transport.ts';
import type { Duration } from '../durations.ts';
import type { World } from '../world.ts';

/** A command that was typed in a server's global zone. */
export interface Invocation {
  readonly world: World;
  readonly server: string;
  /** Without the command's own name. */
  readonly args: readonly string[];
  readonly stdin: string;
}

export interface GlobalZoneCommand {
  /** What is drawn for it; several are added up. */
  readonly takes: (invocation: Invocation) => readonly Duration[];
  /** What is already so while it runs. */
  readonly begin?: (invocation: Invocation) => void;
  /** Its effect, and what it prints. */
  readonly end: (invocation: Invocation) => CommandResult;
}

/** A command that only looks. */
export function looking(end: GlobalZoneCommand['end'], takes: Duration = 'command'): GlobalZoneCommand {
  return { takes: () => [takes], end };
}

export function success(stdout = '', stderr = ''): CommandResult {
  return { exitCode: 0, stdout, stderr };
}

export function exit(exitCode: number, stderr: string, stdout = ''): CommandResult {
  return { exitCode, stdout, stderr: stderr === '' ? '' : `${stderr}\n` };
}
