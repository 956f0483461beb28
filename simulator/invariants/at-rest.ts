/**
 * At rest, when nothing is under way: SAPI, VMAPI, the zones themselves, NAPI and DNS agree, every
 * service that was up when the world began is up, what is known by number is where its number leads, nothing
 * keeps sdcadm out behind a lock that is gone, the binders are one ensemble, and manatee is whole.
 */
import { isInDns } from '../behaviour.ts';
import { bindersOf, resolve } from '../dns.ts';
import { asRow, list, text } from '../rows.ts';
import { blameAtRest, type Mark } from '../blame.ts';
import { toolsLink, zoneInto } from '../global-zone-links.ts';
import { violate } from '../violations.ts';
import { adminIp, nicsOwnedBy } from '../zone-nics.ts';
import { checkShard } from './manatee-shard.ts';
import { checkEnsemble } from './ensemble.ts';
import { checkNumbers } from './numbers.ts';
import { nameOf } from './one-address.ts';
import { checkWritten } from './written.ts';
import type { World, Zone } from '../world.ts';

/** Something that does not agree. */
export interface Disagreement {
  readonly object: string;
  readonly message: string;
  /** What a fault may have done that would explain it. */
  readonly causes: readonly Mark[];
}

/** Notes everything that does not agree and did when the world began. */
export function checkAtRest(world: World): void {
  for (const { object, message, causes } of disagreements(world)) {
    if (world.disagreements.includes(message)) continue;
    violate(world, 'at-rest', blameAtRest(world, causes), object, message);
  }
}

/** Everything that does not agree now. */
export function disagreements(world: World): readonly Disagreement[] {
  const found: Disagreement[] = [];
  const say: Say = (object, message, ...causes) => {
    found.push({ object, message, causes });
  };
  for (const instance of world.instances.values()) {
    const uuid = String(instance['uuid']);
    if ((text(instance, 'type') ?? typeOfService(world, text(instance, 'service_uuid'))) !== 'vm') continue;
    if (!world.zones.has(uuid)) say(uuid, `SAPI has instance ${uuid}, and no server has its zone`);
  }
  for (const zone of world.zones.values()) checkZone(world, zone, say);
  checkNames(world, say);
  checkMaintenance(world, say);
  checkTools(world, say);
  checkUp(world, say);
  checkSdcadm(world, say);
  checkNumbers(world, say);
  checkShard(world, say);
  checkEnsemble(world, say);
  checkWritten(world, say);
  return found;
}

type Say = (object: string, message: string, ...causes: readonly Mark[]) => void;

function typeOfService(world: World, service: string | undefined): string {
  return text(world.services.get(service ?? ''), 'type') ?? 'vm';
}

function checkZone(world: World, zone: Zone, say: Say): void {
  const row = world.vms.get(zone.uuid);
  const state = zone.running ? 'running' : 'stopped';
  if (row === undefined) say(zone.uuid, `VMAPI does not know ${nameOf(zone)}`);
  else if (row['state'] !== state)
    say(
      zone.uuid,
      `VMAPI says ${String(row['state'])} of ${nameOf(zone)}, which is ${state}`,
      `running:${zone.uuid}`,
    );
  const own = macs(zone.nics);
  const napi = macs(nicsOwnedBy(world, zone.uuid));
  if (own !== napi)
    say(zone.uuid, `${nameOf(zone)} has the NICs [${own}], NAPI gives it [${napi}]`, `nics:${zone.uuid}`);
  const rows = macs(list(row, 'nics').map(asRow));
  if (row !== undefined && own !== rows)
    say(zone.uuid, `${nameOf(zone)} has the NICs [${own}], VMAPI's row names [${rows}]`);
  const mayAnswer = list(row, 'nics').some((nic) => asRow(nic)['allow_dhcp_spoofing'] === true);
  if (zone.service === 'dhcpd' && zone.serving && !mayAnswer)
    say(zone.uuid, `${nameOf(zone)} serves DHCP, and none of its NICs may`, `nics:${zone.uuid}`);
  for (const nic of nicsOwnedBy(world, zone.uuid)) {
    const [network, ip] = [text(nic, 'network_uuid') ?? '', text(nic, 'ip')];
    if (ip === undefined) continue;
    const holder = world.ips.get(network)?.get(ip)?.belongs_to_uuid;
    if (holder !== zone.uuid)
      say(
        ip,
        `NIC ${String(nic['mac'])} of ${nameOf(zone)} has ${ip}, which NAPI gives to ${holder ?? 'nobody'}`,
        `address:${ip}`,
      );
  }
}

function macs(nics: readonly { readonly mac?: unknown }[]): string {
  return nics
    .map(({ mac }) => String(mac))
    .toSorted()
    .join(' ');
}

function checkMaintenance(world: World, say: Say): void {
  for (const { uuid, name, metadata } of [...world.applications.values(), ...world.services.values()]) {
    const keys = Object.entries(asRow(metadata)).filter(([key, value]) => isMaintenance(key, value));
    for (const [key] of keys) say(String(uuid), `${String(name)} is in maintenance: ${key} is set`);
  }
}

function isMaintenance(key: string, value: unknown): boolean {
  return key === 'DC_MAINT_MESSAGE' || (key.endsWith('_READONLY') && value === true);
}

function checkNames(world: World, say: Say): void {
  const services = new Set([...world.zones.values()].map(({ service }) => service));
  for (const service of services) {
    if (service === null || !isInDns(service)) continue;
    const serving = [...world.zones.values()].filter(
      (zone) => zone.service === service && zone.serving && zone.registrar,
    );
    const expected = serving
      .map((zone) => adminIp(zone) ?? '')
      .toSorted()
      .join(' ');
    for (const binder of bindersOf(world)) {
      const found = resolve(world, service, binder).join(' ');
      if (found !== expected)
        say(
          service,
          `${service} resolves to [${found}] at binder ${binder}, and is served from [${expected}]`,
        );
    }
  }
}

/** The tools of a global zone lie in the sdc zone of its server: where there is one that serves, a link leads to them. */
function checkTools(world: World, say: Say): void {
  for (const zone of world.zones.values()) {
    const link = toolsLink(zone.server);
    const found = world.links.get(link);
    if (zone.service !== 'sdc' || !zone.serving || zoneInto(found ?? '') === zone.uuid) continue;
    say(link, `the link ${link} does not lead into ${nameOf(zone)}`, `running:${zone.uuid}`);
  }
}

function checkUp(world: World, say: Say): void {
  const before = new Set(
    world.spells.filter(({ from }) => from === world.origin.startedAt).map(({ service }) => service),
  );
  for (const service of before) {
    const zones = [...world.zones.values()].filter((zone) => zone.service === service);
    if (zones.some(({ serving }) => serving)) continue;
    say(service, `${service} was up, and is not`, ...zones.map(({ uuid }) => `running:${uuid}` as const));
  }
}

/** Whatever keeps sdcadm out of a headnode must end with hnadm's lock there. */
function checkSdcadm(world: World, say: Say): void {
  for (const [server, lock] of world.sdcadmLocks) {
    if ('command' in lock || world.links.has(`${server}:/var/hnadm/lock`)) continue;
    say(server, `sdcadm is kept out of server ${server}, and nobody has locked it`, `lock:${server}`);
  }
}
