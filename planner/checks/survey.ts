/**
 * What the checks of the whole datacenter look at: the world, the moves, and the few of VMAPI's rows
 * and NAPI's NICs that concern core zones, picked out once. A check that went through all of them
 * by itself would read every customer's VM again.
 */
import type { CnapiServer, NapiNic, VmapiVm } from '../../schemas/snapshot.ts';
import type { ZoneUuid } from '../../schemas/ids.ts';
import type { AddressPicker } from '../addresses.ts';
import type { Move } from '../move.ts';
import type { Removal } from '../removal.ts';
import type { Route } from '../servers.ts';
import { adminIp, compare, coreOwner, isGone, type CoreZone, type World } from '../world.ts';

export interface Survey {
  readonly world: World;
  readonly route: Route;
  readonly moves: readonly Move[];
  /** Gives out what the plan has left. */
  readonly addresses: AddressPicker;
  /** Core zones that are there, in any state, but for those that an unfinished move made: they are odd for a while. */
  readonly zones: readonly CoreZone[];
  /** Zones that leave: the old ones of the moves, and the members taken out. */
  readonly leaving: ReadonlySet<ZoneUuid>;
  /** VMAPI's rows of the core zones' owner in every state; null where VMAPI was not recorded. */
  readonly owned: readonly VmapiVm[] | null;
  /** NAPI's NICs of the core zones' owner, and those with an address or MAC of a core zone. */
  readonly nics: readonly NapiNic[];
}

/** Picks out what the checks look at: one pass over VMs, one over NICs. */
export function survey(
  world: World,
  route: Route,
  {
    moves,
    removals,
    addresses,
  }: Pick<Survey, 'moves' | 'addresses'> & { readonly removals: readonly Removal[] },
): Survey {
  const unfinished = new Set(
    moves.flatMap(({ planned }) => (planned.existing ? [planned.existing.uuid] : [])),
  );
  const owner = coreOwner(world);
  const coreNics = world.zones.flatMap((zone) => zone.nics);
  const ips = new Set(coreNics.flatMap((nic) => nic.ip ?? []));
  const macs = new Set(coreNics.map((nic) => nic.mac));
  const { vmapi, napi } = world.snapshot;
  return {
    world,
    route,
    moves,
    addresses,
    zones: world.zones.filter((zone) => !isGone(zone.state) && !unfinished.has(zone.uuid)),
    leaving: new Set([...moves, ...removals].map(({ old }) => old.uuid)),
    owned: vmapi ? vmapi.vms.filter((vm) => vm.owner_uuid === owner) : null,
    nics: (napi?.nics ?? []).filter(
      (nic) =>
        nic.owner_uuid === owner ||
        (nic.ip !== undefined && ips.has(nic.ip)) ||
        macs.has(nic.mac.toLowerCase()),
    ),
  };
}

/** Live zones of one service, those of unfinished moves too. */
export function zonesOf({ world }: Survey, service: string): readonly CoreZone[] {
  return world.zones.filter((zone) => zone.service.name === service && !isGone(zone.state));
}

/** Admin addresses of zones, as far as they are known. */
export function adminIps(zones: readonly CoreZone[]): ReadonlySet<string> {
  return new Set(zones.flatMap((zone) => adminIp(zone) ?? []));
}

/** Headnodes, by CNAPI's word. */
export function headnodes({ world }: Survey): readonly CnapiServer[] {
  return world.servers.filter((server) => server.headnode === true);
}

/** Whether two sets hold the same. */
export function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

const MOST_LISTED = 12;

/** Names for a message, sorted, `none` where there are none; of very many only the first. */
export function listed(names: Iterable<string>): string {
  const sorted = [...new Set(names)].sort(compare);
  if (sorted.length === 0) return 'none';
  const rest = sorted.length - MOST_LISTED;
  return rest <= 0
    ? sorted.join(', ')
    : `${sorted.slice(0, MOST_LISTED).join(', ')} and ${String(rest)} more`;
}
