/**
 * mkdir, ln, rm and `ls -l` on symbolic links, of which a global zone's locks are made. A link's target
 * is text to them, whether anything of that name exists or not.
 */
import { letHolderLook } from './sdcadm.ts';
import type { PutFile } from '../world.ts';
import { exit, success, type GlobalZoneCommand, type Invocation } from './command.ts';

/** A command that changes files: as quick as one that looks. */
function changing(end: GlobalZoneCommand['end']): GlobalZoneCommand {
  return { takes: () => ['command'], end };
}

/** `mkdir -p -m MODE FOLDER`: the mode is given to a folder that it makes, not to one that is there. */
export const mkdir = changing((invocation) => {
  const { world, args } = invocation;
  const key = place(invocation, args.at(-1) ?? '');
  if (!world.folders.has(key)) world.folders.set(key, parseInt(args[args.indexOf('-m') + 1] ?? '', 8));
  return success();
});

/** `ln -s TARGET LINK` where nothing is, `ln -sf TARGET LINK` in place of what is there. */
export const ln = changing((invocation) => {
  const { world, args } = invocation;
  const [flags = '', target = '', path = ''] = args;
  const key = place(invocation, path);
  if (!world.folders.has(key.slice(0, key.lastIndexOf('/'))))
    return exit(2, `ln: cannot create ${path}: No such file or directory`);
  if (!flags.includes('f') && (world.links.has(key) || world.files.has(key)))
    return exit(2, `ln: cannot create ${path}: File exists`);
  world.links.set(key, target);
  letHolderLook(world, invocation.server);
  return success();
});

/** `rm -f PATH` */
export const rm = changing((invocation) => {
  const { world, server, args } = invocation;
  const key = place(invocation, args.at(-1) ?? '');
  world.links.delete(key);
  world.files.delete(key);
  letHolderLook(world, server);
  return success();
});

/** The line of `ls -l` for a link or a file, or null where there is neither. */
export function longLine(invocation: Invocation, path: string): string | null {
  const key = place(invocation, path);
  const target = invocation.world.links.get(key);
  const file = invocation.world.files.get(key);
  if (target === undefined) return file === undefined ? null : fileLine(file, path);
  return `lrwxrwxrwx   1 root     root     ${String(target.length).padStart(7)} Nov 23 02:00 ${path} -> ${target}\n`;
}

function fileLine({ content, mode }: PutFile, path: string): string {
  const letters = Array.from('rwxrwxrwx', (letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  return `-${letters.join('')}   1 root     root     ${String(content.length).padStart(7)} Nov 23 02:00 ${path}\n`;
}

function place({ server }: Invocation, path: string): string {
  return `${server}:${path}`;
}
