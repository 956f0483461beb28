/**
 * SAPI, VMAPI and NAPI as far as one create needs them, each POST ending as the test says. It keeps
 * count of provision jobs: two for one UUID is the accident that the create must never cause.
 */
import type { Clock } from '../../../triton/clock.ts';
import {
  TransportError,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../../../triton/transport.ts';
import { lockShelf } from './lock-shelf.ts';
import { SERVER } from './small-plan.ts';

/** How a POST /instances ends. */
export type Ending =
  | 'works'
  /** The job fails on the server: record, failed row and NIC stay (async). */
  | 'job-fails'
  /** Refused in validation: nothing stays, the UUID is still good. */
  | 'invalid'
  /** Done, and the answer is lost. */
  | 'answer-lost'
  /** Never arrived, and nobody can know. */
  | 'request-lost'
  /** As the lost answer, and VMAPI's row comes half a minute later: others hold the allocation ticket. */
  | 'answer-lost-ticket-held';

interface Row {
  readonly alias: string;
  uuid: string;
  state: string;
  server_uuid: string;
  image_uuid: string;
  nics: readonly object[];
}

export interface CreateWorld {
  readonly transport: Transport;
  readonly records: Map<string, object>;
  readonly rows: Map<string, Row>;
  readonly nics: Map<string, Record<string, unknown>>;
  readonly jobs: { readonly uuid: string; readonly vm: string; execution: string }[];
  /** Endings of the POSTs to come; then they work. */
  endings: Ending[];
}

const LATER = { queued: 500, done: 8000, ticket: 30_000 };

/** One that knows nothing yet. */
export function createWorld(clock: Clock, image: string): CreateWorld {
  const shelf = lockShelf();
  const world: CreateWorld = {
    records: new Map(),
    rows: new Map(),
    nics: new Map(),
    jobs: [],
    endings: [],
    transport: {
      request: async ({ service }, request) => {
        await clock.sleep(50);
        return answer(world, clock, image, service, request);
      },
      run: async (server, argv) => {
        const result = shelf.run(server, argv);
        if (result === null) throw new TransportError('no such command here', false);
        return result;
      },
      pipe: () => Promise.reject(new TransportError('no pipe here', false)),
      put: () => Promise.reject(new TransportError('no files here', false)),
    },
  };
  return world;
}

function answer(
  world: CreateWorld,
  clock: Clock,
  image: string,
  service: string,
  request: HttpRequest,
): HttpResponse {
  const { pathname, searchParams } = new URL(request.path, 'http://api');
  const id = pathname.split('/')[2] ?? '';
  switch (`${service} ${request.method} /${pathname.split('/')[1] ?? ''}`) {
    case 'cnapi GET /servers':
      return ok(200, [{ uuid: SERVER, hostname: 'headnode1' }]);
    case 'sapi GET /instances':
      return found(world.records.get(id));
    case 'sapi POST /instances':
      return post(
        world,
        clock,
        image,
        request.body as { uuid: string; params: { server_uuid: string; alias: string } },
      );
    case 'sapi DELETE /instances':
      world.records.delete(id);
      if (world.rows.get(id)?.state !== 'failed') settle(world, id, 'destroyed');
      return ok(204, '');
    case 'vmapi GET /vms':
      if (searchParams.has('sync') && world.rows.get(id)?.state === 'failed') settle(world, id, 'destroyed');
      return found(world.rows.get(id));
    case 'vmapi GET /jobs':
      return ok(
        200,
        world.jobs.filter(({ vm }) => vm === searchParams.get('vm_uuid')),
      );
    case 'napi GET /nics':
      if (id !== '') return found(world.nics.get(id));
      return ok(
        200,
        [...world.nics.values()].filter(
          (nic) => nic['belongs_to_uuid'] === searchParams.get('belongs_to_uuid'),
        ),
      );
    case 'napi POST /nics':
      return makeNic(world, request.body as Record<string, unknown>);
    case 'napi DELETE /nics':
      world.nics.delete(id);
      return ok(204, '');
    default:
      throw new Error(`no such route: ${service} ${request.method} ${request.path}`);
  }
}

function post(
  world: CreateWorld,
  clock: Clock,
  image: string,
  body: { uuid: string; params: { server_uuid: string; alias: string } },
): HttpResponse {
  const ending = world.endings.shift() ?? 'works';
  const { uuid } = body;
  if (ending === 'request-lost') throw new TransportError('connection reset', true);
  if (ending === 'invalid') return ok(409, { code: 'ValidationFailed', message: 'Invalid VM parameters' });
  world.records.set(uuid, body);
  if (world.rows.has(uuid)) return ok(200, body);
  const job = { uuid: `job-${String(world.jobs.length + 1)}`, vm: uuid, execution: 'queued' };
  const begin = () => {
    world.jobs.push(job);
    world.rows.set(uuid, {
      uuid,
      state: 'provisioning',
      server_uuid: body.params.server_uuid,
      image_uuid: image,
      alias: body.params.alias,
      nics: [],
    });
    void clock.sleep(LATER.done).then(() => {
      job.execution = ending === 'job-fails' ? 'failed' : 'succeeded';
      settle(world, uuid, ending === 'job-fails' ? 'failed' : 'stopped');
    });
  };
  if (ending === 'answer-lost-ticket-held') void clock.sleep(LATER.ticket).then(begin);
  else begin();
  if (ending.startsWith('answer-lost')) throw new TransportError('connection reset', true);
  return ok(200, { ...body, job_uuid: job.uuid });
}

function makeNic(world: CreateWorld, nic: Record<string, unknown>): HttpResponse {
  const isTaken = [...world.nics.values()].some((other) => other['ip'] === nic['ip']);
  if (isTaken)
    return ok(422, {
      code: 'InvalidParameters',
      message: 'Invalid parameters',
      errors: [{ field: 'ip', code: 'UsedBy' }],
    });
  world.nics.set(String(nic['mac']).replaceAll(':', ''), nic);
  return ok(200, nic);
}

function settle(world: CreateWorld, uuid: string, state: string): void {
  const row = world.rows.get(uuid);
  if (row) row.state = state;
}

function found(body: unknown): HttpResponse {
  return body === undefined ? ok(404, { code: 'ResourceNotFound', message: 'not found' }) : ok(200, body);
}

function ok(status: number, body: unknown): HttpResponse {
  return { status, headers: {}, body };
}
