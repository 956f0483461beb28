/**
 * Who carries jobs: the wf-runner of each workflow zone, which marks a job that it takes with its zone's
 * UUID. Told to end (svcadm, or its zone stops), it puts each job back into the queue as soon as the
 * task that it is at has ended; after 30 s SMF kills it. The job of such a task stays marked, and what
 * follows its task is never done: once its runner has been silent for ten reports, another one cancels it
 * (sdc-workflow smf/manifests/wf-runner.xml.in, node-workflow lib/runner.js, lib/job-runner.js).
 */
import { blameFor } from './blame.ts';
import { nameOf } from './invariants/one-address.ts';
import { schedule } from './schedule.ts';
import { violate } from './violations.ts';
import { zonesOf } from './zones-of.ts';
import type { Job, World, Zone } from './world.ts';

/** SMF's name of a runner. */
export const RUNNER = 'wf-runner';

/** Milliseconds that SMF gives a runner to end. */
const STOP_TIMEOUT = 30_000;

/** Milliseconds that a job's first tasks take together, each of them short, before one waits for a server. */
const FIRST_TASKS = 2_000;

/** Milliseconds of silence after which a runner's jobs are cancelled. */
const SILENCE = 300_000;

/** The runner that takes a job now; null: none can. */
export function freeRunner(world: World): string | null {
  const able = zonesOf(world, 'workflow').filter(
    ({ serving, disabled }) => serving && !disabled.includes(RUNNER),
  );
  return able[world.seq % able.length]?.uuid ?? null;
}

/** The end of a zone's runner, and what becomes of its jobs. */
export function endRunner(world: World, zone: Zone): void {
  for (const job of world.jobs.values()) {
    if (job.runner !== zone.uuid || job.stage === 'ended' || job.orphanedAt !== null) continue;
    if (isCutOff(world, job)) orphan(world, zone, job);
    else job.runner = null;
  }
}

/** Whether an orphan's runner has been silent for so long that another, if there is one, cancels it. */
export function isCancelled(world: World, { orphanedAt }: Job): boolean {
  return orphanedAt !== null && world.now >= orphanedAt + SILENCE && freeRunner(world) !== null;
}

function isCutOff(world: World, { stage, task }: Job): boolean {
  if (stage !== 'task' || task === null) return false;
  return world.now > task.from + FIRST_TASKS && world.now + STOP_TIMEOUT < task.until;
}

function orphan(world: World, zone: Zone, job: Job): void {
  job.orphanedAt = world.now;
  schedule(world, SILENCE, { kind: 'job', job: job.uuid });
  const message = `${nameOf(zone)} ends its runner in the middle of job ${job.name} ${job.uuid}`;
  violate(world, 'jobs-end', blameFor(world, `running:${zone.uuid}`), zone.uuid, message);
}
