/**
 * From words to a command, and from any end to an exit code. Everything that can go wrong ends here
 * in one message: a known error in its own words, anything else as a fault of hnadm itself.
 */
import yargs, { type Argv } from 'yargs';
import { printableLines } from '../plans/render/printable.ts';
import { COMMANDS, GROUPS, type Entry } from './commands.ts';
import { CommandError, EXIT, UsageError, type ExitCode } from './errors.ts';
import type { Io } from './io.ts';
import { usageMessage } from './usage-message.ts';
import { VERSION } from './version.ts';

const EXITS = `Exit codes: 0 done; 1 failed; 2 unusable input, nothing touched; 3 the datacenter is locked, or not what the plan expects, nothing touched; 4 failed and undone; 5 waiting for a person; 6 stuck, a person is needed.`;

/** Runs one command line (without node's and the script's names); resolves with its exit code. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    const { message, exit } = explain(error, argv);
    io.stderr.write(`hnadm: ${onOneScreen(message)}\n`);
    return exit;
  }
}

/** Lines of a message; of hundreds of drifts the first ones tell enough. */
const SCREEN = 20;

/** Messages quote names from files, where anybody may have put anything. */
function onOneScreen(message: string): string {
  const lines = printableLines(message).split('\n');
  const rest = lines.length - SCREEN;
  if (rest <= 1) return lines.join('\n');
  return [...lines.slice(0, SCREEN - 1), `  and ${String(rest)} more`, ...lines.slice(-1)].join('\n');
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exit: ExitCode | undefined;
  const add = (parser: Argv, { usage, aliases, summary, load }: Entry): Argv =>
    parser.command({
      command: usage,
      aliases: aliases ?? [],
      describe: summary,
      builder: async (child: Argv) => (await load()).build(child),
      handler: async (args: unknown) => {
        exit = await (await load()).run(args, io);
      },
    });
  const addGroup = (parser: Argv, group: keyof typeof GROUPS): Argv => {
    const { summary, missing } = GROUPS[group];
    const members = COMMANDS.filter((entry) => entry.group === group);
    return parser.command({
      command: group,
      describe: summary,
      builder: (child: Argv) => members.reduce(add, child).demandCommand(1, missing),
      handler: () => undefined,
    });
  };
  const parser = COMMANDS.reduce((parent, entry, at) => {
    if (entry.group === undefined) return add(parent, entry);
    const isFirst = COMMANDS.findIndex(({ group }) => group === entry.group) === at;
    return isFirst ? addGroup(parent, entry.group) : parent;
  }, basis(io));
  let output = '';
  await parser.parseAsync(joined(argv), {}, (_error: unknown, _args: unknown, text: string) => {
    output = text;
  });
  if (output !== '') io.stdout.write(`${output}\n`);
  return exit ?? EXIT.done;
}

function basis(io: Io): Argv {
  return (
    yargs()
      .scriptName('hnadm')
      .usage(
        '$0 <command>\n\nPlans, rehearses and carries out moves of Triton core services between headnodes.',
      )
      .parserConfiguration({
        'camel-case-expansion': false,
        'boolean-negation': false,
        'dot-notation': false,
        'parse-numbers': false,
        'parse-positional-numbers': false,
      })
      .detectLocale(false)
      .locale('en')
      // Unbroken on anything but a terminal, so that an example can be copied.
      .wrap(io.stdout.columns ? Math.min(100, io.stdout.columns) : null)
      .help()
      .alias('h', 'help')
      .version(VERSION)
      .strictCommands()
      .strict()
      .demandCommand(1, 'no command was given')
      .recommendCommands()
      .exitProcess(false)
      .fail(refuse)
      .check(givenOnce)
      .epilogue(EXITS)
  );
}

/** yargs says what it refuses by a message; what a command throws comes without one. */
function refuse(message: string | null, error: Error | undefined): never {
  throw message === null && error ? error : new UsageError(message ?? 'the command line is not understood');
}

const LISTS: ReadonlySet<string> = new Set([
  '_',
  'services',
  'except',
  'keep-address',
  'new-address',
  'open-gates',
  'fault',
]);

/** Of two values for one option neither is silently dropped. */
function givenOnce(args: Readonly<Record<string, unknown>>): true {
  const twice = Object.keys(args).find((name) => Array.isArray(args[name]) && !LISTS.has(name));
  if (twice !== undefined) throw new UsageError(`${twice} is given more than once`);
  return true;
}

/** `--sort -zones` as `--sort=-zones`: yargs would take the second word for options. */
function joined(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('--sort');
  const next = argv[at + 1];
  if (at === -1 || next === undefined || !/^-\w/.test(next)) return argv;
  return [...argv.slice(0, at), `--sort=${next}`, ...argv.slice(at + 2)];
}

function explain(
  error: unknown,
  argv: readonly string[],
): { readonly message: string; readonly exit: ExitCode } {
  if (error instanceof CommandError) return error;
  if (error instanceof Error && Object.hasOwn(REFUSALS, error.name)) {
    return { message: error.message, exit: REFUSALS[error.name] ?? EXIT.failed };
  }
  if (error instanceof UsageError || (error instanceof Error && error.name === 'YError')) {
    const { entry, group } = tried(argv);
    return { message: usageMessage(error.message, entry, group), exit: EXIT.unusable };
  }
  const what = (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s+/g, ' ');
  return { message: `this is a fault in hnadm itself, please report it: ${what}`, exit: EXIT.failed };
}

/** Errors of the executor by their names: importing it would cost every command its start-up. */
const REFUSALS: Readonly<Record<string, ExitCode>> = {
  DatacenterDrifted: EXIT.drift,
  LockRefused: EXIT.drift,
  RunRefused: EXIT.unusable,
  JournalBroken: EXIT.unusable,
  JournalUnwritable: EXIT.failed,
};

/** The command that the words are about. */
function tried(argv: readonly string[]): { readonly entry?: Entry; readonly group?: string } {
  const [first = '', second = ''] = argv.filter((word) => !word.startsWith('-'));
  const group = COMMANDS.find((entry) => entry.group === first)?.group;
  const name = group === undefined ? first : second;
  const entry = COMMANDS.find(
    (one) => one.group === group && [one.usage.split(' ')[0], ...(one.aliases ?? [])].includes(name),
  );
  return { ...(entry ? { entry } : {}), ...(group === undefined ? {} : { group }) };
}
