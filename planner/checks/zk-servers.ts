/**
 * Whether ZK_SERVERS, which every zone registers and every peer elects by, is one list, and that of the
 * binders that there are. It is kept in three places that nothing holds together.
 */
import type { Finding } from '../../schemas/plan.ts';
import { warning } from '../findings.ts';
import { adminIp, compare } from '../world.ts';
import { adminIps, listed, sameSet, zonesOf, type Survey } from './survey.ts';

interface Entry {
  readonly host: string;
  readonly num: number | null;
  readonly last: boolean;
}

/** A place that has the list; null: it lacks it or holds something else. */
interface Place {
  readonly name: string;
  readonly entries: readonly Entry[] | null;
  /** Whether it has ZK_HA_SERVERS too. */
  readonly ha: boolean;
}

/** Findings about ZK_SERVERS. A datacenter without any such list is not judged. */
export function checkZkServers(survey: Survey): readonly Finding[] {
  const places = placesOf(survey);
  const entries = places.find((place) => place.entries !== null)?.entries ?? null;
  const ha = places.filter((place) => place.ha).map((place) => place.name);
  return [
    ...(ha.length === 0 ? [] : [haServers(ha)]),
    ...(entries === null
      ? []
      : [...differ(places), ...stale(survey, entries), ...wrongIds(survey, entries), ...wrongLast(entries)]),
  ];
}

function placesOf({ world }: Survey): readonly Place[] {
  const services = [...world.services.values()]
    .filter(({ name }) => name === 'moray' || name === 'manatee')
    .sort((a, b) => compare(a.name, b.name));
  const all = [
    { name: 'the application sdc', metadata: world.sdc?.metadata },
    ...services.map(({ name, metadata }) => ({ name, metadata })),
  ];
  return all.map(({ name, metadata }) => ({
    name,
    entries: entriesOf(metadata?.['ZK_SERVERS']),
    ha: metadata?.['ZK_HA_SERVERS'] !== undefined,
  }));
}

function entriesOf(value: unknown): readonly Entry[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return value.map((one: unknown) => {
    const entry = (typeof one === 'object' && one !== null ? one : {}) as Readonly<Record<string, unknown>>;
    const num = Number(entry['num']);
    return {
      host: typeof entry['host'] === 'string' ? entry['host'] : '',
      num: Number.isInteger(num) ? num : null,
      last: entry['last'] === true,
    };
  });
}

function haServers(places: readonly string[]): Finding {
  return warning(
    'zk-ha-servers',
    'binder',
    `ZK_HA_SERVERS exists in the metadata of ${listed(places)}, and silently wins over ZK_SERVERS. Remove it with sapiadm.`,
  );
}

function differ(places: readonly Place[]): readonly Finding[] {
  const told = places.map(({ name, entries }) => ({
    name,
    list: entries === null ? 'none' : entries.map(({ host, num }) => `${host} (${String(num)})`).join(', '),
  }));
  if (new Set(told.map(({ list }) => list)).size === 1) return [];
  return [
    warning(
      'zk-servers-differ',
      'binder',
      `ZK_SERVERS is not the same everywhere: ${told.map(({ name, list }) => `${name} has ${list}`).join('; ')}. Set all to the list of the binders.`,
    ),
  ];
}

function stale(survey: Survey, entries: readonly Entry[]): readonly Finding[] {
  const binders = adminIps(zonesOf(survey, 'binder'));
  const hosts = new Set(entries.map(({ host }) => host));
  if (binders.size === 0 || sameSet(binders, hosts)) return [];
  return [
    warning(
      'zk-servers-stale',
      'binder',
      `ZK_SERVERS names ${listed(hosts)}, and the binders are at ${listed(binders)}: new zones would register with the wrong ones. Set it to the list of the binders, in all its places.`,
    ),
  ];
}

/** A binder that the list lacks is told of as such. */
function wrongIds(survey: Survey, entries: readonly Entry[]): readonly Finding[] {
  const wrong = zonesOf(survey, 'binder').flatMap((zone) => {
    const listedAs = entries.find(({ host }) => host === adminIp(zone));
    const id = zone.instance.metadata?.['ZK_ID'];
    if (!listedAs || id === undefined || Number(id) === listedAs.num) return [];
    return [`${zone.alias} has ZK_ID ${JSON.stringify(id)}, and is number ${String(listedAs.num)} there`];
  });
  const doubled = new Set(entries.map(({ num }) => num)).size < entries.length ? ['two have one number'] : [];
  if (wrong.length + doubled.length === 0) return [];
  return [
    warning(
      'zk-ids-wrong',
      'binder',
      `ZK_SERVERS and the binders' ids do not agree: ${listed([...wrong, ...doubled])}. Make them agree before a binder restarts.`,
    ),
  ];
}

function wrongLast(entries: readonly Entry[]): readonly Finding[] {
  if (entries.every(({ last }, index) => last === (index === entries.length - 1))) return [];
  return [
    warning(
      'zk-last-wrong',
      'binder',
      'Not the last element of ZK_SERVERS, and that one alone, is marked as last: templates would write a broken list. Mark it with sapiadm.',
    ),
  ];
}
