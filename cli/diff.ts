/** `hnadm diff`: two plans line by line, as a reviewer reads them. */
import { diffPlans } from '../plans/diff.ts';
import { command } from './command.ts';
import { EXIT } from './errors.ts';
import { readPlan } from './files.ts';

/** The command. Exits 0 whether or not the plans differ: a difference is a result, no failure. */
export const diff = command(
  (yargs) =>
    yargs
      .positional('before', { type: 'string', demandOption: true, describe: 'A plan file' })
      .positional('after', { type: 'string', demandOption: true, describe: 'Another plan file' })
      .example(
        '$0 diff old.json new.json',
        'what a new snapshot changed in a plan; nothing where they are alike',
      ),
  async ({ before, after }, io) => {
    const [old, now] = [before, after].map((name) => ({ name, plan: readPlan(name, io) }));
    if (old && now) io.stdout.write(diffPlans(old, now));
    return EXIT.done;
  },
);
