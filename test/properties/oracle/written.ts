/**
 * Every recorded place that names an address which a plan takes away is in the plan: in a step that writes the
 * replacement's address there, or in a person's list. Texts are cut into numbers here, by nothing of the planner's.
 */
import assert from 'node:assert/strict';
import type { Plan } from '../../../schemas/plan.ts';
import type { Snapshot } from '../../../schemas/snapshot.ts';
import { seenZones } from './reading.ts';

interface Place {
  /** Of an object in SAPI, or of a server. */
  readonly uuid: string;
  readonly key: string;
  readonly value: unknown;
}

/** @returns how many places were looked at. */
export function writtenAddressesChange(plan: Plan, snapshot: Snapshot): number {
  const replaced = new Set<string>(plan.instances.flatMap(({ replaces }) => replaces?.uuid ?? []));
  const stay = new Set<string>(
    plan.reservations.flatMap(({ ip, source }) => (source === 'takeover' ? [ip] : [])),
  );
  const going = seenZones(snapshot)
    .filter(({ uuid }) => replaced.has(uuid))
    .flatMap(({ nics }) => nics.flatMap(({ ip }) => (ip !== '' && !stay.has(ip) ? [ip] : [])));
  let count = 0;
  for (const { uuid, key, value } of placesOf(snapshot, replaced)) {
    const numbers = new Set(numbersIn(value));
    for (const ip of going.filter((one) => numbers.has(one))) {
      count += 1;
      assert.ok(
        isChanged(plan, uuid, key, ip) || isTold(plan, key, ip),
        `${ip} stays in ${key} of ${uuid}, and nobody is told`,
      );
    }
  }
  return count;
}

function placesOf({ sapi, napi, globalZones }: Snapshot, replaced: ReadonlySet<string>): readonly Place[] {
  const rows = [
    ...(sapi?.applications ?? []),
    ...(sapi?.services ?? []),
    ...(sapi?.instances ?? []).filter(({ uuid }) => !replaced.has(uuid)),
  ];
  return [
    ...rows.flatMap(({ uuid, metadata, params }) => [...keys(uuid, metadata), ...keys(uuid, params)]),
    ...Object.entries(globalZones ?? {}).flatMap(([uuid, { usbkey }]) => keys(uuid, usbkey)),
    ...(napi?.networks ?? []).flatMap(({ uuid, resolvers }) => keys(uuid, { resolvers })),
  ];
}

function keys(uuid: string, values: object | undefined): readonly Place[] {
  return Object.entries(values ?? {}).map(([key, value]) => ({ uuid, key, value: value as unknown }));
}

/** Everything between what can't be part of an address or of a name. */
function numbersIn(value: unknown): readonly string[] {
  return JSON.stringify(value ?? null).split(/[^\w.]+/);
}

function isChanged({ steps }: Plan, uuid: string, key: string, ip: string): boolean {
  return steps.some((step) => {
    if (step.action !== 'sapi.substitute' && step.action !== 'file.substitute') return false;
    const at = step.action === 'sapi.substitute' ? step.params.object.uuid : step.params.server;
    return (
      at === uuid && step.params.changes.some((one) => one.key === key && one.old === ip && one.new !== ip)
    );
  });
}

function isTold({ steps }: Plan, key: string, ip: string): boolean {
  return steps.some(
    (step) =>
      step.action === 'gate.manual' &&
      step.params.places.some(
        ({ where, changes }) => where.includes(key) && changes.some(({ old }) => old === ip),
      ),
  );
}
