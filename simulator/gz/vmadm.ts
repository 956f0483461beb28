/**
 * vmadm: talks to people on standard error even when all is well; start sets autoboot and stop takes
 * it away; starting what runs is no error (smartos-live src/vm/sbin/vmadm.js).
 */
import { exit, success, type GlobalZoneCommand, type Invocation } from './command.ts';
import { checkPeerTaken } from '../invariants/manatee-peers.ts';
import { reportLater } from '../vm-report.ts';
import { boot, dataOf, destroyZone, halt, shutDown } from '../zones.ts';
import type { CommandResult } from '../../triton/transport.ts';
import type { World, Zone } from '../world.ts';

export const vmadm: GlobalZoneCommand = {
  takes: (invocation) => {
    const zone = zoneOf(invocation);
    const [verb] = invocation.args;
    if (verb === 'start' && zone?.running === false) return ['zoneStart'];
    if (verb === 'stop' && zone?.running === true) return ['zoneStop'];
    if (verb === 'delete') return ['zoneStop'];
    return ['command'];
  },
  begin: (invocation) => {
    const zone = zoneOf(invocation);
    if (invocation.args[0] !== 'stop' || zone?.running !== true) return;
    checkPeerTaken(invocation.world, zone);
    shutDown(invocation.world, zone);
  },
  end: (invocation) => {
    const [verb = '', uuid = ''] = invocation.args;
    if (!['get', 'start', 'stop', 'delete'].includes(verb)) return exit(2, `Invalid command: '${verb}'.`);
    const zone = zoneOf(invocation);
    if (zone === undefined) return exit(1, `Failed to ${verb} VM ${uuid}: No such zone configured`);
    return act(invocation.world, zone, verb);
  },
};

function zoneOf({ world, server, args }: Invocation): Zone | undefined {
  const zone = world.zones.get(args[1] ?? '');
  return zone?.server === server ? zone : undefined;
}

function act(world: World, zone: Zone, verb: string): CommandResult {
  switch (verb) {
    case 'start':
      boot(world, zone);
      zone.autoboot = true;
      reportLater(world, zone.uuid);
      return success('', `Successfully started VM ${zone.uuid}\n`);
    case 'stop':
      halt(world, zone);
      zone.autoboot = false;
      reportLater(world, zone.uuid);
      return success('', `Successfully completed stop for VM ${zone.uuid}\n`);
    case 'delete': {
      const busy = destroyZone(world, zone);
      if (busy !== null) return exit(1, `Failed to delete VM ${zone.uuid}: ${busy}`);
      reportLater(world, zone.uuid);
      return success('', `Successfully deleted VM ${zone.uuid}\n`);
    }
    default:
      return success(`${JSON.stringify(configurationOf(world, zone))}\n`);
  }
}

/** What `vmadm get` prints: what the server knows, whatever VMAPI says. */
function configurationOf(world: World, zone: Zone): Readonly<Record<string, unknown>> {
  const row = world.vms.get(zone.uuid) ?? {};
  const dataset = dataOf(world, zone);
  return {
    ...row,
    uuid: zone.uuid,
    alias: zone.alias,
    autoboot: zone.autoboot,
    image_uuid: zone.image,
    server_uuid: zone.server,
    zonepath: `/zones/${zone.uuid}`,
    zone_state: zone.running ? 'running' : 'installed',
    state: zone.running ? 'running' : 'stopped',
    datasets: dataset === undefined ? [] : [dataset.name],
    ...(zone.quotaBytes === null ? {} : { quota: zone.quotaBytes / 2 ** 30 }),
    nics: zone.nics.map(({ mac, nicTag, ip, primary }, index) => ({
      interface: `net${String(index)}`,
      mac,
      nic_tag: nicTag,
      ...(ip === null ? {} : { ip }),
      ...(primary ? { primary: true } : {}),
    })),
  };
}
