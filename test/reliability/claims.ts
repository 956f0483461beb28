/**
 * What it means for each action that it was done, in terms of what there is: a journal that says done
 * of a step whose object is not there has lied. Written from what the plan's schema says of each
 * action, and not from the actions' own probes: a probe that is wrong must not find itself right.
 */
import type { InstanceKey } from '../../schemas/ids.ts';
import type { ActionCall, ActionName, ManateePeer, ParamsOf, Plan, ZoneRef } from '../../schemas/plan.ts';
import { asRow } from '../../simulator/rows.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';

/** What of a saved world claims are held against. */
export class Sight {
  readonly #state: DatacenterState;
  readonly #plan: Plan;
  /** By instance: the candidate that the journal names. */
  readonly #candidates: ReadonlyMap<string, string>;

  constructor(state: DatacenterState, plan: Plan, candidates: ReadonlyMap<string, string>) {
    this.#state = state;
    this.#plan = plan;
    this.#candidates = candidates;
  }

  /** UUID of one of an instance's zones; null: the journal names no candidate. */
  uuid({ instance, side }: ZoneRef): string | null {
    const planned = this.#plan.instances.find(({ key }) => key === instance);
    if (side === 'old') return planned?.replaces?.uuid ?? null;
    return planned?.existing?.uuid ?? this.#candidates.get(instance) ?? null;
  }

  zone(ref: ZoneRef) {
    const uuid = this.uuid(ref);
    return this.#state.maps.zones.find(([key]) => key === uuid)?.[1];
  }

  record(ref: ZoneRef) {
    const uuid = this.uuid(ref);
    return this.#state.maps.instances.find(([key]) => key === uuid)?.[1];
  }

  /** A peer's place in manatee's chain, from 0; infinite: none. */
  place(peer: ManateePeer): number {
    const shard = this.#state.plain.manatee;
    const uuid = 'uuid' in peer ? peer.uuid : this.uuid(peer);
    const at = [shard?.primary, shard?.sync, ...(shard?.async ?? [])].findIndex((zone) => zone === uuid);
    return at === -1 ? Infinity : at;
  }

  isDeposed(zone: string): boolean {
    return this.#state.plain.manatee?.deposed.includes(zone) === true;
  }

  isFrozen(): boolean {
    return (this.#state.plain.manatee?.freeze ?? null) !== null;
  }

  isInMaintenance(application: string): boolean {
    const row = this.#state.maps.applications.find(([uuid]) => uuid === application)?.[1];
    return 'DC_MAINT_MESSAGE' in asRow(row?.['metadata']);
  }

  nic(mac: string) {
    return this.#state.maps.nics.find(([, nic]) => nic['mac'] === mac)?.[1];
  }

  nicsOf(zone: string | null) {
    return this.#state.maps.nics.filter(([, nic]) => nic['belongs_to_uuid'] === zone);
  }

  address(network: string, ip: string) {
    const records = this.#state.ips.find(([key]) => key === network)?.[1];
    return records?.find(([key]) => key === ip)?.[1];
  }

  /** Names of a dataset's snapshots; null: no such dataset. */
  snapshots(server: string, name: string): readonly string[] | null {
    const there = this.#state.datasets.find(([key]) => key === server)?.[1];
    const dataset = there?.find(([key]) => key === name)?.[1];
    return dataset?.snapshots.map((one) => one.name) ?? null;
  }

  /** Where the links with this path lead, on whatever servers. */
  links(path: string): readonly string[] {
    return this.#state.maps.links.flatMap(([key, target]) => (key.endsWith(`:${path}`) ? [target] : []));
  }

  sapi({ kind, uuid }: ParamsOf<'sapi.substitute'>['object']) {
    return this.#state.maps[kind].find(([key]) => key === uuid)?.[1];
  }

  file(server: string, path: string): string | undefined {
    return this.#state.maps.files.find(([key]) => key === `${server}:${path}`)?.[1].content;
  }

  /** Where a link leads; undefined: there is none. */
  link(server: string, path: string): string | undefined {
    return this.#state.maps.links.find(([key]) => key === `${server}:${path}`)?.[1];
  }

  hasImage(server: string, image: string): boolean {
    return this.#state.installed.find(([key]) => key === server)?.[1].includes(image) === true;
  }
}

/** Whether an address is one of the numbers with dots in a value's text. */
function standsIn(value: unknown, ip: string): boolean {
  const numbers: readonly string[] = JSON.stringify(value ?? null).match(/[\d.]+/g) ?? [];
  return numbers.includes(ip);
}

/** What is not as the action left it, or null. */
type Claim<Name extends ActionName> = (params: ParamsOf<Name>, sight: Sight) => string | null;

/** The claim of an action that is said to be done. */
export function brokenClaim(call: Pick<ActionCall, 'action' | 'params'>, sight: Sight): string | null {
  const claim = CLAIMS[call.action] as (params: ActionCall['params'], sight: Sight) => string | null;
  return claim(call.params, sight);
}

/** Whether `holds`; `otherwise` says what should be. */
const claim = (holds: boolean, otherwise: string): string | null => (holds ? null : otherwise);
const nothingLasting = (): null => null;

/** Where the copy of an instance's data lies. */
function copyOf({ instance, to }: { readonly instance: InstanceKey; readonly to: string }, sight: Sight) {
  return sight.snapshots(to, `zones/${sight.uuid({ instance, side: 'new' }) ?? ''}/data`);
}

const isSent = (params: ParamsOf<'dataset.copy' | 'dataset.increment'>, sight: Sight): string | null =>
  claim(
    copyOf(params, sight)?.includes(params.snapshot) === true,
    `${params.snapshot} should be on the new zone`,
  );

const CLAIMS: { readonly [Name in ActionName]: Claim<Name> } = {
  'image.install': ({ server, image }, sight) =>
    claim(sight.hasImage(server, image), `image ${image} should be on server ${server}`),
  'address.reserve': ({ network, ip }, sight) => {
    const { reserved = false, belongs_to_uuid: holder } = sight.address(network, ip) ?? {};
    return claim(reserved || holder !== undefined, `${ip} should be reserved, or held by its zone`);
  },
  'address.release': ({ network, ip, owner }, sight) => {
    const { reserved = false, owner_uuid: found } = sight.address(network, ip) ?? {};
    return claim(!reserved || found !== owner, `${ip} should be given back`);
  },
  'manatee.await': nothingLasting,
  'manatee.promote': ({ peer, over }, sight) =>
    claim(sight.place(peer) < sight.place(over), 'the promoted peer should stand before the other'),
  'manatee.restore': ({ chain }, sight) =>
    claim(
      chain.every((peer, position) => sight.place(peer) === position),
      'the chain should be as it was',
    ),
  'manatee.reap': ({ gone }, sight) => claim(!sight.isDeposed(gone.uuid), 'nobody gone should be deposed'),
  // Whoever is frozen thaws: of a bracket, only its end can be told.
  'manatee.freeze': nothingLasting,
  'manatee.unfreeze': (_, sight) => claim(!sight.isFrozen(), 'manatee should be frozen no more'),
  'maintenance.start': nothingLasting,
  'maintenance.stop': ({ application }, sight) =>
    claim(!sight.isInMaintenance(application), 'the datacenter should be in maintenance no more'),
  // Others reserve what they like: of a hold, only its end can be told.
  'address.hold': nothingLasting,
  'address.unhold': ({ network, ip, reserved }, sight) =>
    claim(sight.address(network, ip)?.reserved === reserved, `${ip} should be reserved: ${String(reserved)}`),
  'address.unreserve': ({ network, ip }, sight) =>
    claim(sight.address(network, ip)?.reserved !== true, `${ip} should be reserved no more`),
  'zone.create': ({ instance }, sight) => {
    const ref = { instance, side: 'new' } as const;
    return claim(
      sight.zone(ref) !== undefined && sight.record(ref) !== undefined,
      `${instance} should be there`,
    );
  },
  'zone.delete': ({ instance }, sight) => {
    const ref = { instance, side: 'new' } as const;
    const isGone = sight.zone(ref) === undefined && sight.record(ref) === undefined;
    return claim(
      isGone && sight.nicsOf(sight.uuid(ref)).length === 0,
      `${instance} should be gone, with its NICs`,
    );
  },
  'instance.delete': ({ instance }, sight) => {
    const ref = { instance, side: 'old' } as const;
    const isGone = sight.zone(ref) === undefined && sight.record(ref) === undefined;
    return claim(isGone, `what ${instance} replaces should be gone`);
  },
  'instance.settle': ({ instance, keys }, sight) => {
    const params = asRow(sight.record({ instance, side: 'new' })?.['params']);
    return claim(!keys.some((key) => key in params), `${instance} should have no ${keys.join(', ')} in SAPI`);
  },
  'nic.sweep': ({ instance }, sight) =>
    claim(
      sight.nicsOf(sight.uuid({ instance, side: 'old' })).length === 0,
      `what ${instance} replaces should have no NIC`,
    ),
  'nic.move': ({ instance, mac, ip, to }, sight) => {
    const nic = sight.nic(mac);
    const isThere = nic?.['belongs_to_uuid'] === sight.uuid({ instance, side: to }) && nic['ip'] === ip;
    return claim(isThere, `NIC ${mac} with ${ip} should be the ${to} zone's of ${instance}`);
  },
  'registrar.disable': ({ zone }, sight) =>
    claim(
      sight.zone(zone)?.registrar !== true,
      `the ${zone.side} zone of ${zone.instance} should be out of DNS`,
    ),
  'registrar.enable': ({ zone }, sight) =>
    claim(sight.zone(zone)?.registrar === true, `the ${zone.side} zone of ${zone.instance} should be in DNS`),
  'services.disable': ({ zone, services }, sight) => {
    const found = sight.zone(zone);
    const isQuiet = found?.running !== true || services.every((name) => found.disabled.includes(name));
    return claim(isQuiet, `${services.join(', ')} should be disabled in the ${zone.side} zone`);
  },
  // What was disabled before stays so: which that is only the journal knows.
  'services.enable': nothingLasting,
  'link.set': ({ zone, path }, sight) => {
    const { server, uuid } = sight.zone(zone) ?? {};
    const target = sight.link(server ?? '', path);
    return claim(
      target === `/zones/${uuid ?? ''}/root${path}`,
      `${path} should lead into the ${zone.side} zone`,
    );
  },
  'link.remove': ({ zone, path }, sight) => {
    const into = `/zones/${sight.uuid(zone) ?? ''}/`;
    const leads = sight.links(path).some((target) => target.startsWith(into));
    return claim(!leads, `${path} should lead into the ${zone.side} zone no more`);
  },
  'zone.stop': ({ zone }, sight) =>
    claim(sight.zone(zone)?.running !== true, `the ${zone.side} zone of ${zone.instance} should be stopped`),
  'zone.start': ({ zone }, sight) =>
    claim(sight.zone(zone)?.running === true, `the ${zone.side} zone of ${zone.instance} should run`),
  'zone.revive': ({ zone }, sight) =>
    claim(sight.zone(zone)?.serving === true, `the ${zone.side} zone of ${zone.instance} should serve again`),
  'zone.await': ({ zone }, sight) =>
    claim(sight.zone(zone)?.serving === true, `the ${zone.side} zone of ${zone.instance} should serve`),
  'dataset.copy': isSent,
  'dataset.increment': isSent,
  'dataset.forget': (params, sight) => {
    const { from, snapshots, sides } = params;
    const found = [
      ...(sides.includes('new') ? (copyOf(params, sight) ?? []) : []),
      ...(sides.includes('old') ? (sight.snapshots(from.server, from.dataset) ?? []) : []),
    ];
    return claim(!found.some((name) => snapshots.includes(name)), `${snapshots.join(', ')} should be gone`);
  },
  'dataset.return': ({ from, snapshot }, sight) =>
    claim(
      sight.snapshots(from.server, from.dataset)?.includes(snapshot) === false,
      `${snapshot} should be gone from ${from.dataset}, and the dataset there`,
    ),
  'dns.await': nothingLasting,
  'sapi.compare': nothingLasting,
  'hermes.restart': nothingLasting,
  'service.verify': nothingLasting,
  'members.verify': nothingLasting,
  'ensemble.await': nothingLasting,
  'sapi.substitute': ({ object, field, changes }, sight) => {
    const values = asRow(sight.sapi(object)?.[field]);
    const left = changes.filter(({ key, old }) => standsIn(values[key], old));
    return claim(left.length === 0, `${left.map(({ key }) => key).join(', ')} should name the new address`);
  },
  'file.substitute': ({ server, path, changes }, sight) => {
    const lines = (sight.file(server, path) ?? '').split('\n');
    const left = changes.filter(({ key, old }) =>
      lines.some((line) => line.startsWith(`${key}=`) && standsIn(line, old)),
    );
    return claim(left.length === 0, `${left.map(({ key }) => key).join(', ')} should name the new address`);
  },
  'gate.manual': nothingLasting,
  'gate.commit': nothingLasting,
};
