/** The workflow API (sdc-workflow): every job of the datacenter, whoever asked for it. */
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { bodyList } from './read-body.ts';
import type { VmJob } from './vmapi.ts';

/** A job as the workflow API shows it: of a VM, or of nothing that has a zone. */
export interface WorkflowJob extends VmJob {
  readonly vm_uuid?: string;
}

/** Jobs that run or wait for their turn. */
export async function listOpenJobs(caller: Caller): Promise<readonly WorkflowJob[]> {
  const open: WorkflowJob[] = [];
  for (const execution of ['queued', 'running']) {
    const request = { method: 'GET', path: `/jobs?execution=${execution}` } as const;
    const { body } = await call(caller, { service: 'workflow' }, request);
    open.push(...(bodyList('workflow jobs', body) as readonly WorkflowJob[]));
  }
  return open;
}
