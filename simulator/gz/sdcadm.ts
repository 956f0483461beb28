/**
 * sdcadm on a headnode, as far as it matters to others: its lock, an fcntl lock that lives as long as the
 * process that took it. Others take it too, with sdcadm's own node and qlocker, in a process that ends when a
 * link no longer says what it should. That looks twice a second; here it sees at once.
 */
import { exit, looking, success, type GlobalZoneCommand, type Invocation } from './command.ts';
import type { SdcadmLock, World } from '../world.ts';

const FOLDER = '/opt/smartdc/sdcadm';
const QLOCKER = `${FOLDER}/node_modules/qlocker`;
const FILE = '/var/run/sdcadm.lock';

/** Where sdcadm's node is. */
export const NODE = `${FOLDER}/node/bin/node`;

/** What processes there are called; more than these two never hold the lock of one server. */
const PIDS = { sdcadm: 30_001, other: 30_002 };

/** `sdcadm …`, whatever it is told to do: it works for minutes, or finds the lock held and is given up. */
export const sdcadm: GlobalZoneCommand = {
  takes: (invocation) => (lockOf(invocation) === undefined ? ['sdcadm'] : ['lockGivenUp']),
  begin: ({ world, server, args }) => {
    if (isHeadnode(world, server) && !world.sdcadmLocks.has(server))
      world.sdcadmLocks.set(server, { pid: PIDS.sdcadm, command: args.join(' ') });
  },
  end: (invocation) => {
    const { world, server, args } = invocation;
    if (!isHeadnode(world, server)) return exit(127, 'sdcadm: command not found');
    const lock = lockOf(invocation);
    if (lock === undefined || !('command' in lock) || lock.command !== args.join(' '))
      return exit(130, 'Waiting for sdcadm lock');
    world.sdcadmLocks.delete(server);
    return success();
  },
};

/**
 * `node -e START node -e HOLD QLOCKER FILE LINK TEXT`, the one script that the model knows: holds the lock as
 * long as LINK's target begins with TEXT.
 */
export const node: GlobalZoneCommand = {
  takes: (invocation) => (isBusy(invocation) ? ['command', 'lockGivenUp'] : ['command']),
  end: (invocation) => {
    const { world, server, args } = invocation;
    if (!isHeadnode(world, server)) return exit(127, `${NODE}: command not found`);
    const { qlocker, file, link, begins } = argumentsOf(args);
    if (qlocker !== QLOCKER) return exit(1, `Cannot find module '${qlocker}'`);
    if (file !== FILE) return exit(1, `the model knows of ${FILE} alone`);
    if (isBusy(invocation)) return success('busy\n');
    world.sdcadmLocks.set(server, { pid: PIDS.other, link, begins });
    letHolderLook(world, server);
    return success('held\n');
  },
};

/** `fuser FILE`: the processes that have a file open. */
export const fuser = looking((invocation) => {
  const file = invocation.args.at(-1) ?? '';
  const lock = file === FILE ? lockOf(invocation) : undefined;
  return lock === undefined
    ? exit(1, `${file}: fuser: No such file or directory`)
    : success(` ${String(lock.pid)}`);
});

/** The process that holds the lock on a server looks at its link, which was changed, and may end. */
export function letHolderLook(world: World, server: string): void {
  const lock = world.sdcadmLocks.get(server);
  if (lock === undefined || 'command' in lock) return;
  if (world.links.get(`${server}:${lock.link}`)?.startsWith(lock.begins) !== true)
    world.sdcadmLocks.delete(server);
}

/** What the holder has written into the file that is locked; undefined: it is another file. */
export function lockText(invocation: Invocation, path: string): string | undefined {
  const lock = path === FILE ? lockOf(invocation) : undefined;
  if (lock === undefined) return undefined;
  return 'command' in lock
    ? ''
    : `${invocation.world.links.get(`${invocation.server}:${lock.link}`) ?? ''}\n`;
}

/** Whether a path is of sdcadm, which every headnode has. */
export function isOfSdcadm({ world, server }: Invocation, path: string): boolean {
  return path === QLOCKER && isHeadnode(world, server);
}

function argumentsOf(args: readonly string[]) {
  const [qlocker = '', file = '', link = '', begins = ''] = args.slice(-4);
  return { qlocker, file, link, begins };
}

function isBusy(invocation: Invocation): boolean {
  const lock = lockOf(invocation);
  if (lock === undefined) return false;
  return 'command' in lock || lock.begins !== argumentsOf(invocation.args).begins;
}

function lockOf({ world, server }: Invocation): SdcadmLock | undefined {
  return world.sdcadmLocks.get(server);
}

function isHeadnode(world: World, server: string): boolean {
  return world.servers.get(server)?.['headnode'] === true;
}
