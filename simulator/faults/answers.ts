/**
 * What the APIs answer when they refuse or fail, each only where the real one can (recorded from the
 * services: test/recorded; sdc-vmapi lib/common/validation, sdc-napi lib/util/errors).
 */
import { failure, type Reply } from '../api/route.ts';
import type { Endpoint } from '../../triton/transport.ts';
import type { SentRequest } from '../world.ts';
import type { CallFaultKind } from './fault.ts';

export type AnswerKind = Extract<CallFaultKind, `answer-${string}`>;

type Answer = (to: Endpoint, request: SentRequest) => Reply | null;

/** The answer of a kind to a request, or null where the service never gives one like it. */
export function answerOf(kind: AnswerKind, to: Endpoint, request: SentRequest): Reply | null {
  return request.path === '/ping' ? null : ANSWERS[kind](to, request);
}

const ANSWERS: Readonly<Record<AnswerKind, Answer>> = {
  // Of an error that nobody caught, restify tells the message and no code.
  'answer-500': (to, request) =>
    isWrite(request) ? { status: 500, body: { message: `${to.service}: socket hang up` } } : null,
  'answer-503': ({ service }, request) => {
    if (service === 'napi') return failure(503, 'ServiceUnavailableError', 'moray is not available');
    const passedOn = service === 'sapi' && isWrite(request) && request.path.startsWith('/instances');
    if (!passedOn && !(service === 'vmapi' && isWrite(request))) return null;
    return failure(503, 'ServiceUnavailableError', 'Workflow API is down.');
  },
  'answer-409': ({ service }, request) => conflict(service, request),
  'answer-412': ({ service }, request) => {
    const header = ['if-match', 'if-none-match'].find((name) => request.headers[name] !== undefined);
    if (service !== 'napi' || header === undefined) return null;
    const wanted = request.headers[header] ?? '';
    return failure(412, 'PreconditionFailed', `${header} '${wanted}' didn't match etag 'CE9BABAD'`);
  },
  // A create that is refused for its NICs comes through SAPI and VMAPI, and is struck there.
  'answer-422': ({ service }, request) => {
    if (service !== 'napi' || !isWrite(request) || request.method === 'DELETE') return null;
    return request.path.includes('/ips/') ? ownerMismatch() : usedBySomebody();
  },
};

function conflict(service: string, request: SentRequest): Reply | null {
  const { method, path } = request;
  if (service === 'sapi' && method === 'POST' && path === '/instances') {
    const error = { field: 'server_uuid', code: 'InsufficientCapacity', message: 'Server has no capacity' };
    return failure(409, 'ValidationFailed', 'Invalid VM parameters', [error]);
  }
  if (service === 'sapi' && method === 'PUT' && path.startsWith('/instances/'))
    return failure(409, 'SchemaValidationError', 'metadata does not match its schema');
  const deletes = method === 'DELETE' && /^\/(instances|vms)\//.test(path);
  if ((service === 'sapi' || service === 'vmapi') && deletes)
    return failure(409, 'ConflictError', 'Unable to delete a VM that has no server_uuid');
  if (service !== 'vmapi' || method !== 'POST' || !path.startsWith('/vms/')) return null;
  return failure(409, 'UnallocatedVM', 'Cannot perform requested operation on an unallocated VM');
}

function ownerMismatch(): Reply {
  const error = {
    field: 'owner_uuid',
    code: 'InvalidParameter',
    message: 'network owner_uuids do not match',
  };
  return failure(422, 'InvalidParameters', 'Invalid parameters', [error]);
}

/** Somebody whom nobody knows had the address for a moment. */
export function usedBySomebody(): Reply {
  const id = 'ffffffff-0000-4000-8000-000000000001';
  const message = `IP in use by zone "${id}"`;
  const error = { type: 'zone', id, code: 'UsedBy', message, field: 'ip' };
  return failure(422, 'InvalidParameters', 'Invalid parameters', [error]);
}

/** Whether a request may change something. */
export function isWrite({ method }: SentRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}
