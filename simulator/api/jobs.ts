/**
 * Workflow jobs: queued, then one at a time for each VM (its ticket), then a task on the VM's server,
 * then ended. State is polled by whoever waits; nothing here calls back.
 */
import { draw } from '../durations.ts';
import { delayOf } from '../faults/jobs.ts';
import { isSilent } from '../faults/silent-server.ts';
import { isoNow, schedule } from '../schedule.ts';
import { freeRunner, isCancelled } from '../runners.ts';
import { isServing } from '../serving.ts';
import { uuid as randomUuid } from '../random.ts';
import { text } from '../rows.ts';
import { endTask, refusalOfTask, taskDuration } from './job-tasks.ts';
import type { Job, JobWork, Row, World } from '../world.ts';

/** Milliseconds between two looks of a job at its VM's ticket. */
const TICKET_WAIT = 1_000;

/** Names as VMAPI's workflows carry them, and their time-outs in seconds. */
const WORKFLOWS: Readonly<Record<JobWork['task'], readonly [name: string, timeout: number]>> = {
  provision: ['provision-8.2.4', 3810],
  destroy: ['destroy-7.1.6', 180],
  start: ['start-7.0.8', 530],
  stop: ['stop-7.0.8', 530],
  reboot: ['reboot-7.0.8', 530],
  'add-nics': ['add-nics-7.1.0', 610],
  'remove-nics': ['remove-nics-7.1.0', 610],
  others: ['provision-8.2.4', 3810],
};

/** Queues a job. */
export function startJob(
  world: World,
  { vm, server, work, params }: Pick<Job, 'vm' | 'server' | 'work' | 'params'>,
): Job {
  const [name, timeout] = WORKFLOWS[work.task];
  const job: Job = {
    uuid: randomUuid(world.random),
    name,
    vm,
    server,
    createdAt: world.now,
    timeout,
    params: {
      ...params,
      task: work.task,
      vm_uuid: vm,
      server_uuid: server,
      current_state: text(world.vms.get(vm), 'state'),
    },
    work,
    execution: 'queued',
    stage: 'ticket',
    task: null,
    runner: null,
    orphanedAt: null,
    results: [],
  };
  world.jobs.set(job.uuid, job);
  schedule(world, draw(world.random, 'jobQueued'), { kind: 'job', job: job.uuid });
  return job;
}

/** What happens to a job at its next event. */
export function advanceJob(world: World, uuid: string): void {
  const job = world.jobs.get(uuid);
  if (job === undefined) return;
  if (job.orphanedAt !== null) advanceOrphan(world, job);
  else if (job.stage === 'ended') return;
  else if (!isCarried(world, job)) again(world, job);
  else if (job.stage === 'ticket') takeTicket(world, job);
  else if (isSilent(world, job.server)) again(world, job);
  else end(world, job, endTask(world, job));
}

function again(world: World, { uuid }: Job): void {
  schedule(world, TICKET_WAIT, { kind: 'job', job: uuid });
}

/** Whether a runner has the job, one that takes it now among them. */
function isCarried(world: World, job: Job): boolean {
  if (!isServing(world, 'workflow')) return false;
  if (world.elsewhere.includes('workflow')) return true;
  job.runner ??= freeRunner(world);
  return job.runner !== null;
}

/** A job that nobody carries: what it has asked of a server still happens there, and it is cancelled. */
function advanceOrphan(world: World, job: Job): void {
  if (job.stage === 'task' && world.now >= (job.task?.until ?? 0) && !isSilent(world, job.server)) {
    endTask(world, job);
    job.stage = 'ended';
  }
  if (job.execution === 'running' && isCancelled(world, job)) job.execution = 'canceled';
  if (job.stage === 'task' || job.execution === 'running') again(world, job);
}

function takeTicket(world: World, job: Job): void {
  if (job.execution === 'queued') {
    job.execution = 'running';
    note(world, job, 'common.validate_params', 'All parameters OK!');
  }
  for (const other of world.jobs.values()) {
    if (other === job || other.vm !== job.vm || other.stage !== 'task') continue;
    again(world, job);
    return;
  }
  if (refusalOfTask(world, job) !== null) {
    beginTask(world, job, draw(world.random, 'jobRefused'));
    return;
  }
  note(world, job, 'cnapi.acquire_vm_ticket', 'OK');
  beginTask(world, job, taskDuration(world, job) + delayOf(world, job));
}

function beginTask(world: World, job: Job, takes: number): void {
  job.stage = 'task';
  job.task = { from: world.now, until: world.now + takes };
  schedule(world, takes, { kind: 'job', job: job.uuid });
}

function end(
  world: World,
  job: Job,
  failed: { readonly step: string; readonly error: unknown } | null,
): void {
  job.stage = 'ended';
  job.runner = null;
  job.execution = failed === null ? 'succeeded' : 'failed';
  if (failed === null) note(world, job, 'cnapi.wait_task', 'Job succeeded!');
  else job.results.push({ ...step(world, failed.step), result: '', error: failed.error });
}

function note(world: World, job: Job, name: string, result: string): void {
  job.results.push({ ...step(world, name), result, error: '' });
}

function step(world: World, name: string): Row {
  return { name, started_at: isoNow(world), finished_at: isoNow(world) };
}

/** A job as VMAPI shows it. */
export function shownByVmapi(job: Job): Row {
  return {
    name: job.name,
    uuid: job.uuid,
    execution: job.execution,
    params: job.params,
    exec_after: job.stage === 'ended' ? null : new Date(job.createdAt).toISOString(),
    created_at: new Date(job.createdAt).toISOString(),
    timeout: job.timeout,
    chain_results: job.results,
  };
}

/** A job as the workflow API shows it. */
export function shownByWorkflow(job: Job): Row {
  return {
    ...shownByVmapi(job),
    chain: [],
    onerror: [],
    onerror_results: [],
    target: `/${job.work.task}-${job.vm}`,
    workflow_uuid: job.uuid,
    ...(job.runner === null || job.execution !== 'running' ? {} : { runner_id: job.runner }),
    vm_uuid: job.vm,
    server_uuid: job.server,
    task: job.work.task,
  };
}
