/** dig and nc in a global zone: how DNS and ports are looked at. */
import { exit, success, type GlobalZoneCommand, type Invocation } from './command.ts';
import { portsOf } from '../behaviour.ts';
import { resolve } from '../dns.ts';
import type { World, Zone } from '../world.ts';

/** `dig +short +time=2 +tries=1 @SERVER NAME A`: one address a line; exit 9 where nobody answers. */
export const dig: GlobalZoneCommand = {
  takes: (invocation) => (binderOf(invocation) === null ? ['noAnswer'] : ['command']),
  end: (invocation) => {
    const binder = binderOf(invocation);
    if (binder === null) return exit(9, '', ';; connection timed out; no servers could be reached\n');
    const { world, args } = invocation;
    const name = args.find((arg) => !arg.startsWith('+') && !arg.startsWith('@')) ?? '';
    const suffix = `.${world.origin.domain}`;
    const service = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
    return success(
      resolve(world, service, binder)
        .map((ip) => `${ip}\n`)
        .join(''),
    );
  },
};

/** The binder zone that is asked; '' where binder is not part of the model; null: no answer. */
function binderOf({ world, args }: Invocation): string | null {
  const ip = args.find((arg) => arg.startsWith('@'))?.slice(1);
  if (world.elsewhere.includes('binder')) return '';
  const zone = ip === undefined ? undefined : runningAt(world, ip);
  return zone?.serving === true && zone.service === 'binder' ? zone.uuid : null;
}

function runningAt(world: World, ip: string): Zone | undefined {
  return [...world.zones.values()].find((zone) => zone.running && zone.nics.some((nic) => nic.ip === ip));
}

/** `nc -z -w 5 IP PORT`: exit 0 where the port accepts a connection. */
export const nc: GlobalZoneCommand = {
  takes: ({ world, args }) =>
    runningAt(world, args.at(-2) ?? '') === undefined ? ['noAnswer'] : ['command'],
  end: ({ world, args }) => {
    const zone = runningAt(world, args.at(-2) ?? '');
    const open = zone?.serving === true && portsOf(zone.service).includes(Number(args.at(-1)));
    return open ? success() : exit(1, '');
  },
};
