/** A datacenter of three headnodes with faults armed, and the calls that the faults are to meet. */
import assert from 'node:assert/strict';
import { createDatacenter } from '../../../simulator/datacenter.ts';
import type { CallFault, CallFaultKind, Fault } from '../../../simulator/faults/fault.ts';
import { TransportError } from '../../../triton/transport.ts';
import { field, siteOf, snapshotNamed, type Site } from './site.ts';

/** A UUID and an address that nobody has. */
export const NEW = 'aaaaaaaa-1111-4111-8111-00000000000f';
export const FREE = '10.99.99.99';

/** Three headnodes, and the faults armed; `chance` is what they draw from when they strike. */
export function armed(faults: readonly Fault[], chance = 1): Site {
  const snapshot = snapshotNamed('three-headnodes');
  const site = siteOf(snapshot, createDatacenter(snapshot, { seed: 7 }));
  site.datacenter.arm(faults, { state: chance });
  return site;
}

/** A fault of one call, the first that fits. */
export function once(kind: CallFaultKind, more: Partial<CallFault> = {}): CallFault {
  return { kind, skip: 0, times: 1, arrives: false, share: 1, ...more };
}

/** Makes the free address reserved. */
export function reserve(site: Site) {
  return site.call('napi', 'PUT', `/networks/${site.admin}/ips/${FREE}`, { reserved: true });
}

/** Whether it is. */
export async function isReserved(site: Site): Promise<unknown> {
  return field(await site.call('napi', 'GET', `/networks/${site.admin}/ips/${FREE}`), 'reserved');
}

/** Creates a vmapi on headnode 1, not started. */
export async function create(site: Site) {
  const { body } = await site.call('sapi', 'GET', '/services?name=vmapi');
  const [service] = body as readonly { readonly uuid: string }[];
  const params = { alias: 'vmapi1', server_uuid: site.headnodes[1], autoboot: false };
  const instance = { uuid: NEW, service_uuid: service?.uuid, async: true, params };
  return site.call('sapi', 'POST', '/instances', instance);
}

/** The error of a call without answer. */
export async function unanswered(work: Promise<unknown>): Promise<TransportError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof TransportError, `expected no answer, found ${JSON.stringify(error)}`);
  return error;
}

/** State of a zone on its own server, in vmadm's words. */
export async function stateOf(site: Site, headnode: number, uuid: string): Promise<string> {
  const { exitCode, stdout } = await site.run(headnode, `vmadm get ${uuid}`);
  return exitCode === 0 ? (JSON.parse(stdout) as { readonly state: string }).state : 'absent';
}
