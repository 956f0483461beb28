/** SAPI (sdc-sapi 2.1): its objects, and the creating and deleting of instances through VMAPI. */
import { api, failure, NO_CONTENT, ok, type Api, type Call, type Reply } from './route.ts';
import {
  deleteOf,
  getOf,
  isAgent,
  listOf,
  missingKeys,
  noSuch,
  postOf,
  putOf,
  shown,
  versionOf,
} from './sapi-objects.ts';
import { metadataOf, payloadOf } from './sapi-payload.ts';
import { answerLater, create, deleteVm } from './vm-changes.ts';
import { isTrue } from './route.ts';
import { reply, schedule } from '../schedule.ts';
import { isServing } from '../serving.ts';
import { uuid as randomUuid } from '../random.ts';
import { text, without } from '../rows.ts';
import type { Job, Poll, Row, World } from '../world.ts';

/** Milliseconds between two looks of SAPI at a job. */
const POLL = 5_000;
/** Milliseconds that SAPI tries to reach a VMAPI that does not answer. */
const GIVE_UP = 15_200;

const routes = api([
  ['GET', '/ping', ping],
  ['GET', '/mode', ({ world }) => ok(world.sapiMode)],
  ['POST', '/mode', setMode],
  ['POST', '/cache', () => NO_CONTENT],
  ['GET', '/applications', listOf('applications')],
  ['POST', '/applications', postOf('applications')],
  ['GET', '/applications/:uuid', getOf('applications')],
  ['PUT', '/applications/:uuid', putOf('applications')],
  ['DELETE', '/applications/:uuid', deleteOf('applications')],
  ['GET', '/services', listOf('services')],
  ['POST', '/services', postOf('services')],
  ['GET', '/services/:uuid', getOf('services')],
  ['PUT', '/services/:uuid', putOf('services')],
  ['DELETE', '/services/:uuid', deleteOf('services')],
  ['GET', '/manifests', listOf('manifests')],
  ['POST', '/manifests', postOf('manifests')],
  ['GET', '/manifests/:uuid', getOf('manifests')],
  ['DELETE', '/manifests/:uuid', deleteOf('manifests')],
  ['GET', '/instances', listOf('instances')],
  ['POST', '/instances', postInstance],
  ['GET', '/instances/:uuid', getOf('instances')],
  ['PUT', '/instances/:uuid', putOf('instances')],
  ['DELETE', '/instances/:uuid', deleteInstance],
  ['GET', '/instances/:uuid/payload', getPayload],
  ['GET', '/configs/:uuid', getConfig],
]);

/** SAPI refuses versions it has not before it looks at anything else. */
export const sapi: Api = (world, client, request) => {
  if (versionOf(request.headers) !== null) return routes(world, client, request);
  const [path = ''] = request.path.split('?');
  const asked = request.headers['accept-version'] ?? '';
  return failure(400, 'InvalidVersion', `${asked} is not supported by ${request.method} ${path}`);
};

function ping({ world }: Call): Reply {
  const available = isServing(world, 'moray') || world.sapiMode === 'proto';
  const storType = world.sapiMode === 'proto' ? 'LocalStorage' : 'MorayLocalStorage';
  return {
    status: available ? 200 : 500,
    body: { mode: world.sapiMode, storType, storAvailable: available },
  };
}

function setMode({ world, params }: Call): Reply {
  const mode = text(params, 'mode');
  if (mode === undefined) return failure(409, 'MissingParameter', 'missing "mode" parameter');
  if (mode !== 'full') return failure(409, 'InvalidArgument', `invalid mode: ${mode}`);
  world.sapiMode = mode;
  return NO_CONTENT;
}

function getPayload({ world, params }: Call): Reply {
  const uuid = text(params, 'uuid') ?? '';
  const instance = world.instances.get(uuid);
  return instance === undefined ? noSuch('instances', uuid) : ok(payloadOf(world, instance));
}

function getConfig({ world, params }: Call): Reply {
  const uuid = text(params, 'uuid') ?? '';
  const instance = world.instances.get(uuid);
  if (instance === undefined) return noSuch('instances', uuid);
  const metadata = without(metadataOf(world, instance), 'user-script');
  const server = text(world.vms.get(uuid), 'server_uuid');
  return ok({
    manifests: [],
    metadata: { ...metadata, SERVER_UUID: server, ZONE_UUID: uuid, INSTANCE_UUID: uuid },
  });
}

/**
 * `POST /instances`. The record is written first. A UUID that VMAPI knows, in whatever state, is
 * adopted without anything being made: a burnt one gives a record without a zone.
 */
function postInstance(call: Call): Reply | null {
  const { world, body, client } = call;
  const serviceUuid = text(body, 'service_uuid') ?? '';
  const refusal = missingKeys(['service_uuid'], body);
  if (refusal !== null) return refusal;
  const service = world.services.get(serviceUuid);
  if (service === undefined) return noSuch('services', serviceUuid);
  const uuid = text(body, 'uuid') ?? randomUuid(world.random);
  const instance = instanceOf(body, uuid, service);
  world.instances.set(uuid, instance);
  if (isAgent(service) || world.sapiMode === 'proto') return ok(shown(call, instance));
  if (!isServing(world, 'vmapi')) {
    world.instances.delete(uuid);
    return refusedByVmapi(world, client);
  }
  if (world.vms.has(uuid)) return ok(shown(call, instance));
  const async = isTrue(body['async']);
  const creation = { client, throughSapi: true, async, uuid, payload: payloadOf(world, instance) };
  const refused = create(world, creation);
  if (refused === null) return null;
  world.instances.delete(uuid);
  return refused;
}

function instanceOf(body: Row, uuid: string, service: Row): Row {
  const given = ['params', 'metadata', 'manifests', 'master'].filter((key) => body[key] !== undefined);
  return {
    uuid,
    service_uuid: service['uuid'],
    ...Object.fromEntries(given.map((key) => [key, body[key]])),
    type: text(service, 'type') ?? 'vm',
  };
}

function refusedByVmapi(world: World, client: number): null {
  const body = { message: 'connect ECONNREFUSED vmapi:80' };
  reply(world, client, GIVE_UP, { answer: { status: 500, body, headers: {} } });
  return null;
}

/** `DELETE /instances/:uuid`: 204 when the VM's destroy job has ended. */
function deleteInstance({ world, params, client }: Call): Reply | null {
  const uuid = text(params, 'uuid') ?? '';
  const instance = world.instances.get(uuid);
  if (instance === undefined) return noSuch('instances', uuid);
  if (isAgent(instance) || world.sapiMode === 'proto') {
    world.instances.delete(uuid);
    return NO_CONTENT;
  }
  if (!isServing(world, 'vmapi')) return refusedByVmapi(world, client);
  const job = deleteVm(world, uuid);
  if (!('uuid' in job)) return job;
  schedule(world, POLL, { kind: 'poll', poll: { client, job: job.uuid, purpose: 'delete', instance: uuid } });
  return null;
}

/** One look of SAPI at the job it waits for. */
export function pollJob(world: World, poll: Poll): void {
  const job = world.jobs.get(poll.job);
  if (job === undefined || job.execution === 'queued' || job.execution === 'running') {
    schedule(world, POLL, { kind: 'poll', poll });
    return;
  }
  answerLater(
    world,
    poll.client,
    poll.purpose === 'create' ? afterCreate(world, job, poll) : afterDelete(world, job, poll),
  );
}

function afterCreate(world: World, job: Job, { instance }: Poll): Reply {
  if (job.execution === 'succeeded') return ok(world.instances.get(instance) ?? { uuid: instance });
  world.instances.delete(instance);
  return failure(500, 'ProvisionFailedError', `job ${job.name} (${job.uuid}) failed: ${causeOf(job)}`);
}

function afterDelete(world: World, job: Job, { instance }: Poll): Reply {
  if (job.execution === 'failed' && !causeOf(job).includes('ResourceNotFound')) {
    return failure(500, 'DestroyFailedError', `job ${job.name} (${job.uuid}) failed: ${causeOf(job)}`);
  }
  // Two deletes at once: the second finds the record gone (404, no body).
  return world.instances.delete(instance) ? NO_CONTENT : { status: 404, body: '' };
}

function causeOf(job: Job): string {
  const last = job.results.at(-1);
  const error = last?.['error'];
  const message = typeof error === 'string' ? error : JSON.stringify(error);
  return `${String(last?.['name'])}: ${message}`;
}
