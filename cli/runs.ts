/**
 * `hnadm runs`: what ran here and how it ended; one run with all there is to tell of it; and the two
 * things that can be done about a run without going on with it: close what it holds open, and give it
 * up for good.
 */
import { abandonRun, whyNotAbandoned } from '../executor/abandon-run.ts';
import { closeRun } from '../executor/close-run.ts';
import { fold, openBrackets } from '../executor/fold.ts';
import { printableLines } from '../plans/render/printable.ts';
import { carry, confirm } from './carrying.ts';
import { command } from './command.ts';
import { CommandError, EXIT, UsageError, type ExitCode } from './errors.ts';
import { readSnapshot } from './files.ts';
import type { Io } from './io.ts';
import { styleOf } from './output.ts';
import { knownRuns, namedRun, type KnownRun } from './runs/known-runs.ts';
import { leftText, processText, runText } from './runs/run-text.ts';
import { endOf, viewOf } from './runs/run-view.ts';
import { openKnown } from './simulation.ts';
import { printTable, tableOptions, type Table } from './tables.ts';

const TABLE: Table<KnownRun> = {
  columns: {
    run: ({ name }) => name,
    datacenter: ({ state }) => state.header?.datacenter ?? null,
    kind: ({ plan }) => plan?.kind ?? null,
    from: ({ plan }) => plan?.intent.from.hostname ?? null,
    to: ({ plan }) => plan?.intent.to.hostname ?? null,
    began: ({ state }) => state.header?.at ?? null,
    last: ({ records }) => records.at(-1)?.at ?? null,
    end: (run) => (run.problem === null ? endOf(run) : 'unreadable'),
    'at-work': ({ atWork }) => (atWork === null ? null : processText(atWork)),
    done: ({ state }) => [...state.steps.values()].filter((one) => one === 'done').length,
    steps: ({ plan }) => plan?.steps.length ?? null,
    open: ({ state }) => openBrackets(state).join(','),
    by: ({ state }) => state.header?.by ?? null,
    host: ({ state }) => state.header?.host ?? null,
    folder: ({ folder }) => folder,
  },
  shown: ['run', 'datacenter', 'kind', 'from', 'to', 'began', 'last', 'end', 'done', 'steps', 'open'],
  sort: ['began', 'run'],
};

/** The command. */
export const runs = command(
  (yargs) =>
    tableOptions(yargs, TABLE)
      .positional('run', { type: 'string', describe: "A plan file, or the beginning of a run's name" })
      .option('simulate', {
        type: 'string',
        requiresArg: true,
        describe: 'Of a plan that was carried out on several: the run on this simulated datacenter',
      })
      .option('close', { type: 'boolean', default: false, describe: 'Close what the run holds open' })
      .option('abandon', { type: 'boolean', default: false, describe: 'End the run for good' })
      .option('y', {
        alias: 'yes',
        type: 'boolean',
        default: false,
        describe: 'Answer the confirmation with yes',
      })
      .example([
        ['$0 runs', 'every run that is known here'],
        ['$0 runs plan.json', 'one of them: its steps, what is open, what it leaves behind'],
        ['$0 runs plan.json --close', 'nobody is to wait for it any longer'],
        ['$0 runs 47f395ff --abandon', 'nobody is going to go on with it'],
      ]),
  async (args, io) => {
    const { run: word, close, abandon } = args;
    if (close && abandon) throw new UsageError('--close and --abandon exclude each other');
    if (word === undefined) {
      if (close || abandon) throw new UsageError('no run was named');
      return list(args, io);
    }
    const digest = args.simulate === undefined ? null : readSnapshot(args.simulate, io).digest;
    const run = namedRun(word, digest, io);
    if (close) return closeIt(run, args.y, io);
    if (abandon) return abandonIt(run, args.y, io);
    show(run, args.j, io);
    return EXIT.done;
  },
);

type Named = ReturnType<typeof namedRun>;

function list(args: Parameters<typeof printTable>[2], io: Io): ExitCode {
  const known = knownRuns(io);
  printTable(known, TABLE, args, io);
  for (const { problem } of known) if (problem !== null) io.stderr.write(`${printableLines(problem)}\n`);
  return EXIT.done;
}

function show(run: Named, json: boolean, io: Io): void {
  const view = viewOf(run);
  io.stdout.write(
    json ? `${JSON.stringify(view, null, 2)}\n` : runText(view, run.folder, styleOf(io.stdout, io)),
  );
}

/** Exits 0 where nothing is open any more. */
async function closeIt(run: Named, isConfirmed: boolean, io: Io): Promise<ExitCode> {
  const { plan, state } = run;
  const open = openBrackets(state);
  if (open.length === 0) {
    io.stderr.write(`run ${run.name} holds nothing open\n`);
    return EXIT.done;
  }
  const simulation = openKnown(run, io);
  try {
    const shown = `Run ${run.name} holds this open:\n${open.map((id) => `  ${id}\n`).join('')}`;
    if (isConfirmed) io.stderr.write(shown);
    else await confirm(shown, 'Close it?', io);
    const who = { by: io.user.name, host: io.user.host, simulated: state.header?.simulated ?? null };
    await carry(simulation, { simulate: undefined, json: false, 'snapshot-out': undefined }, io, (deps) =>
      closeRun(plan, deps, who),
    );
    const left = openBrackets(fold(simulation.journal.records));
    return left.length === 0 ? EXIT.done : EXIT.failed;
  } finally {
    simulation.close();
  }
}

async function abandonIt(run: Named, isConfirmed: boolean, io: Io): Promise<ExitCode> {
  const { name, plan, state } = run;
  const refused = whyNotAbandoned(plan, state);
  if (refused !== null) throw new CommandError(`run ${name}: ${refused}`);
  const simulation = openKnown(run, io);
  const { transport, clock } = simulation.datacenter;
  const { records } = simulation.journal;
  const deps = {
    ...{ transport, clock, journal: simulation.journal, processes: io.processes },
    warn: (message: string) => {
      io.stderr.write(`${printableLines(message)}\n`);
    },
    confirm: async () => {
      const shown = stayingText({ ...run, records, state: fold(records) });
      if (isConfirmed) io.stderr.write(shown);
      else await confirm(shown, `End run ${name} for good?`, io);
    },
  };
  try {
    await abandonRun(plan, deps, {
      by: io.user.name,
      host: io.user.host,
      simulated: state.header?.simulated ?? null,
      reason: 'ended with hnadm runs --abandon',
    });
  } finally {
    simulation.close();
  }
  io.stderr.write(
    `run ${name} is over: to go on from what is there now, take a new snapshot and plan again\n`,
  );
  return EXIT.done;
}

/** What a run that is ended for good leaves to nobody. */
function stayingText(run: Named): string {
  const stays = leftText(viewOf(run));
  return stays === '' ? 'Nothing of it stays.\n' : `This stays where it is, and is nobody's:\n${stays}\n`;
}
