/**
 * VMAPI: rows of zones and the jobs that change them (sdc-vmapi lib/endpoints). A row follows what the
 * server's vm-agent reports; rows of destroyed and failed zones stay, and burn their UUID.
 */
import type { ImageUuid, ServerUuid, ZoneUuid } from '../schemas/ids.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { bodyList, bodyObject } from './read-body.ts';

export interface VmRow {
  readonly uuid: ZoneUuid;
  readonly alias: string | null;
  readonly state: string;
  readonly server_uuid: ServerUuid | null;
  readonly image_uuid?: ImageUuid | null;
  readonly datasets?: readonly string[] | null;
  readonly nics?: readonly { readonly mac: string; readonly ip?: string; readonly nic_tag?: string }[] | null;
}

export interface VmJob {
  readonly uuid: string;
  readonly name: string;
  readonly execution: string;
  /** ISO 8601. */
  readonly created_at?: string;
  /** Seconds after which workflow ends it. */
  readonly timeout?: number;
  readonly chain_results?: readonly {
    readonly name: string;
    readonly error: string | { readonly message?: string };
  }[];
}

const vmapi = { service: 'vmapi' } as const;

/** The row, in whatever state, or null. */
export async function getVm(caller: Caller, uuid: ZoneUuid): Promise<VmRow | null> {
  const { status, body } = await call(caller, vmapi, { method: 'GET', path: `/vms/${uuid}`, accept: [404] });
  return status === 404 ? null : (bodyObject('vmapi vm', body) as VmRow);
}

/**
 * Makes VMAPI ask the server and store the answer: a zone that isn't there becomes `destroyed`, or
 * `failed` where it was being provisioned. Only for zones known to be gone.
 */
export async function syncVm(caller: Caller, uuid: ZoneUuid): Promise<void> {
  await call(caller, vmapi, { method: 'GET', path: `/vms/${uuid}?sync=true`, accept: [404] });
}

/** Starts the destruction of a zone. Answers before the job ran; absent: nothing to do. */
export async function destroyVm(caller: Caller, uuid: ZoneUuid): Promise<void> {
  await call(caller, vmapi, { method: 'DELETE', path: `/vms/${uuid}`, accept: [404] });
}

/** Starts the removal of NICs from a zone, in NAPI too. @returns the job. */
export function removeNics(caller: Caller, uuid: ZoneUuid, macs: readonly string[]): Promise<string> {
  return action(caller, uuid, 'remove_nics', { macs });
}

/** Starts the addition of NICs that NAPI has for the zone already. @returns the job. */
export function addNics(caller: Caller, uuid: ZoneUuid, macs: readonly string[]): Promise<string> {
  return action(caller, uuid, 'add_nics', { macs });
}

/** The zone's jobs, in no order to rely on. */
export async function listJobs(caller: Caller, uuid: ZoneUuid): Promise<readonly VmJob[]> {
  const { body } = await call(caller, vmapi, { method: 'GET', path: `/jobs?vm_uuid=${uuid}` });
  return bodyList('vmapi jobs', body) as readonly VmJob[];
}

/** The job, or null. */
export async function getJob(caller: Caller, uuid: string): Promise<VmJob | null> {
  const { status, body } = await call(caller, vmapi, { method: 'GET', path: `/jobs/${uuid}`, accept: [404] });
  return status === 404 ? null : (bodyObject('vmapi job', body) as VmJob);
}

/** Whether a job may still do something. */
export function isOpen(job: VmJob): boolean {
  return job.execution === 'queued' || job.execution === 'running' || job.execution === 'waiting';
}

/** Why a job failed: the error of the last task that it ran. */
export function failureOf(job: VmJob): string {
  const last = job.chain_results?.at(-1);
  const error = typeof last?.error === 'string' ? last.error : last?.error.message;
  return `job ${job.name} ${job.uuid} ${job.execution}${last ? ` at ${last.name}` : ''}${error ? `: ${error}` : ''}`;
}

async function action(caller: Caller, uuid: ZoneUuid, name: string, body: object): Promise<string> {
  const request = { method: 'POST', path: `/vms/${uuid}?action=${name}`, body } as const;
  const response = await call(caller, vmapi, request);
  return (bodyObject('vmapi action', response.body) as { readonly job_uuid: string }).job_uuid;
}
