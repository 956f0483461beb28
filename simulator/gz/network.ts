/** dig and nc in a global zone: how DNS and ports are looked at, and ZooKeeper is asked how it is. */
import { exit, success, type GlobalZoneCommand, type Invocation } from './command.ts';
import { portsOf } from '../behaviour.ts';
import { bindersOf, resolve } from '../dns.ts';
import { isIn, listens } from '../zookeeper/ensemble.ts';
import type { World, Zone, ZooKeeper } from '../world.ts';

/**
 * `dig +short +time=2 +tries=1 @SERVER NAME A`: one address a line; exit 9 where nobody answers. A binder that
 * can't ask its ZooKeeper answers SERVFAIL, which is nothing and exit 0.
 */
export const dig: GlobalZoneCommand = {
  takes: (invocation) => (binderOf(invocation) === null ? ['noAnswer'] : ['command']),
  end: (invocation) => {
    const binder = binderOf(invocation);
    if (binder === null) return exit(9, '', ';; connection timed out; no servers could be reached\n');
    const { world, args } = invocation;
    if (binder !== '' && !bindersOf(world).includes(binder)) return success();
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

/**
 * `nc -z -w 5 IP PORT`: exit 0 where the port accepts a connection. `nc -w 5 IP 2181` with one of ZooKeeper's
 * words of four letters on its standard input: what the server says.
 */
export const nc: GlobalZoneCommand = {
  takes: ({ world, args }) =>
    runningAt(world, args.at(-2) ?? '') === undefined ? ['noAnswer'] : ['command'],
  end: ({ world, args, stdin }) => {
    const zone = runningAt(world, args.at(-2) ?? '');
    const port = Number(args.at(-1));
    const member = world.zookeepers.get(zone?.uuid ?? '');
    const open = zone?.serving === true && portsOf(zone.service).includes(port);
    if (!open || (port === 2181 && (member === undefined || !listens(member)))) return exit(1, '');
    return success(args.includes('-z') || member === undefined ? '' : said(member, stdin));
  },
};

/** ZooKeeper 3.4's answers. */
function said(member: ZooKeeper, word: string): string {
  if (word.trim() === 'ruok') return 'imok';
  if (word.trim() !== 'stat') return '';
  if (!isIn(member)) return 'This ZooKeeper instance is not currently serving requests\n';
  return `Zookeeper version: 3.4.3\nMode: ${member.state}\nNode count: 211\n`;
}
