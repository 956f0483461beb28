/**
 * `hnadm simulate`: a plan rehearsed on a simulated datacenter, gates open, from its first step to its
 * last, with faults where they are asked for; nothing is kept. Says when what happened, who was down for
 * how long against the estimate, which faults struck, and whether any invariant was broken and by whom.
 */
import { FAULT_KINDS, FAULTS } from '../simulator/faults/kinds.ts';
import { rehearse } from '../simulator/rehearsal/rehearse.ts';
import { insistOnSoundness } from './check.ts';
import { command } from './command.ts';
import { CommandError, EXIT } from './errors.ts';
import { readPlan } from './files.ts';
import { onFailureOption } from './on-failure-option.ts';
import { styleOf } from './output.ts';
import { readWorldOf } from './plan-world.ts';
import { againText, rehearsalText, spansOf } from './rehearsal-text.ts';
import { neededSnapshot, snapshotOption } from './snapshot-option.ts';

const KINDS = `Faults:
${FAULT_KINDS.map((kind) => `  ${kind.padEnd(16)} ${FAULTS[kind]}`).join('\n')}
  random           one to three of these`;

/** The command. Exits 0 where hnadm broke no invariant, whatever end the rehearsed run came to, and else 1. */
export const simulate = command(
  (yargs) =>
    onFailureOption(snapshotOption(yargs, 'The datacenter to rehearse on'))
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .option('seed', {
        type: 'string',
        requiresArg: true,
        default: '1',
        describe:
          'A whole number; durations and faults are drawn from it, the same one gives the same rehearsal',
      })
      .option('fault', {
        choices: [...FAULT_KINDS, 'random'] as const,
        array: true,
        default: [],
        requiresArg: true,
        describe: 'Faults to strike while it is rehearsed: kinds of them, or random',
      })
      .example([
        ['$0 simulate plan.json -s dc.json', 'rehearse it'],
        ['$0 simulate plan.json -s dc.json --seed 7', 'with other durations'],
        ['$0 simulate plan.json -s dc.json --seed 7 --fault killed transfer-cut', 'hnadm dies, and ssh too'],
        ['$0 simulate plan.json -s dc.json --seed 8 --fault random', 'whatever may go wrong'],
        ['$0 simulate plan.json -s dc.json --on-failure all --fault pool-full', 'a failure undoes all'],
      ])
      .epilogue(KINDS),
  async ({ plan: path, s, seed, fault, 'on-failure': onFailure }, io) => {
    const plan = readPlan(path, io);
    insistOnSoundness(plan, path, io);
    const world = neededSnapshot(s);
    const { snapshot } = readWorldOf(plan, world, io);
    const spans = spansOf(plan);
    const rehearsal = await rehearse(plan, snapshot, {
      seed: wholeNumber(seed),
      faults: fault,
      onFailure,
      onNews: spans.note,
    });
    const isUntrue = rehearsal.end === 'drifted' && rehearsal.faults.every(({ at }) => at === null);
    if (isUntrue) throw new CommandError(rehearsal.message, EXIT.drift);
    io.stdout.write(rehearsalText(plan, rehearsal, spans.spans, styleOf(io.stdout, io)));
    if (rehearsal.violations.every(({ by }) => by === 'fault')) return EXIT.done;
    const again = againText({ path, world, seed, onFailure, faults: fault });
    io.stdout.write(`\nTo see it again: ${again}\n`);
    return EXIT.failed;
  },
);

function wholeNumber(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed)) {
    throw new CommandError(`--seed: expected a whole number, found ${JSON.stringify(text)}`);
  }
  return seed;
}
