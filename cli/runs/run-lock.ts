/**
 * One process at a time in a run's folder: two would write one journal. Each puts a file of its own
 * there first and looks for others' then, so that of two at once at least one sees the other. The
 * tempting single lock file must be removed by whoever finds its process dead, and of two that do, the
 * slower removes the quicker one's.
 */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeHolder,
  isSameRun,
  readHolder,
  writeHolder,
  type Holder,
  type Processes,
} from '../../executor/lock-holder.ts';
import { CommandError, EXIT } from '../errors.ts';
import { reason } from '../files.ts';
import { insistOnOwn } from './own-folder.ts';
import { makePrivateFolder } from './private-folder.ts';

/** Whose lock it is, and what is known of others. */
export interface LockingProcess {
  readonly me: Holder;
  readonly processes: Processes;
  /** User numbers that the folder may belong to. */
  readonly owners: ReadonlySet<number>;
}

/**
 * Takes a run's folder for this process.
 * @returns what gives it back.
 * @throws {CommandError} with exit code 3 where another process has it, and 2 where it is not one's own.
 */
export function lockRunFolder(folder: string, { me, processes, owners }: LockingProcess): () => void {
  const { own, isAlive } = processes;
  insistOnOwn(folder, owners);
  // Two machines may share the folder, and a process number.
  const mine = `lock-${String(own.pid)}-${me.host.replaceAll(/\W/g, '_')}`;
  const release = () => {
    rmSync(join(folder, mine), { force: true });
  };
  try {
    makePrivateFolder(folder);
    // Whole when others see it, and no more: a lock that a crash of the machine loses is nobody's.
    writeFileSync(join(folder, `${mine}.new`), writeHolder(me), { mode: 0o600 });
    renameSync(join(folder, `${mine}.new`), join(folder, mine));
    const others = locksIn(folder).filter((name) => name !== mine);
    for (const other of others) removeDead(join(folder, other), me, isAlive);
  } catch (error) {
    if (error instanceof CommandError) {
      release();
      throw error;
    }
    throw new CommandError(
      `run folder ${folder} can't be locked: ${reason(error)}\nNothing was done. Mend that and run it again.`,
    );
  }
  return release;
}

/**
 * Who is at work in a run's folder, or null; nothing is changed. A process of another machine counts
 * for one that lives: from here nobody can see that it doesn't.
 * @param host this machine. @throws {Error} of the file system.
 */
export function atWorkIn(folder: string, host: string, isAlive: Processes['isAlive']): Holder | null {
  for (const name of locksIn(folder)) {
    const holder = readHolder(read(join(folder, name)) ?? '');
    if (holder?.state.kind !== 'process') continue;
    if (!isSameRun({ ...holder, host }, holder) || isAlive(holder.state.process)) return holder;
  }
  return null;
}

function locksIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => /^lock-\d+-\w*$/.test(name));
}

/** Removes the lock of a process that is dead for sure. @throws {CommandError} for any other. */
function removeDead(path: string, me: Holder, isAlive: Processes['isAlive']): void {
  const line = read(path);
  if (line === null) return;
  const holder = readHolder(line);
  if (holder === null || holder.state.kind !== 'process' || !isSameRun(me, holder)) {
    const found = holder === null ? 'something else' : `one ${describeHolder(holder)}`;
    throw new CommandError(
      `lock ${path}: expected one of this run on this machine, found ${found}\nNothing was done. Remove it when nothing is at work there.`,
      EXIT.drift,
    );
  }
  if (isAlive(holder.state.process)) {
    throw new CommandError(
      `the run is at work already: lock ${path} is ${describeHolder(holder)}\nNothing was done. Wait until that has ended, then run it again.`,
      EXIT.drift,
    );
  }
  rmSync(path, { force: true });
}

/** The file's content, or null where it was given back meanwhile. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
