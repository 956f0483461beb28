/** The workflow API (sdc-workflow): every job of the datacenter, whoever asked for it. */
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { bodyList } from './read-body.ts';
import type { VmJob } from './vmapi.ts';

/** A job as the workflow API shows it: of a VM, or of nothing that has a zone. */
export interface WorkflowJob extends VmJob {
  readonly vm_uuid?: string;
  /** The runner that carries it: UUID of its zone (sdc-workflow sapi_manifests/workflow). */
  readonly runner_id?: string;
}

/** Jobs that run or wait for their turn. */
export async function listOpenJobs(caller: Caller): Promise<readonly WorkflowJob[]> {
  return [...(await listJobs(caller, 'queued')), ...(await listRunningJobs(caller))];
}

/** Jobs that a runner carries now. */
export function listRunningJobs(caller: Caller): Promise<readonly WorkflowJob[]> {
  return listJobs(caller, 'running');
}

async function listJobs(caller: Caller, execution: string): Promise<readonly WorkflowJob[]> {
  const request = { method: 'GET', path: `/jobs?execution=${execution}` } as const;
  const { body } = await call(caller, { service: 'workflow' }, request);
  return bodyList('workflow jobs', body) as readonly WorkflowJob[];
}
