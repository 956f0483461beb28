/**
 * svcs and svcadm on a zone's SMF, from its global zone. Of the states a service can be in only those
 * matter here that tell apart: not booted, starting, up, switched off.
 */
import { exit, looking, success, type GlobalZoneCommand, type Invocation } from './command.ts';
import { smfServicesOf } from '../behaviour.ts';
import { setRegistrar, setService } from '../zones.ts';
import { restartZooKeeper } from '../zookeeper/control.ts';
import type { Zone } from '../world.ts';

/** `svcs -z ZONE -x` and `svcs -z ZONE -H -o state,fmri PATTERN…` */
export const svcs: GlobalZoneCommand = looking((invocation) => {
  const { args } = invocation;
  const zone = zoneOf(invocation);
  if (zone === undefined) return exit(1, `svcs: zone '${args[1] ?? ''}' not found`);
  if (!zone.running) return exit(1, `svcs: Could not bind to repository server of zone '${zone.uuid}'`);
  if (args.includes('-x')) return success(zone.serving ? '' : explained(invocation));
  const patterns = args.slice(args.indexOf('-o') + 2);
  const lines = patterns.map((pattern) => lineOf(zone, pattern));
  const unknown = patterns.find((_, index) => lines[index] === undefined);
  if (unknown !== undefined) return exit(1, `svcs: Pattern '${unknown}' doesn't match any instances`);
  return success(lines.map((line) => `${line ?? ''}\n`).join(''));
});

function zoneOf({ world, server, args }: Invocation): Zone | undefined {
  const zone = world.zones.get(args[args.indexOf('-z') + 1] ?? '');
  return zone?.server === server ? zone : undefined;
}

function explained({ world }: Invocation): string {
  const since = new Date(world.now).toISOString();
  return [
    'svc:/smartdc/mdata:execute (Triton metadata execution)',
    ` State: offline* since ${since}`,
    'Reason: Start method is running.',
    '   See: /var/svc/log/smartdc-mdata:execute.log',
    'Impact: This service is not running.\n',
  ].join('\n');
}

function lineOf(zone: Zone, pattern: string): string | undefined {
  const name = /^svc:/.test(pattern) ? pattern.replace(/^svc:\/(.*\/)?/, '') : pattern;
  const service = smfServicesOf(zone.service).find((known) => known === name || `${known}:default` === name);
  if (service === undefined) return undefined;
  return `${stateOf(zone, service)}\tsvc:/smartdc/application/${service}${service.includes(':') ? '' : ':default'}`;
}

function stateOf(zone: Zone, service: string): string {
  if (zone.disabled.includes(service) || (service === 'registrar' && !zone.registrar)) return 'disabled';
  return zone.serving ? 'online' : 'offline';
}

/** `svcadm -z ZONE enable|disable [-s] [-t] SERVICE`, `svcadm -z ZONE refresh|restart SERVICE` */
export const svcadm: GlobalZoneCommand = {
  takes: () => ['svcadm'],
  end: (invocation) => {
    const { args, world } = invocation;
    const zone = zoneOf(invocation);
    if (zone === undefined) return exit(1, `svcadm: zone '${args[1] ?? ''}' not found`);
    if (!zone.running) return exit(1, `svcadm: zone '${zone.uuid}' is not running`);
    const [verb = '', ...rest] = args.slice(args.indexOf('-z') + 2);
    if (!['enable', 'disable', 'refresh', 'restart'].includes(verb))
      return exit(2, `svcadm: Unknown subcommand '${verb}'.`);
    const name = rest.findLast((arg) => !arg.startsWith('-')) ?? '';
    if (!smfServicesOf(zone.service).includes(name)) {
      return exit(1, `svcadm: Pattern '${name}' doesn't match any instances`);
    }
    // What is restarted comes back by itself, and does what it did.
    if (verb === 'restart' && name === 'zookeeper') restartZooKeeper(world, zone);
    if (verb === 'refresh' || verb === 'restart') return success();
    if (name === 'registrar') setRegistrar(world, zone, verb === 'enable');
    else setService(world, zone, name, verb === 'enable');
    return success();
  },
};
