/**
 * A picture of a datacenter: everything in it but what time alone changes, so that two runs which came
 * to the same are equal. Made of the saved world and not of a snapshot, because a snapshot leaves out
 * just what is leaked: bookmarks, holds, half-finished receives, a registrar that was left off.
 *
 * Of a planned zone each candidate is as good as another: its UUID and MACs become its key.
 */
import type { Plan } from '../../schemas/plan.ts';
import { asRow, list } from '../../simulator/rows.ts';
import type { Row } from '../../simulator/world.ts';
import type { DatacenterState } from '../../simulator/world-state.ts';
import { isMirrored } from './forks.ts';

/** What there is, by kind and name; each thing as JSON text. */
export type Picture = ReadonlyMap<string, string>;

/** Fields that time alone changes, and those that say how often and not what. */
const DATED =
  /^(.*timestamp|.*_at|last_.*|created|modified|pid|boot|etag|memory_.*|disk_.*|overprovision.*|heartbeat.*)$/;

/** The picture of a saved datacenter, in the words of a plan. */
export function pictureOf(state: DatacenterState, plan: Plan): Picture {
  const name = namer(plan);
  const picture = new Map<string, string>();
  for (const [kind, key, value] of things(state)) {
    const text = name(JSON.stringify(value, undated));
    let label = `${kind} ${name(key)}`;
    while (picture.has(label)) label += ' again';
    picture.set(label, text);
  }
  return picture;
}

/** For JSON.stringify: without what is dated, and the same whatever order fields were written in. */
function undated(field: string, value: unknown): unknown {
  if (DATED.test(field)) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** One line for each thing that is not as expected. */
export function differences(expected: Picture, found: Picture): readonly string[] {
  const labels = new Set([...expected.keys(), ...found.keys()]);
  return [...labels].toSorted().flatMap((label) => {
    const [one = 'nothing', other = 'nothing'] = [expected.get(label), found.get(label)];
    return one === other ? [] : [`${label}: ${around(one, other)}`];
  });
}

/** Two texts from a little before the place where they part. */
function around(expected: string, found: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === found[at]) at += 1;
  const from = Math.max(0, at - 60);
  const cut = (text: string): string => text.slice(from, at + 120);
  return `expected …${cut(expected)}, found …${cut(found)}`;
}

/** What a VM's row is for: its server's agent tells more or less of the rest than VMAPI did. */
function vm(row: Row): Row {
  const { alias, state, server_uuid, owner_uuid, image_uuid, autoboot } = row;
  const nics = byAddress(list(row, 'nics').map(asRow));
  const told = nics.map((nic) => [
    nic['mac'],
    nic['ip'],
    nic['network_uuid'],
    nic['nic_tag'],
    nic['primary'] === true,
  ]);
  return { alias, state, server_uuid, owner_uuid, image_uuid, autoboot, nics: told };
}

function byAddress<N extends { readonly ip?: unknown }>(nics: readonly N[]): readonly N[] {
  return nics.toSorted((a, b) => (String(a.ip) < String(b.ip) ? -1 : 1));
}

type Thing = readonly [kind: string, key: string, value: unknown];

function* things({ maps, ips, datasets, installed, plain }: DatacenterState): Generator<Thing> {
  const { applications, services, instances, manifests, servers, nics, images } = maps;
  const rows = { applications, services, instances, manifests, servers, images };
  for (const [kind, entries] of Object.entries(rows))
    for (const [key, row] of entries) yield [kind, key, row];
  for (const [key, file] of maps.files) if (!isMirrored(key)) yield ['file', key, file];
  // Its server's agent says provisioning or running of a NIC when it comes to it.
  for (const [key, { state: _state, ...nic }] of nics) yield ['nic', key, nic];
  yield ['sapi', 'mode', plain.sapiMode];
  // A destroyed VM's row stays for good, whoever destroyed it; a failed create's too.
  for (const [key, row] of maps.vms) {
    if (row['state'] !== 'destroyed' && row['state'] !== 'failed') yield ['vm', key, vm(row)];
  }
  // A freed address is free, whether or not it has a record.
  for (const [network, records] of ips) {
    for (const [ip, { reserved, belongs_to_type, belongs_to_uuid, owner_uuid }] of records) {
      if (reserved || belongs_to_uuid !== undefined) {
        yield ['address', `${network}/${ip}`, { reserved, belongs_to_type, belongs_to_uuid, owner_uuid }];
      }
    }
  }
  // Which of them is net0 is nobody's concern: a NIC that went and came back is the last.
  for (const [key, zone] of maps.zones) yield ['zone', key, { ...zone, nics: byAddress(zone.nics) }];
  for (const [server, there] of datasets) {
    for (const [key, { snapshots, bookmarks, resumeToken, receiving }] of there) {
      const value = {
        snapshots: snapshots.map((one) => `${one.name} held by [${one.holds.join()}]`),
        bookmarks: bookmarks.map((one) => one.name),
        isHalfReceived: resumeToken !== null,
        receiving,
      };
      yield ['dataset', `${server}/${key}`, value];
    }
  }
  for (const [server, there] of installed)
    for (const image of there) yield ['installed', `${server}/${image}`, 1];
  for (const [key, { service, ip, until }] of maps.registrations) {
    if (until === null) yield ['name', key, { service, ip }];
  }
  for (const [key, { stage, name }] of maps.jobs) if (stage !== 'ended') yield ['job', key, name];
  for (const [key, transfer] of maps.transfers) yield ['transfer', String(key), transfer];
}

const UUID_OR_MAC =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g;

/** Replaces each candidate's UUID and MACs by the key of what it is a candidate for. */
function namer({ instances }: Plan): (text: string) => string {
  const names = new Map<string, string>();
  for (const { key, create } of instances) {
    for (const { uuid, macs } of create?.candidates ?? []) {
      names.set(uuid, `zone of ${key}`);
      macs.forEach((mac, n) => names.set(mac, `NIC ${String(n)} of ${key}`));
    }
  }
  return (text) => text.replaceAll(UUID_OR_MAC, (id) => names.get(id) ?? id);
}
