/**
 * Whether a member of binder's ensemble may be away for the minutes of its move: the others must be most of all and well,
 * and what its replacement is to be (address and id) must be what the others count on, for that is
 * how no list has to change. What forbids it leaves it where it is; the rest of a plan does without.
 */
import type { Left } from '../schemas/plan.ts';
import { heardServers } from './servers.ts';
import { adminIp, compare, isGone, runs, type CoreZone, type World } from './world.ts';

interface Stays {
  readonly kind: 'stays';
  readonly code: Left['code'];
  readonly why: string;
}

/** Why a member can't leave its ensemble for a while, or null. */
export function awayFrom(world: World, zone: CoreZone): Stays | null {
  const all = world.zones.filter((one) => one.service.uuid === zone.service.uuid && !isGone(one.state));
  const others = all.filter((one) => one !== zone).sort((a, b) => compare(a.alias, b.alias));
  const heard = heardServers(world);
  const well = others.filter(
    (other) =>
      runs(other.state) && other.server !== null && heard.has(other.server) && !isUnwell(world, other),
  );
  if (2 * well.length <= all.length) {
    const names = well.map(({ alias }) => alias).join(', ');
    const rest = well.length === 0 ? 'nobody' : `only ${names}`;
    const why = `of ${String(all.length)} members ${rest} would serve while it is away, and without most of them nothing is found by name: the new one could not be made`;
    return { kind: 'stays', code: 'quorum-needed', why };
  }
  const unclear = whyUnclear(world, zone, all);
  return unclear === null ? null : { kind: 'stays', code: 'ensemble-unclear', why: unclear };
}

/** Whether it was asked, and was no member then. */
function isUnwell({ snapshot }: World, { uuid }: CoreZone): boolean {
  const asked = snapshot.clusters?.binder?.find((one) => one.zone === uuid);
  return asked?.mode !== undefined && asked.mode !== 'leader' && asked.mode !== 'follower';
}

/** Why nobody can say what the others count on, or null. */
function whyUnclear({ sdc }: World, zone: CoreZone, all: readonly CoreZone[]): string | null {
  const id = zone.instance.metadata?.['ZK_ID'];
  if (id === undefined) return 'its SAPI record has no ZK_ID: the new one would have none either';
  const servers = sdc?.metadata?.['ZK_SERVERS'];
  if (!Array.isArray(servers)) return "ZK_SERVERS is not in the application's metadata";
  const entries = servers.map((one) => (typeof one === 'object' ? one : null) as Entry | null);
  const listed = entries.find((entry) => entry?.host === adminIp(zone));
  if (listed === null || listed === undefined || Number(listed.num) !== Number(id))
    return `ZK_SERVERS does not have it with its address and its id ${JSON.stringify(id)}`;
  const hosts = new Set(entries.map((entry) => entry?.host));
  const isSame = entries.length === all.length && all.every((one) => hosts.has(adminIp(one)));
  return isSame ? null : 'ZK_SERVERS is not the list of the binders that there are';
}

interface Entry {
  readonly host?: unknown;
  readonly num?: unknown;
}
