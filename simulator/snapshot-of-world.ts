/**
 * The present state as a snapshot, with the parts that the first one had: a part that nobody recorded
 * then is not invented now. What the APIs say is told as they say it, right or wrong; the global
 * zones are told as they are.
 */
import type { Snapshot } from '../schemas/snapshot.ts';
import { shown } from './api/napi-ips.ts';
import { byAddress } from './api/address.ts';
import { shownByWorkflow } from './api/jobs.ts';
import { bindersOf, resolve } from './dns.ts';
import { zkState } from './manatee/shard.ts';
import { isoNow } from './schedule.ts';
import { asRow } from './rows.ts';
import { usbkeyNow } from './usbkey-config.ts';
import { adminIp } from './zone-nics.ts';
import { usedBytes } from './zfs/dataset.ts';
import { dataOf } from './zones.ts';
import type { Row, World } from './world.ts';

/** A valid `hnadm-snapshot/1` of the world now. */
export function snapshotOfWorld(world: World): Snapshot {
  const { snapshot, parts, nicTags, networkPools, bootParams } = world.origin;
  for (const zone of world.zones.values()) dataOf(world, zone);
  const made = {
    format: 'hnadm-snapshot/1',
    takenAt: isoNow(world),
    ...snapshot,
    sapi: {
      mode: world.sapiMode,
      applications: [...world.applications.values()],
      services: [...world.services.values()],
      instances: [...world.instances.values()],
    },
    cnapi: { servers: [...world.servers.values()], ...(bootParams === null ? {} : { bootParams }) },
    napi: {
      nicTags,
      networks: [...world.networks.values()],
      networkPools,
      ips: Object.fromEntries([...world.ips.keys()].map((network) => [network, ipsOf(world, network)])),
      nics: [...world.nics.values()],
    },
    ...(parts.vmapi ? { vmapi: { vms: [...world.vms.values()] } } : {}),
    ...(parts.imgapi ? { imgapi: { images: [...world.images.values()] } } : {}),
    ...(snapshot.workflow === undefined ? {} : { workflow: { jobs: openJobs(world) } }),
    ...(parts.globalZones ? { globalZones: globalZonesOf(world) } : {}),
    ...(parts.dns ? { dns: dnsOf(world) } : {}),
    ...clustersOf(world),
  };
  return made as unknown as Snapshot;
}

function ipsOf(world: World, network: string): readonly Row[] {
  const records = [...(world.ips.get(network)?.values() ?? [])];
  return records.toSorted((a, b) => byAddress(a.ip, b.ip)).map((record) => shown(network, record));
}

function openJobs(world: World): readonly Row[] {
  return [...world.jobs.values()].filter(({ stage }) => stage !== 'ended').map(shownByWorkflow);
}

function globalZonesOf(world: World): Readonly<Record<string, Row>> {
  const zones = Object.entries(world.origin.globalZones).map(([server, recorded]) => {
    const datasets = [...(world.datasets.get(server)?.values() ?? [])].flatMap((dataset) => [
      {
        name: dataset.name,
        usedBytes: usedBytes(dataset),
        referencedBytes: dataset.referenced,
        guid: dataset.guid,
      },
      ...dataset.snapshots
        .filter(({ name }) => name.startsWith('hnadm-'))
        .map(({ name, guid }) => ({ name: `${dataset.name}@${name}`, guid })),
    ]);
    const images = [...(world.installed.get(server) ?? [])];
    const { usbkey } = recorded;
    const key = usbkey === undefined ? {} : { usbkey: usbkeyNow(world, server, asRow(usbkey)) };
    return [server, { ...recorded, ...key, datasets, images }] as const;
  });
  return Object.fromEntries(zones);
}

/** manatee's state as it is, where it was recorded. */
function clustersOf({ origin, manatee }: World): Pick<Snapshot, 'clusters'> {
  const { clusters } = origin.snapshot;
  if (!clusters?.manatee || manatee === null) return {};
  return { clusters: { ...clusters, manatee: zkState(manatee) } };
}

function dnsOf(world: World): Readonly<Record<string, Row>> {
  const services = [...new Set([...world.registrations.values()].map(({ service }) => service))].toSorted();
  const told = bindersOf(world).map((binder) => {
    const zone = world.zones.get(binder);
    const names = services.map(
      (name) => [`${name}.${world.origin.domain}`, resolve(world, name, binder)] as const,
    );
    return [(zone === undefined ? null : adminIp(zone)) ?? binder, Object.fromEntries(names)] as const;
  });
  return Object.fromEntries(told);
}
