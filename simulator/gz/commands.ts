/** The commands of a simulated global zone. What is not in the table is not installed. */
import { exit, looking, type GlobalZoneCommand } from './command.ts';
import { imgadm } from './imgadm.ts';
import { cat, ls } from './files.ts';
import { ln, mkdir, rm } from './links.ts';
import { dig, nc } from './network.ts';
import { fuser, NODE, node, sdcadm } from './sdcadm.ts';
import { svcadm, svcs } from './smf.ts';
import { vmadm } from './vmadm.ts';
import { zfs } from './zfs.ts';
import { zlogin } from './zlogin.ts';

const COMMANDS: Readonly<Record<string, GlobalZoneCommand>> = {
  cat,
  dig,
  fuser,
  imgadm,
  ln,
  ls,
  mkdir,
  nc,
  rm,
  sdcadm,
  svcadm,
  svcs,
  vmadm,
  zfs,
  zlogin,
  [NODE]: node,
};

/** A command by its name; one that isn't there fails as a shell says it. */
export function commandNamed(name: string): GlobalZoneCommand {
  return COMMANDS[name] ?? looking(() => exit(127, `${name}: command not found`));
}
