/**
 * What people do to a plan's zones while it is carried out: one of a closed list of changes, whichever
 * are possible at that moment; and the zone that somebody runs for a while because he needs something
 * of it, which writes meanwhile.
 */
import { recordOf, store } from '../api/napi-ips.ts';
import { removeNic } from '../api/napi-nics.ts';
import { mark } from '../blame.ts';
import { below } from '../random.ts';
import { text } from '../rows.ts';
import { schedule } from '../schedule.ts';
import { reportLater } from '../vm-report.ts';
import { boot, halt, setRegistrar } from '../zones.ts';
import { nicsOwnedBy } from '../zone-nics.ts';
import type { TimedFault } from './fault.ts';
import { isSilent } from './silent-server.ts';
import { note } from './strike.ts';
import type { World, Zone } from '../world.ts';

/** A change that is possible now. */
interface Possible {
  readonly object: string;
  readonly what: string;
  readonly make: () => void;
}

type Changed = Extract<TimedFault, { readonly kind: 'operator-change' }>;

/** Makes one of the changes that are possible; none possible: nothing. */
export function change(world: World, id: number, fault: Changed): void {
  const zones = fault.zones.flatMap((uuid) => world.zones.get(uuid) ?? []);
  const kinds = [
    zones.flatMap((zone) => starting(world, zone)),
    zones.flatMap((zone) => stopping(world, zone)),
    zones.flatMap((zone) => silencing(world, zone)),
    fault.zones.flatMap((zone) => losingNic(world, zone)),
    fault.addresses.flatMap(({ network, ip }) => freeing(world, network, ip)),
  ].filter((possible) => possible.length > 0);
  const possible = kinds[below(world.faults.random, kinds.length)] ?? [];
  const chosen = possible[below(world.faults.random, possible.length)];
  if (chosen === undefined) return;
  chosen.make();
  note(world, id, chosen.object, chosen.what);
}

function starting(world: World, zone: Zone): readonly Possible[] {
  if (zone.running || isSilent(world, zone.server)) return [];
  const make = (): void => {
    start(world, zone);
    zone.autoboot = true;
  };
  return [{ object: `zone:${zone.uuid}`, what: 'started by an operator', make }];
}

function stopping(world: World, zone: Zone): readonly Possible[] {
  if (!zone.running || isSilent(world, zone.server)) return [];
  const make = (): void => {
    stop(world, zone);
  };
  return [{ object: `zone:${zone.uuid}`, what: 'stopped by an operator', make }];
}

function silencing(world: World, zone: Zone): readonly Possible[] {
  if (!zone.serving || !zone.registrar || isSilent(world, zone.server)) return [];
  const make = (): void => {
    mark(world, `registrar:${zone.uuid}`);
    setRegistrar(world, zone, false);
  };
  return [{ object: `zone:${zone.uuid}`, what: 'its registrar disabled by an operator', make }];
}

function losingNic(world: World, zone: string): readonly Possible[] {
  return nicsOwnedBy(world, zone).map((nic) => {
    const ip = text(nic, 'ip') ?? 'no address';
    const make = (): void => {
      mark(world, `nics:${zone}`);
      mark(world, `address:${ip}`);
      removeNic(world, nic);
    };
    const what = `with ${ip} of zone ${zone} deleted in NAPI by an operator`;
    return { object: `nic:${String(nic['mac'])}`, what, make };
  });
}

function freeing(world: World, network: string, ip: string): readonly Possible[] {
  const record = recordOf(world, network, ip);
  if (record?.reserved !== true) return [];
  const make = (): void => {
    mark(world, `address:${ip}`);
    store(world, network, { ...record, reserved: false });
  };
  return [{ object: `address:${ip}`, what: 'its reservation given back by an operator', make }];
}

/** Milliseconds between two looks of somebody who waits for a zone to be stopped. */
const PATIENCE = 10_000;

type LateWrite = Extract<TimedFault, { readonly kind: 'late-write' }>;

/** Starts the zone as soon as it is stopped, for as long as the fault lasts. */
export function write(world: World, id: number, fault: LateWrite): void {
  const zone = world.zones.get(fault.zone);
  if (zone === undefined) return;
  if (zone.running || isSilent(world, zone.server)) {
    schedule(world, PATIENCE, { kind: 'fault', id, fault, part: 'begins' });
    return;
  }
  start(world, zone);
  note(world, id, `zone:${zone.uuid}`, `run by somebody for ${String(Math.round(fault.lasts / 1000))} s`);
  schedule(world, fault.lasts, { kind: 'fault', id, fault, part: 'ends' });
}

/** Stops it again. */
export function ceaseToWrite(world: World, { zone: uuid }: LateWrite): void {
  const zone = world.zones.get(uuid);
  if (zone?.running === true) stop(world, zone);
}

function start(world: World, zone: Zone): void {
  mark(world, `running:${zone.uuid}`);
  boot(world, zone, 'fault');
  reportLater(world, zone.uuid);
}

function stop(world: World, zone: Zone): void {
  mark(world, `running:${zone.uuid}`);
  halt(world, zone);
  zone.autoboot = false;
  reportLater(world, zone.uuid);
}
