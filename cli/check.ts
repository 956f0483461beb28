/** `hnadm check`: whether a plan is well-formed, sound, and still true of a datacenter. */
import { lint } from '../plans/lint.ts';
import type { Plan } from '../schemas/plan.ts';
import { command } from './command.ts';
import { CommandError, EXIT } from './errors.ts';
import { readPlan } from './files.ts';
import type { Io } from './io.ts';

/** The command. */
export const check = command(
  (yargs) =>
    yargs
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .example('$0 check plan.json', 'its shape, its digest, its soundness'),
  async ({ plan: path }, io) => {
    const plan = readPlan(path, io);
    insistOnSoundness(plan, path, io);
    io.stdout.write(`${path}: sound: ${String(plan.steps.length)} steps, ${plan.digest}\n`);
    return EXIT.done;
  },
);

/**
 * Lints a plan; whatever is unsound is told on stderr.
 * @throws {CommandError} where anything is.
 */
export function insistOnSoundness(plan: Plan, path: string, io: Io): void {
  const problems = lint(plan);
  if (problems.length === 0) return;
  for (const { rule, at, message } of problems.slice(0, 50))
    io.stderr.write(`${path}: ${rule}: ${at}: ${message}\n`);
  const number = problems.length === 1 ? '1 problem' : `${String(problems.length)} problems`;
  throw new CommandError(`${path}: is unsound (${number}): make a new plan with "hnadm plan"`);
}
