/**
 * `zlogin ZONE PROGRAM …`: a program in a running zone, with its arguments. The real one hands them to the
 * zone's shell, which reads them again: one that means something to a shell is refused here.
 */
import { exit, type GlobalZoneCommand, type Invocation } from './command.ts';
import { configAgent } from './config-agent.ts';
import { manateeAdm } from './manatee-adm.ts';
import type { ZoneCall, ZoneProgram } from './zone-program.ts';

/** Programs that the model knows, by the words that call them. */
const PROGRAMS: readonly ZoneProgram[] = [manateeAdm, configAgent];

/** What the shell in a zone would not take as it is. */
const MEANINGFUL = /[^\w@%+=:,./-]/;

export const zlogin: GlobalZoneCommand = {
  takes: (invocation) => {
    const found = programOf(invocation);
    return found === null ? ['command'] : found.program.takes(found.call);
  },
  end: (invocation) => {
    const [uuid = '', ...words] = invocation.args;
    const zone = invocation.world.zones.get(uuid);
    if (zone?.server !== invocation.server) return exit(1, `zlogin: zone '${uuid}' unknown`);
    if (!zone.running)
      return exit(1, `zlogin: login allowed only to running zones (${uuid} is 'installed').`);
    const shell = words.find((word) => MEANINGFUL.test(word));
    if (shell !== undefined) return exit(2, `the model has no shell for '${shell}'`);
    const found = programOf(invocation);
    if (found === null) return exit(127, `bash: ${words[0] ?? ''}: command not found`);
    return found.program.end(found.call);
  },
};

function programOf(invocation: Invocation): { program: ZoneProgram; call: ZoneCall } | null {
  const { world, server, args } = invocation;
  const [uuid = '', ...words] = args;
  const zone = world.zones.get(uuid);
  const program = PROGRAMS.find((one) => one.words.every((word, at) => words[at] === word));
  if (zone?.server !== server || !zone.running || program === undefined) return null;
  return { program, call: { ...invocation, zone, args: words.slice(program.words.length) } };
}
