/** `hnadm lock show`: who holds the lock of a datacenter, and sdcadm's own, headnode by headnode. */
import type { LockSight } from '../executor/lock-view.ts';
import { worldOption } from './carrying.ts';
import { command } from './command.ts';
import { EXIT } from './errors.ts';
import { isAlive, lookAtLocks, sdcadm, who } from './lock-sights.ts';
import { printTable, tableOptions, type Table } from './tables.ts';

/** A sight, and whether the process that holds the lock is known to be dead. */
type Row = LockSight & { readonly isDead: boolean };

const TABLE: Table<Row> = {
  columns: {
    hostname: ({ hostname }) => hostname,
    uuid: ({ uuid }) => uuid,
    state: ({ state }) => state,
    who: (sight) => (sight.isDead ? `${who(sight) ?? ''}; that process is dead` : who(sight)),
    sdcadm: (sight) => sdcadm(sight),
  },
  shown: ['hostname', 'state', 'who', 'sdcadm'],
  sort: ['hostname', 'uuid'],
};

/** The command. */
export const lockShow = command(
  (yargs) =>
    worldOption(tableOptions(yargs, TABLE))
      .positional('plan', { type: 'string', demandOption: true, describe: 'A plan file' })
      .example([
        ['$0 lock show plan.json --simulate dc.json', 'who holds it, since when, on which headnode'],
      ]),
  async (args, io) => {
    const rows = (await lookAtLocks(args, io)).map((sight) => ({
      ...sight,
      isDead: sight.state === 'held' && isAlive(sight, io) === false,
    }));
    printTable(rows, TABLE, args, io);
    return EXIT.done;
  },
);
