/** VMAPI (sdc-vmapi 9.16): rows, creates, actions, jobs. */
import { countVms, fieldsOf, listVms } from './vmapi-list.ts';
import { shownByVmapi, startJob } from './jobs.ts';
import { createNic } from './napi-nics.ts';
import { NapiError } from './napi-error.ts';
import { api, failure, isTrue, isUuid, ok, type Api, type Call, type Reply } from './route.ts';
import { create, deleteVm } from './vm-changes.ts';
import { isSilent } from '../faults/silent-server.ts';
import { refresh } from '../vm-report.ts';
import { isServing } from '../serving.ts';
import { asRow, list, text } from '../rows.ts';
import { uuid as randomUuid } from '../random.ts';
import { normalMac } from './napi-nics.ts';
import type { Job, JobWork, Row, World } from '../world.ts';

const routes = api([
  ['GET', '/ping', ping],
  ['GET', '/vms', listVms],
  ['HEAD', '/vms', countVms],
  ['POST', '/vms', postVm],
  ['GET', '/vms/:uuid', getVm],
  ['POST', '/vms/:uuid', actOnVm],
  ['PUT', '/vms/:uuid', putVm],
  ['DELETE', '/vms/:uuid', deleteVmRoute],
  ['GET', '/vms/:uuid/jobs', listJobsOfVm],
  ['GET', '/jobs', listJobs],
  ['GET', '/jobs/:job', getJob],
  ['GET', '/statuses', statuses],
]);

/** VMAPI refuses every write without the workflow API. */
export const vmapi: Api = (world, client, request) => {
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isServing(world, 'workflow')) {
    return failure(503, 'ServiceUnavailableError', 'Workflow API is down.');
  }
  return routes(world, client, request);
};

function ping({ world }: Call): Reply {
  const moray = isServing(world, 'moray');
  const wfapi = isServing(world, 'workflow');
  const body = {
    dataMigrations: { latestCompletedMigrations: { vms: 1 } },
    healthy: moray && wfapi,
    initialization: { moray: { status: moray ? 'BUCKETS_REINDEX_DONE' : 'STARTED' } },
    pid: 1,
    pingErrors: {},
    status: moray && wfapi ? 'OK' : 'some services are not online',
    services: { moray: moray ? 'online' : 'offline', wfapi: wfapi ? 'online' : 'offline' },
  };
  return { status: moray ? 200 : 503, body };
}

function invalidUuid(field: string): Reply {
  return failure(409, 'ValidationFailed', 'Invalid Parameters', [
    { field, code: 'Invalid', message: 'Invalid UUID' },
  ]);
}

function notFound(): Reply {
  return failure(404, 'ResourceNotFound', 'VM not found');
}

function getVm({ world, params, query }: Call): Reply {
  const uuid = text(params, 'uuid') ?? '';
  if (!isUuid(uuid)) return invalidUuid('uuid');
  const vm = world.vms.get(uuid);
  if (vm === undefined) return notFound();
  if (query['owner_uuid'] !== undefined && query['owner_uuid'] !== vm['owner_uuid']) return notFound();
  if (query['sync'] === 'true') {
    const server = world.servers.get(text(vm, 'server_uuid') ?? '');
    if (server !== undefined && text(server, 'status') === 'unknown') {
      return failure(409, 'ServerNotRunning', 'Operation attempted on server which is not running');
    }
    if (isSilent(world, text(vm, 'server_uuid') ?? ''))
      return failure(500, 'InternalError', 'socket hang up');
    refresh(world, uuid);
  }
  return ok(fieldsOf(world.vms.get(uuid) ?? vm, query['fields']));
}

function postVm({ world, body, client }: Call): Reply | null {
  const uuid = text(body, 'uuid') ?? randomUuid(world.random);
  const payload = { ...body, uuid };
  return create(world, { client, throughSapi: false, async: true, uuid, payload });
}

/** vm-agent's route: the row becomes what is sent, and what isn't sent is lost. */
function putVm({ world, params, body }: Call): Reply {
  const uuid = text(params, 'uuid') ?? '';
  if (!isUuid(uuid)) return invalidUuid('uuid');
  const row = { destroyed: null, ...body, uuid };
  world.vms.set(uuid, row);
  return ok(row);
}

function deleteVmRoute({ world, params }: Call): Reply {
  const job = deleteVm(world, text(params, 'uuid') ?? '');
  return 'uuid' in job ? accepted(job) : job;
}

function accepted(job: Job): Reply {
  return { status: 202, body: { vm_uuid: job.vm, job_uuid: job.uuid } };
}

function actOnVm({ world, params, query, body }: Call): Reply {
  const uuid = text(params, 'uuid') ?? '';
  const vm = world.vms.get(uuid);
  if (vm === undefined) return notFound();
  const action = text({ ...body, ...query }, 'action');
  if (action === undefined) return badAction({ field: 'action', code: 'MissingParameter' });
  const work = workOf(world, vm, action, { ...body, ...query });
  if (work === null) return badAction({ field: 'action', code: 'Invalid', message: 'Invalid parameter' });
  if ('status' in work) return work;
  if (text(vm, 'state') === 'provisioning') {
    return failure(409, 'UnallocatedVM', 'Cannot perform requested operation on an unallocated VM');
  }
  const server = text(vm, 'server_uuid') ?? '';
  const owner = { owner_uuid: vm['owner_uuid'] };
  return accepted(startJob(world, { vm: uuid, server, work, params: owner }));
}

function badAction(error: Row): Reply {
  return failure(409, 'ValidationFailed', 'Invalid Parameters', [error]);
}

function workOf(world: World, vm: Row, action: string, params: Row): JobWork | Reply | null {
  switch (action) {
    case 'start':
    case 'stop':
    case 'reboot':
      return { task: action, idempotent: isTrue(params['idempotent']) };
    case 'remove_nics':
      return { task: 'remove-nics', macs: macsOf(params) };
    case 'add_nics':
      return addNics(world, vm, params);
    default:
      return null;
  }
}

function macsOf(params: Row): readonly string[] {
  return list(params, 'macs').map((mac) => normalMac(String(mac)) ?? String(mac));
}

/** NICs for the networks named are made in NAPI before the job; `macs` names NICs made already. */
function addNics(world: World, vm: Row, params: Row): JobWork | Reply {
  if (params['macs'] !== undefined) return { task: 'add-nics', macs: macsOf(params) };
  try {
    const nics = list(params, 'networks').map((entry) => {
      const { uuid, ip, primary } = asRow(entry);
      const owner = { belongs_to_type: 'zone', belongs_to_uuid: vm['uuid'], owner_uuid: vm['owner_uuid'] };
      return createNic(world, {
        ...owner,
        network_uuid: uuid ?? entry,
        primary,
        ...(ip === undefined ? {} : { ip }),
      });
    });
    return { task: 'add-nics', macs: nics.map(({ mac }) => String(mac)) };
  } catch (error) {
    if (error instanceof NapiError) return error.reply;
    throw error;
  }
}

function getJob({ world, params }: Call): Reply {
  const uuid = text(params, 'job') ?? '';
  const job = world.jobs.get(uuid);
  if (job === undefined) return failure(404, 'ResourceNotFound', `Job with uuid '${uuid}' does not exist`);
  return ok(shownByVmapi(job));
}

function listJobsOfVm({ world, params }: Call): Reply {
  return ok(jobsOf(world, { vm_uuid: text(params, 'uuid') ?? '' }).map(shownByVmapi));
}

function listJobs({ world, query }: Call): Reply {
  return ok(jobsOf(world, query).map(shownByVmapi));
}

/** Jobs by VM, task and execution, newest first. */
export function jobsOf(world: World, query: Readonly<Record<string, string>>): readonly Job[] {
  return [...world.jobs.values()]
    .filter(
      (job) =>
        (query['vm_uuid'] ?? job.vm) === job.vm &&
        (query['task'] ?? job.work.task) === job.work.task &&
        (query['execution'] ?? job.execution) === job.execution,
    )
    .toReversed();
}

function statuses({ world, query }: Call): Reply {
  const uuids = (query['uuids'] ?? '').split(',');
  const states = uuids.flatMap((uuid) => {
    const state = text(world.vms.get(uuid), 'state');
    return state === undefined ? [] : [[uuid, state] as const];
  });
  return ok(Object.fromEntries(states));
}
