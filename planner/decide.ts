/** Makes the decisions of a {@link Move}, or says in findings why they can't be made. */
import { identities } from '../catalogue/identity.ts';
import type { DatasetMove, Finding, PlannedInstance } from '../schemas/plan.ts';
import type { ImageUuid, InstanceKey, UnitId, ZoneUuid } from '../schemas/ids.ts';
import { nextAlias } from './aliases.ts';
import type { Desk } from './desk.ts';
import { dnsName } from './dns-name.ts';
import { error } from './findings.ts';
import { candidateUuids, chooseCandidates, snapshotNames } from './identifiers.ts';
import type { Move, MoveNic, OldAddress, Progress } from './move.ts';
import { chooseNics, networkOf } from './nics.ts';
import type { Selected } from './selection.ts';
import { createParams } from './size.ts';
import { adminIp, isAdminTag, type CoreZone } from './world.ts';

/** sdc-vmapi lib/common/validation: what an alias may be made of. */
const ALIAS = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,188}$/;

export interface Decision {
  readonly move: Move | null;
  readonly findings: readonly Finding[];
}

/** Decides one move. */
export function decide(desk: Desk, selected: Selected): Decision {
  const { zone, rules, to, halfDone } = selected;
  const { world, route } = desk;
  const name = zone.service.name;
  const identity = identities.get(name);
  const image = zone.service.params?.image_uuid;
  if (!identity || image === undefined) {
    const why = `SAPI's service ${name} names no image (params.image_uuid): the new zone cannot be made. Set it with sapiadm.`;
    return { move: null, findings: [error('image-unknown', name, why)] };
  }
  const strange = strangeAlias(name, [zone.alias, ...(halfDone ? [halfDone.alias] : [])]);
  if (strange) return { move: null, findings: [strange] };
  const progress = progressOf(selected);
  const nics = chooseNics(desk, selected);
  const takesOver = nics.nics.some((nic) => nic.source === 'takeover');
  const findings = [...nics.findings, ...checkProgress(selected, takesOver)];
  const admin = nics.nics.find((nic) => isAdminTag(nic.nicTag));
  if (!admin && nics.findings.length === 0) findings.push(noAdminNic(selected));
  if (!admin || findings.length > 0) return { move: null, findings };
  const uuids = candidateUuids(world.snapshot.datacenter, name, zone.uuid, to.uuid);
  const planned = planInstance(desk, selected, image, nics.nics, uuids);
  const dataset = planDataset(desk, selected, planned.key);
  const data =
    dataset === null || dataset.method === 'create-empty'
      ? null
      : { from: dataset.from, sizeBytes: dataset.sizeBytes, snapshots: snapshotNames(uuids[0] ?? zone.uuid) };
  const move: Move = {
    kind: 'move',
    unit: (desk.several.has(name) ? zone.alias : name) as UnitId,
    key: planned.key,
    rules,
    identity,
    old: zone,
    from: route.from,
    to,
    progress,
    planned,
    image,
    nics: nics.nics,
    params: createParams(zone, planned.key, to.uuid, nics.nics),
    dataset,
    data,
    oldAddresses: addressesOf(desk, zone),
    order: data !== null || !rules.mayOverlap || takesOver ? 'stop-first' : 'start-first',
    dnsName: identity.inDns ? dnsName(world, name) : null,
    newAdminIp: admin.ip,
    oldAdminIp: adminIp(zone),
  };
  return { move, findings };
}

/** A finding where one of the aliases of a service's zones is none that VMAPI allows. */
export function strangeAlias(service: string, aliases: readonly string[]): Finding | null {
  const strange = aliases.find((alias) => !ALIAS.test(alias));
  if (strange === undefined) return null;
  const why = `"${strange}" is no alias that VMAPI allows (letters, digits, "_", ".", "-"): record the snapshot again, or rename the zone.`;
  return error('alias-unusable', service, why);
}

/**
 * A stopped zone whose only NIC moves with it has lost it to a move that was killed between taking the NIC
 * and making the new zone. A plan could not take that up: what the NIC was is known to that run alone.
 */
function noAdminNic({ zone, rules }: Selected): Finding {
  if (rules.keepsAdminAddress && zone.state === 'stopped') {
    return error(
      'nic-under-way',
      zone.alias,
      `${zone.alias} is stopped and has no NIC on the admin network: an unfinished move has taken it for the new zone, and not made that yet. Go on with that move's plan (\`hnadm apply PLAN\`) or take it back (\`hnadm rollback PLAN\`), record a new snapshot and plan again.`,
    );
  }
  return error(
    'no-admin-nic',
    zone.alias,
    `${zone.alias} has no NIC on the admin network: hnadm cannot tell whether a replacement is healthy. Leave it out with --except ${zone.service.name}.`,
  );
}

function progressOf({ halfDone }: Selected): Progress {
  if (!halfDone) return 'fresh';
  return halfDone.state === 'running' ? 'started' : 'created';
}

/** Two running zones of which only one may write: which one has the truth is for a person to say. */
function checkProgress({ zone, rules, halfDone }: Selected, takesOver: boolean): readonly Finding[] {
  if (halfDone && !['running', 'stopped'].includes(halfDone.state ?? '')) {
    return [
      error(
        'half-done-not-settled',
        halfDone.alias,
        `${halfDone.alias} of an unfinished move is ${halfDone.state ?? 'in a state that nothing recorded tells'}. Wait until it is running or stopped, record a new snapshot and plan again.`,
      ),
    ];
  }
  const exclusive = (zone.dataset !== null && rules.data?.carry !== false) || !rules.mayOverlap || takesOver;
  if (!halfDone || !exclusive || halfDone.state !== 'running' || zone.state !== 'running') return [];
  return [
    error(
      'both-running',
      zone.service.name,
      `${zone.alias} and ${halfDone.alias} of an unfinished move both run, and only one of them may. Stop the one whose data is not wanted, record a new snapshot and plan again.`,
    ),
  ];
}

function planInstance(
  desk: Desk,
  { zone, rules, to, halfDone }: Selected,
  image: ImageUuid,
  nics: readonly MoveNic[],
  uuids: readonly ZoneUuid[],
): PlannedInstance {
  const { route } = desk;
  const replaces = { uuid: zone.uuid, alias: zone.alias, server: route.from.uuid };
  const service = zone.service.name;
  if (halfDone) {
    const existing = { uuid: halfDone.uuid, alias: halfDone.alias, server: to.uuid };
    return { key: halfDone.alias as InstanceKey, service, create: null, existing, replaces };
  }
  const alias = nextAlias(service, desk.aliases);
  const create = {
    candidates: [
      ...chooseCandidates(
        uuids,
        nics.map((nic) => nic.mac),
        desk.taken,
      ),
    ],
    alias,
    server: to.uuid,
    image,
    nics: nics.map(({ network, networkName, nicTag, ip, primary }) => ({
      network,
      networkName,
      nicTag,
      ip,
      primary,
      ...(rules.answersDhcp && isAdminTag(nicTag) ? { allowDhcpSpoofing: true as const } : {}),
    })),
  };
  return { key: alias as InstanceKey, service, create, existing: null, replaces };
}

function planDataset(
  { world, route }: Desk,
  { zone, rules, to, halfDone }: Selected,
  key: InstanceKey,
): DatasetMove | null {
  if (zone.dataset === null) return null;
  // A dataset that the catalogue knows nothing of was delegated by hand: what is on it is not ours to lose.
  const data = rules.data ?? { carry: true, class: 'critical' };
  const recorded = world.snapshot.globalZones?.[route.from.uuid]?.datasets?.find(
    (one) => one.name === zone.dataset,
  );
  return {
    service: zone.service.name,
    from: { server: route.from.uuid, dataset: zone.dataset },
    to: { server: to.uuid, instance: key },
    method: !data.carry ? 'create-empty' : halfDone?.state === 'running' ? 'sent' : 'send-increment',
    sizeBytes: recorded?.usedBytes ?? recorded?.referencedBytes ?? null,
    critical: data.class === 'critical',
  };
}

/** The addresses of a zone that leaves. */
export function addressesOf(desk: Desk, zone: CoreZone): readonly OldAddress[] {
  return zone.nics.flatMap((nic): readonly OldAddress[] => {
    const { mac, ip } = nic;
    const network = networkOf(desk, nic)?.uuid;
    if (network === undefined || ip === null) return [];
    return [{ mac, network, ip, reserved: desk.addresses.record(network, ip)?.reserved ?? false }];
  });
}
