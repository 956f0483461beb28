/** `hnadm plan migrate`: from a snapshot and a wish, a plan file. */
import { planMigrate, type Planned } from '../planner/plan-migrate.ts';
import type { MigrateRequest } from '../planner/request.ts';
import { isRemoval } from '../plans/calls.ts';
import { bySeverity, findingLine } from '../plans/render/findings.ts';
import { printable } from '../plans/render/printable.ts';
import type { Finding, Plan } from '../schemas/plan.ts';
import { command } from './command.ts';
import { CommandError, EXIT } from './errors.ts';
import { insistOnSoundness } from './check.ts';
import { checkTarget, readSnapshot, writeResult } from './files.ts';
import type { Io } from './io.ts';
import { styleOf } from './output.ts';
import { neededSnapshot, snapshotOption } from './snapshot-option.ts';
import { VERSION } from './version.ts';
import { parseWindow } from './window.ts';

/** The command. */
export const planMigrateCommand = command(
  (yargs) =>
    snapshotOption(yargs)
      .positional('from', {
        type: 'string',
        demandOption: true,
        describe: 'The headnode to empty: hostname or UUID',
      })
      .positional('to', {
        type: 'string',
        demandOption: true,
        describe: 'The headnode that takes its services',
      })
      .positional('services', { type: 'string', array: true, default: [], describe: 'Services to move' })
      .option('all', { type: 'boolean', default: false, describe: 'Move every service there is' })
      .option('except', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'Move every service except these',
      })
      .option('allow-degraded', {
        type: 'boolean',
        default: false,
        describe: 'Take a member out of a cluster where no server can take it',
      })
      .option('ha-to', {
        type: 'string',
        requiresArg: true,
        describe: 'A server for the members of clusters of which TO has one already',
      })
      .option('keep-address', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'Services that keep their address, though by themselves they would get a new one',
      })
      .option('new-address', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'Services that get new addresses, though by themselves they would keep theirs',
      })
      .option('reason', { type: 'string', requiresArg: true, describe: 'Why, for whoever reviews the plan' })
      .option('ticket', { type: 'string', requiresArg: true, describe: 'Where it is written down' })
      .option('window', {
        type: 'string',
        requiresArg: true,
        describe: 'When it may be applied: FROM/TO, like 2026-11-28T22:00Z/2026-11-29T04:00Z',
      })
      .option('o', { type: 'string', requiresArg: true, describe: 'Write the plan to this file' })
      .example([
        ['$0 plan migrate headnode0 headnode1 --all -s dc.json -o plan.json', 'empty headnode0'],
        ['$0 plan migrate headnode0 headnode1 vmapi imgapi -s dc.json', 'two services; the plan on stdout'],
        ['$0 plan migrate headnode0 headnode1 --except cloudapi -s dc.json', 'all but one'],
      ]),
  async (args, io) => {
    const { from, to, all, reason, ticket } = args;
    const window = args.window === undefined ? undefined : parseWindow(args.window);
    const services = listOf(args.services);
    const except = listOf(args.except);
    insistOnOneWay(all, services, except);
    const keepAddress = listOf(args['keep-address']);
    const newAddress = listOf(args['new-address']);
    insistOnOneAddress(keepAddress, newAddress);
    const source = neededSnapshot(args.s);
    if (args.o !== undefined) checkTarget(args.o, [source], io);
    const { snapshot, digest } = readSnapshot(source, io);
    const request: MigrateRequest = {
      from,
      to,
      all,
      services,
      except,
      keepAddress,
      newAddress,
      allowDegraded: args['allow-degraded'],
      toolVersion: VERSION,
      ...(args['ha-to'] === undefined ? {} : { haTo: args['ha-to'] }),
      ...(reason === undefined ? {} : { reason }),
      ...(ticket === undefined ? {} : { ticket }),
      ...(window === undefined ? {} : { window }),
    };
    const { plan, findings } = planned(source, () => planMigrate(snapshot, digest, request));
    tell(findings, io);
    if (plan === null) {
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      throw new CommandError(
        `no plan: ${errors === 1 ? 'the error above forbids' : 'the errors above forbid'} it`,
      );
    }
    insistOnSoundness(plan, 'the plan that was made', io);
    summarise(plan, args.o, io);
    const text = `${JSON.stringify(plan, null, 2)}\n`;
    if (args.o === undefined) io.stdout.write(text);
    else await writeResult(args.o, text, io);
    return EXIT.done;
  },
);

/**
 * Two things that JSON can say and nothing can be made of show only where a value is used: looking
 * for them beforehand would cost every plan a walk through the whole snapshot.
 * @throws {CommandError}
 */
function planned(source: string, plan: () => Planned): Planned {
  try {
    return plan();
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(`${source}: is nested too deeply`);
    if (error instanceof Error && /lone surrogate|URI malformed/i.test(error.message)) {
      throw new CommandError(`${source}: holds a text that is no Unicode (half of a surrogate pair)`);
    }
    throw error;
  }
}

/** What came of it, in a line: the findings above may be many. */
function summarise(plan: Plan, file: string | undefined, io: Io): void {
  const { instances, steps, left } = plan;
  const what = steps.length === 0 ? 'nothing to do' : `${going(instances)}, ${String(steps.length)} steps`;
  const where = file === undefined ? '' : `, written to ${file}`;
  io.stderr.write(`${printable(`${what}, ${String(left.length)} left${where}`)}\n`);
}

function going(instances: Plan['instances']): string {
  const out = instances.filter(isRemoval).length;
  const moved = instances.length - out;
  return [
    ...(moved > 0 ? [`${String(moved)} ${moved === 1 ? 'zone moves' : 'zones move'}`] : []),
    ...(out > 0 ? [`${String(out)} ${out === 1 ? 'is' : 'are'} taken out`] : []),
  ].join(', ');
}

/** `a b,c` as three names, each once. */
function listOf(words: readonly string[]): readonly string[] {
  return [...new Set(words.flatMap((word) => word.split(',')).filter((word) => word !== ''))];
}

function insistOnOneWay(all: boolean, services: readonly string[], except: readonly string[]): void {
  const ways = Number(all) + Number(services.length > 0) + Number(except.length > 0);
  if (ways === 1) return;
  const found = ways === 0 ? 'nothing says which services' : 'more than one thing says which services';
  throw new CommandError(`${found}: give service names, or --all, or --except SERVICE: exactly one of these`);
}

function insistOnOneAddress(keep: readonly string[], renew: readonly string[]): void {
  const both = keep.filter((name) => renew.includes(name));
  if (both.length === 0) return;
  throw new CommandError(
    `${both.join(', ')}: give each service to --keep-address or to --new-address, not to both`,
  );
}

function tell(findings: readonly Finding[], io: Io): void {
  const style = styleOf(io.stderr, io);
  for (const finding of bySeverity(printable(findings))) io.stderr.write(`${findingLine(finding, style)}\n`);
}
