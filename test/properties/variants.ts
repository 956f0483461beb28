/** Variants of a snapshot that tell something about planning when their plans are compared. */
import type { Plan } from '../../schemas/plan.ts';
import type { NapiIp, Snapshot, VmapiVm } from '../../schemas/snapshot.ts';
import type { ZoneUuid } from '../../schemas/ids.ts';
import { uuidOf } from '../support/datacenter/names.ts';

/** The same datacenter, each list the other way round: no API promises an order. */
export function reversed(snapshot: Snapshot): Snapshot {
  const { sapi, cnapi, napi, vmapi, imgapi, globalZones } = snapshot;
  return {
    ...snapshot,
    sapi: sapi && {
      ...sapi,
      applications: sapi.applications.toReversed(),
      services: sapi.services.toReversed(),
      instances: sapi.instances.toReversed(),
    },
    cnapi: cnapi && { ...cnapi, servers: cnapi.servers.toReversed() },
    napi: napi && {
      ...napi,
      nicTags: napi.nicTags.toReversed(),
      networks: napi.networks.toReversed(),
      nics: napi.nics.toReversed(),
      ips: Object.fromEntries(
        Object.entries(napi.ips)
          .toReversed()
          .map(([uuid, ips]) => [uuid, ips.toReversed()]),
      ),
    },
    ...(vmapi ? { vmapi: { vms: vmapi.vms.toReversed() } } : {}),
    ...(imgapi ? { imgapi: { images: imgapi.images.toReversed() } } : {}),
    ...(globalZones ? { globalZones: Object.fromEntries(Object.entries(globalZones).toReversed()) } : {}),
  };
}

/**
 * The same datacenter after somebody took what a plan had meant to give out: its UUIDs are burnt by
 * failed creates, its aliases and MACs are in use, its addresses are reserved by a stranger.
 */
export function jealous(snapshot: Snapshot, plan: Plan): Snapshot {
  const owner = snapshot.sapi?.applications.find(({ name }) => name === 'sdc')?.owner_uuid ?? null;
  const creates = plan.instances.flatMap(({ create }) => create ?? []);
  const burnt = creates.flatMap(({ candidates }) =>
    candidates
      .slice(0, 2)
      .map(({ uuid }): VmapiVm => ({ uuid, state: 'destroyed', alias: null, nics: null })),
  );
  const inUse = creates.map(({ alias, candidates }): VmapiVm => ({
    uuid: uuidOf('jealous', alias) as ZoneUuid,
    state: 'running',
    alias,
    owner_uuid: owner,
    server_uuid: null,
    nics: (candidates[2]?.macs ?? []).filter((mac) => !isTakenOver(plan, mac)).map((mac) => ({ mac })),
  }));
  const free = plan.reservations.filter(({ source }) => source !== 'takeover');
  const ips = Object.entries(snapshot.napi?.ips ?? {}).map(([network, records]) => {
    const taken = free.filter((one) => one.network === network).map(({ ip }) => ip);
    const others = records.filter(({ ip }) => !taken.includes(ip));
    const theirs = taken.map((ip): NapiIp => ({
      ip,
      reserved: true,
      free: false,
      owner_uuid: uuidOf('stranger'),
    }));
    return [network, [...others, ...theirs]] as const;
  });
  return {
    ...snapshot,
    napi: snapshot.napi && { ...snapshot.napi, ips: Object.fromEntries(ips) },
    vmapi: { vms: [...(snapshot.vmapi?.vms ?? []), ...burnt, ...inUse] },
  };
}

function isTakenOver(plan: Plan, mac: string): boolean {
  return plan.steps.some(
    (step) =>
      (step.action === 'nic.move' && step.params.mac === mac) ||
      (step.action === 'zone.create' && step.params.takes?.some((nic) => nic.mac === mac)),
  );
}
