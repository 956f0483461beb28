/** `hnadm check`: whether a plan is well-formed, sound, and still true of a datacenter. */
import { checkExpectations, DatacenterDrifted } from '../executor/expects.ts';
import { requestIds } from '../executor/request-ids.ts';
import { lint } from '../plans/lint.ts';
import { printable } from '../plans/render/printable.ts';
import { count } from '../plans/render/words.ts';
import type { Plan } from '../schemas/plan.ts';
import { createDatacenter } from '../simulator/datacenter.ts';
import { command } from './command.ts';
import { CommandError, EXIT } from './errors.ts';
import { readPlan } from './files.ts';
import type { Io } from './io.ts';
import { readWorldOf } from './plan-world.ts';
import { snapshotOption } from './snapshot-option.ts';

/** The command. */
export const check = command(
  (yargs) =>
    snapshotOption(yargs, 'Also compare what the plan expects with this snapshot')
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .example([
        ['$0 check plan.json', 'its shape, its digest, its soundness'],
        ['$0 check plan.json -s now.json', 'and whether the datacenter is still as the plan expects'],
      ]),
  async ({ plan: path, s }, io) => {
    const plan = readPlan(path, io);
    insistOnSoundness(plan, path, io);
    io.stdout.write(`${path}: sound: ${count(plan.steps.length, 'step')}, ${plan.digest}\n`);
    if (s !== undefined) {
      await insistOnTruth(plan, s, io);
      io.stdout.write(`${path}: true of ${s}: ${count(plan.expects.length, 'expectation')} hold\n`);
    }
    return EXIT.done;
  },
);

/** More than these help nobody: the plan is broken anyhow. */
const TOLD = 50;

/**
 * Lints a plan; whatever is unsound is told on stderr.
 * @throws {CommandError} where anything is.
 */
export function insistOnSoundness(plan: Plan, path: string, io: Io): void {
  const problems = lint(plan);
  if (problems.length === 0) return;
  for (const { rule, at, message } of problems.slice(0, TOLD)) {
    io.stderr.write(`${printable(`${path}: ${rule}: ${at}: ${message}`)}\n`);
  }
  throw new CommandError(
    `${path}: is unsound (${count(problems.length, 'problem')}): make a new plan with "hnadm plan"`,
  );
}

/** Looks at the snapshot as the executor would look at the datacenter: through the same clients. */
async function insistOnTruth(plan: Plan, path: string, io: Io): Promise<void> {
  const { snapshot } = readWorldOf(plan, path, io);
  const { transport, clock } = createDatacenter(snapshot, { seed: 1 });
  const signal = new AbortController().signal;
  const caller = { transport, clock, signal, requestId: requestIds(plan, 'expects', 0) };
  const drifts = await checkExpectations(plan, caller, new Set());
  if (drifts.length > 0) throw new DatacenterDrifted(drifts);
}
