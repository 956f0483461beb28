/** The commands that show what is there: each is a table of a snapshot's rows. */
import type { Snapshot } from '../schemas/snapshot.ts';
import { command } from './command.ts';
import { EXIT } from './errors.ts';
import { readSnapshot } from './files.ts';
import { need } from './parts.ts';
import { neededSnapshot, snapshotOption } from './snapshot-option.ts';
import { printTable, tableOptions, type Table } from './tables.ts';

/** A command that prints the table of `rows`, which are made of this part of a snapshot. */
export function tableCommand<Row>(
  table: Table<Row>,
  examples: readonly [string, string][],
  part: 'sapi' | 'cnapi',
  rows: (snapshot: Snapshot) => readonly Row[],
) {
  return command(
    (yargs) => snapshotOption(tableOptions(yargs, table)).example(examples),
    async (args, io) => {
      const path = neededSnapshot(args.s);
      const { snapshot } = readSnapshot(path, io);
      need(snapshot, part, path);
      printTable(rows(snapshot), table, args, io);
      return EXIT.done;
    },
  );
}
