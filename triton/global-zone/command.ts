/**
 * One command in a server's global zone, and what its end means. Commands that only look are told
 * apart from those that change something: a lost answer of the first is nothing, of the second it is
 * an unknown outcome.
 */
import type { ServerUuid } from '../../schemas/ids.ts';
import { CallFailed } from '../call-failed.ts';
import type { CommandCaller } from '../caller.ts';
import { commandText, TransportError, type CommandResult } from '../transport.ts';

/**
 * Runs a command that changes nothing. Any exit code is an answer.
 * @throws {CallFailed} transient, where no answer came.
 */
export function look(
  caller: CommandCaller,
  server: ServerUuid,
  argv: readonly string[],
  stdin?: string,
): Promise<CommandResult> {
  return attempt(caller, server, argv, 'transient', stdin);
}

/**
 * Runs a command that changes something; `stdin` is what it is told when it asks.
 * @throws {CallFailed} permanent where it exits other than 0; unknown where its answer was lost.
 */
export async function act(
  caller: CommandCaller,
  server: ServerUuid,
  argv: readonly string[],
  stdin?: string,
): Promise<CommandResult> {
  const result = await attempt(caller, server, argv, 'unknown', stdin);
  if (result.exitCode !== 0) throw commandFailed(server, argv, result);
  return result;
}

/** The error of a command that ended with an exit code it must not have. */
export function commandFailed(
  server: ServerUuid,
  argv: readonly string[],
  { exitCode, stderr }: CommandResult,
): CallFailed {
  const said = stderr.trim().split('\n', 1)[0] ?? '';
  const message = `${commandText(argv)} on server ${server}: expected exit 0, found ${String(exitCode)}`;
  return new CallFailed(said === '' ? message : `${message}: ${said}`, 'permanent');
}

async function attempt(
  caller: CommandCaller,
  server: ServerUuid,
  argv: readonly string[],
  lost: 'transient' | 'unknown',
  stdin?: string,
): Promise<CommandResult> {
  try {
    return await caller.transport.run(server, argv, {
      signal: caller.signal,
      ...(stdin === undefined ? {} : { stdin }),
    });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const outcome = error.sent ? lost : 'transient';
    throw new CallFailed(`${commandText(argv)} on server ${server}: ${error.message}`, outcome);
  }
}
