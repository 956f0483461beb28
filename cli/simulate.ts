/**
 * `hnadm simulate`: a plan rehearsed on a simulated datacenter, gates open, from its first step to its
 * last; nothing is kept. Says when what happened, who was down for how long against the estimate, and
 * whether any invariant was broken.
 */
import { rehearse } from '../simulator/rehearsal/rehearse.ts';
import { insistOnSoundness } from './check.ts';
import { command } from './command.ts';
import { CommandError, EXIT } from './errors.ts';
import { readPlan } from './files.ts';
import { styleOf } from './output.ts';
import { readWorldOf } from './plan-world.ts';
import { rehearsalText, spansOf } from './rehearsal-text.ts';
import { neededSnapshot, snapshotOption } from './snapshot-option.ts';

/** The command. Exits 0 where no invariant was broken, whatever end the rehearsed run came to, and else 1. */
export const simulate = command(
  (yargs) =>
    snapshotOption(yargs, 'The datacenter to rehearse on')
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .option('seed', {
        type: 'string',
        requiresArg: true,
        default: '1',
        describe: 'A whole number; all durations are drawn from it, the same one gives the same rehearsal',
      })
      .example([
        ['$0 simulate plan.json -s dc.json', 'rehearse it'],
        ['$0 simulate plan.json -s dc.json --seed 7', 'with other durations'],
      ]),
  async ({ plan: path, s, seed }, io) => {
    const plan = readPlan(path, io);
    insistOnSoundness(plan, path, io);
    const { snapshot } = readWorldOf(plan, neededSnapshot(s), io);
    const spans = spansOf(plan);
    const rehearsal = await rehearse(plan, snapshot, {
      seed: wholeNumber(seed),
      onNews: spans.note,
    });
    io.stdout.write(rehearsalText(plan, rehearsal, spans.spans, styleOf(io.stdout, io)));
    return rehearsal.violations.length === 0 ? EXIT.done : EXIT.failed;
  },
);

function wholeNumber(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed)) {
    throw new CommandError(`--seed: expected a whole number, found ${JSON.stringify(text)}`);
  }
  return seed;
}
