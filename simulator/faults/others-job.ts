/** The job of somebody else, which has nothing to do with the plan and must come to its end all the same. */
import { startJob } from '../api/jobs.ts';
import type { TimedFault } from './fault.ts';
import { note } from './strike.ts';
import type { World } from '../world.ts';

type OthersJob = Extract<TimedFault, { readonly kind: 'others-job' }>;

/** Somebody makes a zone of his own. */
export function queue(world: World, id: number, { vm, server, lasts }: OthersJob): void {
  const { name, uuid } = startJob(world, { vm, server, work: { task: 'others', lasts }, params: {} });
  note(world, id, `job ${name} ${uuid}`, `is somebody else's, for ${String(Math.round(lasts / 1000))} s`);
}
