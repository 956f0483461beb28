/** The workflow API (sdc-workflow): jobs to read. */
import { shownByWorkflow } from './jobs.ts';
import { jobsOf } from './vmapi.ts';
import { api, failure, ok, type Call, type Reply } from './route.ts';
import { text } from '../rows.ts';

export const workflow = api([
  ['GET', '/ping', () => ok({ ping: 'OK', pid: 1 })],
  ['GET', '/jobs', ({ world, query }) => ok(jobsOf(world, query).map(shownByWorkflow))],
  ['GET', '/jobs/:job', getJob],
]);

function getJob({ world, params }: Call): Reply {
  const uuid = text(params, 'job') ?? '';
  const job = world.jobs.get(uuid);
  if (job === undefined) return failure(404, 'ResourceNotFound', `Job with uuid '${uuid}' does not exist`);
  return ok(shownByWorkflow(job));
}
