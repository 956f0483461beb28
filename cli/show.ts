/** `hnadm show`: a plan as a text to review, or as the document it is. */
import { render } from '../plans/render.ts';
import { command } from './command.ts';
import { EXIT } from './errors.ts';
import { readPlan } from './files.ts';
import { styleOf } from './output.ts';

/** The command. */
export const show = command(
  (yargs) =>
    yargs
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .option('brief', { type: 'boolean', describe: 'One screen: what moves, what stays' })
      .option('full', { type: 'boolean', describe: 'Everything the plan holds' })
      .conflicts('brief', 'full')
      .option('format', {
        choices: ['text', 'json'] as const,
        default: 'text' as const,
        describe: 'json is the checked document itself',
      })
      .example([
        ['$0 show plan.json', 'every step, what it does and why'],
        ['$0 show plan.json --brief', 'what moves and what stays'],
        ['$0 show plan.json --full | less', 'parameters, needs and undo of every step too'],
      ]),
  async ({ plan: path, brief, full, format }, io) => {
    const plan = readPlan(path, io);
    const level = brief ? 'brief' : full ? 'full' : 'normal';
    const text =
      format === 'json'
        ? `${JSON.stringify(plan, null, 2)}\n`
        : render(plan, { level, style: styleOf(io.stdout, io), now: io.now() });
    io.stdout.write(text);
    return EXIT.done;
  },
);
