/**
 * Tables after the manner of vmadm and sdcadm: `-H` leaves out the head, `-o` picks columns, `-j`
 * gives JSON, `--sort` sorts (`-` before a column reverses). One table definition serves all four.
 */
import type { Argv } from 'yargs';
import { printable } from '../plans/render/printable.ts';
import { table } from '../plans/render/layout.ts';
import { CommandError } from './errors.ts';
import type { Io } from './io.ts';

/** A value in a table; null where nothing recorded tells. */
export type Cell = string | number | boolean | null;

/** Columns by name: how each is taken from a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

export interface Table<Row> {
  readonly columns: Columns<Row>;
  /** Columns shown when none are named. */
  readonly shown: readonly string[];
  /** Columns sorted by when none are named. */
  readonly sort: readonly string[];
}

/** What `tableOptions` declares. */
export interface TableArgs {
  readonly H: boolean;
  readonly o: string | undefined;
  readonly j: boolean;
  readonly sort: string | undefined;
}

/** Declares the options that every table has. */
export function tableOptions<Row>(yargs: Argv, { columns, shown, sort }: Table<Row>) {
  return yargs
    .option('H', { type: 'boolean', default: false, describe: 'Leave out the head' })
    .option('o', {
      type: 'string',
      requiresArg: true,
      describe: `Columns, with commas between. Shown by default: ${shown.join(', ')}. There are: ${Object.keys(columns).join(', ')}`,
    })
    .option('j', { type: 'boolean', default: false, describe: 'JSON instead of a table' })
    .option('sort', {
      type: 'string',
      requiresArg: true,
      describe: `Columns to sort by, - before one reverses it. Default: ${sort.join(', ')}`,
    });
}

/**
 * Prints rows as the options say.
 * @throws {CommandError} where a column is named that is not there.
 */
export function printTable<Row>(rows: readonly Row[], of: Table<Row>, args: TableArgs, io: Io): void {
  const names = args.o === undefined ? of.shown : wordsOf(args.o);
  const shown = names.map((name) => ({ name, cell: column(of.columns, name) }));
  const keys = (args.sort === undefined ? of.sort : wordsOf(args.sort)).map((word) => {
    const reverse = word.startsWith('-');
    return { reverse, cell: column(of.columns, reverse ? word.slice(1) : word) };
  });
  const sorted = [...rows].sort((a, b) => {
    for (const { reverse, cell } of keys) {
      const order = compare(cell(a), cell(b));
      if (order !== 0) return reverse ? -order : order;
    }
    return 0;
  });
  if (args.j) {
    const objects = sorted.map((row) => Object.fromEntries(shown.map(({ name, cell }) => [name, cell(row)])));
    io.stdout.write(`${JSON.stringify(objects, null, 2)}\n`);
    return;
  }
  const body = sorted.map((row) => shown.map(({ cell }) => text(cell(row))));
  const head = args.H ? [] : [shown.map(({ name }) => name.toUpperCase())];
  const lines = [...head, ...body];
  if (lines.length > 0) io.stdout.write(`${table(lines, '', UNBOUNDED)}\n`);
}

/** Rows are for scripts too: they are never broken into lines. */
const UNBOUNDED = 100_000;

function wordsOf(list: string): readonly string[] {
  return list.split(',').map((word) => word.trim());
}

function column<Row>(columns: Columns<Row>, name: string): (row: Row) => Cell {
  const found = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (!found) {
    const known = Object.keys(columns).join(', ');
    throw new CommandError(`there is no column ${JSON.stringify(name)}; there are: ${known}`);
  }
  return found;
}

function text(cell: Cell): string {
  if (cell === null || cell === '') return '-';
  return printable(String(cell));
}

/** Numbers by size, texts by their characters (no locale: the same everywhere), unknown last. */
function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}
