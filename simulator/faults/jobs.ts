/** Faults of jobs: a provision that fails on its server, a task that takes minutes or hours longer. */
import type { JobFault } from './fault.ts';
import { note, strikes } from './strike.ts';
import type { Job, World } from '../world.ts';

/** Milliseconds that a job's task takes longer because of a fault. */
export function delayOf(world: World, job: Job): number {
  if (world.faults.armed.length === 0) return 0;
  const struck = strikes(
    world,
    (fault): fault is JobFault => fault.kind === 'job-slow' || fault.kind === 'job-stuck',
  );
  if (struck === null) return 0;
  const { longer } = struck.fault;
  note(world, struck.id, nameOf(job), `takes ${String(Math.round(longer / 60_000))} minutes longer`);
  return longer;
}

/** Whether a provision job whose task has come to its end fails there after all. */
export function failsOnServer(world: World, job: Job): boolean {
  if (world.faults.armed.length === 0) return false;
  const struck = strikes(world, (fault): fault is JobFault => fault.kind === 'job-fails');
  if (struck === null) return false;
  note(world, struck.id, nameOf(job), 'fails on its server');
  return true;
}

function nameOf({ name, vm }: Job): string {
  return `job ${name} of ${vm}`;
}
